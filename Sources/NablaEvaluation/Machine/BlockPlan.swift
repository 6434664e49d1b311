// Where the values of a block lie: columns of the caller, registers that are used again, and what is the same at every point.

/// Where a value is found while a block runs, in one word.
struct BlockPlace: Sendable, Equatable {
  enum Kind {
    /// A column of this slot: an input, a register or an output.
    case slot(Int)
    /// A number that is the same at every point.
    case uniform(Int)
  }

  /// A slot, or −1 less a uniform.
  private let code: Int32

  static func slot(_ index: Int) -> BlockPlace { BlockPlace(code: Int32(truncatingIfNeeded: index)) }
  static func uniform(_ index: Int) -> BlockPlace { BlockPlace(code: -1 - Int32(truncatingIfNeeded: index)) }
  /// Stands where an operation has no further operand.
  static let none = BlockPlace(code: .min)

  var kind: Kind { code >= 0 ? .slot(Int(code)) : .uniform(-1 - Int(code)) }
  var index: Int { code >= 0 ? Int(code) : -1 - Int(code) }
}

/// A value that is the same at every point, or its opposite.
struct UniformPlace: Sendable {
  /// Stand for numbers that no instruction gives.
  static let zero: Int32 = -1
  static let one: Int32 = -2

  let value: Int32
  var isNegative = false
}

/// A product in a sum: a·b, or a·b·c with a uniform a.
struct BlockProduct: Sendable {
  let a: BlockPlace
  let b: BlockPlace
  var c = BlockPlace.none
}

/// One step over a block with the places of its operands and results.
struct PlacedInstruction: Sendable {
  let operation: ProgramOperation
  var function: UInt16 = 0
  var a = BlockPlace.none
  var b = BlockPlace.none
  var c = BlockPlace.none
  /// Of a combination: where among the plan's products those lie that are added to the operand, or start the sum where
  /// there is none; up to four of one form: with a uniform first factor or without, of two factors or three.
  var products: Range<Int> = 0..<0
  /// Whether the products are subtracted.
  var isNegative = false
  let result: Int
  /// Of a pair: where the second value goes.
  var second = -1

  /// Whether all of its operands are the same at every point.
  var hasNoColumn: Bool {
    for operand in [a, b, c] where operand != .none {
      if case .slot = operand.kind { return false }
    }
    return true
  }
}

/// A program laid out for blocks. Slots are the varying inputs, then the outputs, then the registers.
struct BlockPlan: Sendable {
  let steps: [PlacedInstruction]
  /// The products of all combinations.
  let products: [BlockProduct]
  /// Outputs that are the same at every point, or an input, or another output.
  let copies: [(from: BlockPlace, output: Int)]
  /// The place among the inputs of each column.
  let columns: [Int]
  let outputCount: Int
  let registerCount: Int
  /// The part of the program that is the same at every point, and which of its values the blocks use.
  let uniform: PointMachine
  let uniformPlaces: [UniformPlace]
  let functions: [KernelCall]

  var slotCount: Int { columns.count + outputCount + registerCount }

  /// `isShared` tells for each input whether it is the same at every point.
  init(_ program: Program, isShared: [Bool]) {
    var layout = BlockLayout(program, isShared)
    layout.placeAll()
    steps = layout.steps
    products = layout.products
    columns = layout.columns
    outputCount = program.outputs.count
    registerCount = layout.registerCount
    var copies: [(BlockPlace, Int)] = []
    for (output, value) in program.outputs.enumerated()
    where layout.outputSlots[Int(value)] != layout.columns.count + output {
      copies.append((layout.place(value), layout.columns.count + output))
    }
    self.copies = copies
    uniformPlaces = layout.uniformPlaces
    uniform = PointMachine(program, uniformOnly: true)
    functions = program.functions
  }
}

/// Gives every value of a program its place, in one pass over the instructions.
private struct BlockLayout {
  let program: Program
  let columns: [Int]
  /// For each value its slot among the outputs, or −1.
  let outputSlots: [Int]
  private(set) var steps: [PlacedInstruction] = []
  private(set) var products: [BlockProduct] = []
  private(set) var registerCount = 0
  private(set) var uniformPlaces: [UniformPlace] = []
  /// By value, 0 and 1 first, and sign: the place among the uniforms, or −1.
  private var knownUniforms: [Int32]
  private var columnSlots: [Int]
  private var places: [BlockPlace?]
  /// The instruction that needs a value last; an output lives on.
  private var lastUse: [Int]
  private var free: [Int] = []
  private let seconds: [Int32: Int]

  init(_ program: Program, _ isShared: [Bool]) {
    self.program = program
    let count = program.instructions.count
    let columns = isShared.indices.filter { !isShared[$0] }
    self.columns = columns
    columnSlots = [Int](repeating: -1, count: isShared.count)
    for (slot, input) in columns.enumerated() { columnSlots[input] = slot }
    var lastUse = [Int](repeating: -1, count: count)
    var seconds: [Int32: Int] = [:]
    for (k, instruction) in program.instructions.enumerated() {
      if instruction.operation == .second {
        seconds[instruction.a] = k
      } else {
        program.forEachOperand(instruction) { lastUse[Int($0)] = k }
      }
    }
    self.lastUse = lastUse
    self.seconds = seconds
    places = [BlockPlace?](repeating: nil, count: count)
    knownUniforms = [Int32](repeating: -1, count: 2 * (count + 2))
    var outputSlots = [Int](repeating: -1, count: count)
    for (output, value) in program.outputs.enumerated() {
      let value = Int(value)
      if program.varies[value] && program.instructions[value].operation != .input && outputSlots[value] < 0 {
        outputSlots[value] = columns.count + output
      }
    }
    self.outputSlots = outputSlots
  }

  mutating func place(_ id: Int32, isNegative: Bool = false) -> BlockPlace {
    places[Int(id)] ?? uniform(UniformPlace(value: id, isNegative: isNegative))
  }

  private mutating func uniform(_ uniform: UniformPlace) -> BlockPlace {
    let index = 2 * Int(uniform.value + 2) + (uniform.isNegative ? 1 : 0)
    if knownUniforms[index] < 0 {
      knownUniforms[index] = Int32(truncatingIfNeeded: uniformPlaces.count)
      uniformPlaces.append(uniform)
    }
    return .uniform(Int(knownUniforms[index]))
  }

  private mutating func takeSlot(_ k: Int) -> Int {
    if outputSlots[k] >= 0 { return outputSlots[k] }
    if let register = free.popLast() { return register }
    registerCount += 1
    return columns.count + program.outputs.count + registerCount - 1
  }

  /// Frees the registers that nothing needs after instruction k.
  private mutating func release(_ k: Int) {
    let instruction = program.instructions[k]
    guard instruction.operation == .combination else {
      release(instruction.a, after: k)
      release(instruction.b, after: k)
      release(instruction.c, after: k)
      return
    }
    for index in Int(instruction.a)..<Int(instruction.a + instruction.b) {
      release(program.terms[index].a, after: k)
      release(program.terms[index].b, after: k)
      release(program.terms[index].c, after: k)
    }
  }

  @inline(__always)
  private mutating func release(_ operand: Int32, after k: Int) {
    guard operand >= 0, lastUse[Int(operand)] == k else { return }
    // Freed once, however often it is an operand.
    lastUse[Int(operand)] = -1
    let isInput = program.instructions[Int(operand)].operation == .input
    if !isInput, outputSlots[Int(operand)] < 0, case .slot(let slot)? = places[Int(operand)]?.kind { free.append(slot) }
  }

  mutating func placeAll() {
    for (k, instruction) in program.instructions.enumerated() where program.varies[k] {
      switch instruction.operation {
      case .input: places[k] = .slot(columnSlots[Int(instruction.a)])
      case .second: break
      case .combination:
        // Written before all operands are read, so its slot is none of theirs.
        let result = takeSlot(k)
        places[k] = .slot(result)
        let terms = program.terms[Int(instruction.a)..<Int(instruction.a + instruction.b)]
        appendCombination(terms, result)
        release(k)
      case .pair:
        let operand = place(instruction.a)
        release(k)
        let result = takeSlot(k)
        places[k] = .slot(result)
        let other = seconds[Int32(truncatingIfNeeded: k)] ?? k
        let second = takeSlot(other)
        places[other] = .slot(second)
        steps.append(
          PlacedInstruction(
            operation: .pair, function: instruction.function, a: operand, result: result, second: second))
      default:
        let a = place(instruction.a)
        let b = instruction.b >= 0 ? place(instruction.b) : .none
        let c = instruction.c >= 0 ? place(instruction.c) : .none
        release(k)
        let result = takeSlot(k)
        places[k] = .slot(result)
        steps.append(
          PlacedInstruction(
            operation: instruction.operation, function: instruction.function, a: a, b: b, c: c, result: result))
      }
    }
  }

  /// The sum starts with a term that is added as it is, if there is one; then four products at a time: those with a
  /// uniform factor, which takes the sign, those of two columns, and multiples of those.
  private mutating func appendCombination(_ terms: ArraySlice<CombinationTerm>, _ result: Int) {
    // A number starts the sum for nothing; without one, a column that is read by the first pass.
    var total: BlockPlace?
    for term in terms where term.b < 0 && isUniform(term.a) {
      let operand = place(term.a, isNegative: term.isNegative)
      if let sum = total {
        steps.append(PlacedInstruction(operation: .add, a: sum, b: operand, result: result))
        total = .slot(result)
      } else {
        total = operand
      }
    }
    let first = total == nil ? terms.indices.first { terms[$0].b < 0 && !terms[$0].isNegative } : nil
    if let first { total = place(terms[first].a) }
    for group in ProductGroup.allCases {
      var start = products.count
      for index in terms.indices where index != first && self.group(of: terms[index]) == group {
        products.append(product(terms[index]))
        if products.count - start < 4 { continue }
        appendPass(from: start, group, &total, result)
        start = products.count
      }
      if products.count > start { appendPass(from: start, group, &total, result) }
    }
  }

  /// The products of one pass are of one form.
  private enum ProductGroup: CaseIterable {
    /// A number times a column; a number times two columns; two columns, added or subtracted.
    case scaled, multiples, added, subtracted
  }

  private func isUniform(_ id: Int32) -> Bool { places[Int(id)] == nil }

  /// The group of a term of a sum; nil for a number alone.
  @inline(__always)
  private func group(of term: CombinationTerm) -> ProductGroup? {
    if term.b < 0 { return isUniform(term.a) ? nil : .scaled }
    if term.c >= 0 { return .multiples }
    return isUniform(term.a) || isUniform(term.b) ? .scaled : term.isNegative ? .subtracted : .added
  }

  /// A term that has a group, as a product.
  private mutating func product(_ term: CombinationTerm) -> BlockProduct {
    if term.b < 0 {
      return BlockProduct(
        a: uniform(UniformPlace(value: UniformPlace.one, isNegative: term.isNegative)), b: place(term.a))
    }
    if term.c >= 0 {
      return BlockProduct(a: place(term.a, isNegative: term.isNegative), b: place(term.b), c: place(term.c))
    }
    if isUniform(term.a) { return BlockProduct(a: place(term.a, isNegative: term.isNegative), b: place(term.b)) }
    if isUniform(term.b) { return BlockProduct(a: place(term.b, isNegative: term.isNegative), b: place(term.a)) }
    return BlockProduct(a: place(term.a), b: place(term.b))
  }

  private mutating func appendPass(
    from start: Int, _ group: ProductGroup, _ total: inout BlockPlace?, _ result: Int
  ) {
    let isNegative = group == .subtracted
    // Where nothing but products is subtracted, the sum starts from −0.
    let base = total ?? (isNegative ? uniform(UniformPlace(value: UniformPlace.zero)) : .none)
    steps.append(
      PlacedInstruction(
        operation: .combination, a: base, products: start..<products.count, isNegative: isNegative, result: result))
    total = .slot(result)
  }
}
