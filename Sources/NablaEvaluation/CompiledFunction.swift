// A formula as a program: compiled once, run at any number of points, from any number of threads.

import NablaExpressions
import NablaNumbers

/// A compiled program: some outputs as functions of some inputs.
///
/// Immutable, and safe from many threads at once. Where an output is not defined, not real, infinite or beyond the
/// range of its numbers, it is NaN, for a program does not tell an overflow from a pole: `evaluated(at:)` does. At kinks it
/// follows the conventions. Blocks of points are computed in `Scalar`,
/// functions and single points in Double. Formulas that would lose digits or overflow as they stand are computed in
/// stable forms (`explanation` lists them).
public struct CompiledFunction<Scalar: BlockScalar>: Sendable {
  /// The symbols in whose order values are given.
  public let inputs: [Expr]
  /// For each input whether it is one number for all points (a weight) rather than a column (data).
  public let isShared: [Bool]
  /// The number of outputs.
  public let outputCount: Int
  let pointProgram: PointProgram
  let runner: BlockRunner
  var plan: BlockPlan { runner.plan }
  private var program: Program { pointProgram.program }

  /// Compiles expressions as functions of `inputs`; those in `shared` are one number for all points. Linear in the nodes.
  ///
  /// Throws `request` where a symbol is no input or an input is no symbol or named twice, `domain` for undefined functions.
  public init(
    _ outputs: [Expr], inputs: [Expr], shared: [Expr] = [], as scalar: Scalar.Type = Scalar.self
  ) throws(NablaError) {
    let symbols = inputs + shared
    var places: [NodeID: Int] = [:]
    for (place, symbol) in symbols.enumerated() {
      guard symbol.node.isSymbol else {
        throw NablaError(.request, "inputs are symbols, and number \(place + 1) is none")
      }
      guard places.updateValue(place, forKey: symbol.node) == nil else {
        throw NablaError(.request, "\(NameTable.shared.name(of: symbol.node)) is named twice among the inputs")
      }
    }
    let store = outputs.first { $0.node.isStored }?.store ?? Store.default
    let program = try store.build { (builder) throws(NablaError) in
      try builder.withoutRecording { () throws(NablaError) in
        try CompiledFunction.program(builder, outputs, places, isShared: symbols.indices.map { $0 >= inputs.count })
      }
    }
    self.inputs = symbols
    isShared = symbols.indices.map { $0 >= inputs.count }
    outputCount = outputs.count
    pointProgram = PointProgram(program)
    runner = Scalar.blockMachine.makeRunner(BlockPlan(program, isShared: isShared))
  }

  private static func program(
    _ builder: Builder, _ outputs: [Expr], _ inputs: [NodeID: Int], isShared: [Bool]
  ) throws(NablaError) -> Program {
    let adopted = outputs.map { builder.adopt($0) }
    let masks = try OutputMasks(builder, adopted)
    let maskRoots = masks.roots(builder.store)
    var lowering = Lowering(builder, inputs: inputs)
    var code = ProgramBuilder()
    let values = try lowering.run(adopted.map(\.node) + maskRoots, into: &code)
    _ = builder.takeConditions()
    var maskPlaces: [NodeID: Int32] = [:]
    for (mask, place) in zip(maskRoots, values[adopted.count...]) { maskPlaces[mask] = place }
    var places: [Int32] = []
    for output in adopted.indices {
      let value = values[output]
      var condition = maskPlaces[masks.relations[output]]
      if let witness = masks.witnesses[output] {
        condition = code.relation(.equal, values[witness], values[witness])
      }
      let undefined = code.constant(Double.nan)
      places.append(condition.map { code.select($0, value, undefined) } ?? value)
    }
    return Program(code, outputs: places, isShared: isShared)
  }

  /// What the program does: operations, registers, steps at one point, fusions and stable forms.
  public var explanation: String {
    func list(_ counts: [(name: String, count: Int)]) -> String {
      counts.isEmpty
        ? "none" : counts.sorted { $0.name < $1.name }.map { "\($0.count) × \($0.name)" }.joined(separator: ", ")
    }
    let machine = pointProgram.machine
    let varying = zip(program.instructions, program.varies).count {
      $1 && $0.operation != .input && $0.operation != .second
    }
    return """
      operations: \(operationCount) (\(plainOperationCount) before fusions), of which \(operationCount - varying) are the same at every point
      registers: \(plan.registerCount), blocks of \(runner.blockLength) points
      one point: \(machine.stepCount) steps, \(machine.packCount) of them on four numbers at once
      fusions: \(list(program.fusions.map { ($0.key, $0.value) }))
      stable forms: \(list(program.stableForms.map { ($0.key.name, $0.value) }))
      """
  }

  /// The program, one line an instruction, with the names of its inputs.
  package var programText: String {
    program.text { NameTable.shared.name(of: inputs[$0].node) }
  }

  /// Operations a point, after fusion.
  public var operationCount: Int {
    program.operationCount
  }

  /// Operations a point, each a sum, product or function of one or two numbers.
  public var plainOperationCount: Int { program.plainCount }
}

extension CompiledFunction where Scalar == Double {
  /// Compiles expressions for doubles: `try CompiledFunction([f], inputs: [x])`. Otherwise as the general form.
  public init(_ outputs: [Expr], inputs: [Expr], shared: [Expr] = []) throws(NablaError) {
    try self.init(outputs, inputs: inputs, shared: shared, as: Double.self)
  }
}

extension Expr {
  /// The program of this expression as a function of some symbols; those in `shared` are one number for all points.
  public func compiled(inputs: [Expr], shared: [Expr] = []) throws(NablaError) -> CompiledFunction<Double> {
    try CompiledFunction([self], inputs: inputs, shared: shared)
  }

  /// The same on blocks of some other type of number.
  public func compiled<Scalar: BlockScalar>(
    inputs: [Expr], shared: [Expr] = [], as scalar: Scalar.Type
  ) throws(NablaError) -> CompiledFunction<Scalar> {
    try CompiledFunction([self], inputs: inputs, shared: shared)
  }
}
