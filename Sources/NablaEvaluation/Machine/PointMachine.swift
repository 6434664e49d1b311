// Runs a program at one point: a loop over a stream of words, one double a value, four at once where four are side by side.

import NablaExpressions

/// A program as a stream of words. A class, so that a run does not copy it.
final class PointMachine: Sendable {
  private let words: [Int32]
  private let constants: [(place: Int32, value: Double)]
  private let inputs: [(place: Int32, input: Int32)]
  private let outputs: [Int32]
  /// Where the outputs of one condition end, and its place, or −1 where they have none.
  private let guards: [(end: Int, condition: Int32)]
  private let placeCount: Int
  let stepCount: Int
  /// How many of the steps are on four values.
  let packCount: Int
  private let kernels: [PointKernel]
  /// By place in the table of functions; those of two numbers are called by `binary`, the others by `unary`.
  private let binaryFunctions: [@Sendable (Double, Double) -> Double]

  /// Longer programs keep their order: their values would no longer be near each other.
  private static let longestReordered = 2048

  /// With `uniformOnly` just what is the same at every point is run; every value is at its instruction's place, and
  /// there are no outputs.
  init(_ program: Program, uniformOnly: Bool = false) {
    let stream = PointStream(program, uniformOnly: uniformOnly)
    let isShort = !uniformOnly && stream.steps.count <= PointMachine.longestReordered
    let packs = isShort ? PointPacks(stream) : nil
    let places = packs?.places ?? stream.plainPlaces
    placeCount = packs?.placeCount ?? stream.instructionCount
    stepCount = packs?.stepCount ?? stream.steps.count
    packCount = packs?.packCount ?? 0
    kernels = stream.kernels
    binaryFunctions = program.functions.map(\.binary)
    inputs = stream.inputs.map { (places[Int($0.value)], $0.input) }
    outputs = stream.outputs.map { places[Int($0.value)] }
    var constants = stream.constants
    if let repeated = packs?.repeated {
      for (constant, value) in stream.constants where repeated[Int(constant)] >= 0 {
        for lane in 0..<4 { constants.append((repeated[Int(constant)] + Int32(lane), value)) }
      }
    }
    self.constants = constants
    var guards: [(end: Int, condition: Int32)] = []
    for (k, output) in stream.outputs.enumerated() {
      let condition = output.condition.map { places[Int($0)] } ?? -1
      if guards.last?.condition == condition { guards.removeLast() }
      guards.append((k + 1, condition))
    }
    self.guards = guards
    var words = packs?.words ?? []
    if packs == nil {
      words.reserveCapacity(2 * stream.steps.count + stream.operands.count + 1)
      for step in stream.steps {
        words.append(operation: step.operation, function: step.function, place: places[Int(step.value)])
        for k in step.operandRange { words.append(places[Int(stream.operands[k])]) }
      }
    }
    words.append(Int32(PointOperation.end.rawValue))
    self.words = words
  }

  /// Room for the values of a point, in which is written what is the same at every point.
  func makeValues() -> UnsafeMutablePointer<Double> {
    // In bounds: a double a place. Packs are loaded whole from places that are multiples of four.
    let values = UnsafeMutableRawPointer.allocate(byteCount: 8 * (placeCount + 1), alignment: 64)
      .bindMemory(to: Double.self, capacity: placeCount + 1)
    for (place, value) in constants { values[Int(place)] = value }
    return values
  }

  /// Computes all values from the inputs, in the room that `makeValues` made, and writes the outputs: NaN where they are
  /// infinite or their condition does not hold.
  func run(
    _ input: UnsafePointer<Double>, _ values: UnsafeMutablePointer<Double>, _ results: UnsafeMutablePointer<Double>?
  ) {
    inputs.withUnsafeBufferPointer { inputs in
      for k in 0..<inputs.count { values[Int(inputs[k].place)] = input[Int(inputs[k].input)] }
    }
    words.withUnsafeBufferPointer { words in
      kernels.withUnsafeBufferPointer { kernels in
        guard let start = words.baseAddress, let kernels = kernels.baseAddress else { return }
        run(start, values, kernels)
      }
    }
    guard let results else { return }
    outputs.withUnsafeBufferPointer { outputs in
      var k = 0
      for (end, condition) in guards {
        // Times a finite number it is zero.
        let zero = condition < 0 || values[Int(condition)] == 1 ? 0 : Double.nan
        while k < end {
          let value = values[Int(outputs[k])]
          results[k] = value * zero == 0 ? value : .nan
          k += 1
        }
      }
    }
  }

  private func run(
    _ start: UnsafePointer<Int32>, _ values: UnsafeMutablePointer<Double>, _ kernels: UnsafePointer<PointKernel>
  ) {
    // In bounds: the stream was made of whole operations, and every operand is the place of an earlier value.
    var next = start
    while true {
      // A constant, so that the functions below do not keep the cursor in memory, where every step would wait for it.
      let here = next
      /// The value at the place that stands so many words on.
      @inline(__always) func x(_ k: Int) -> Double { values[Int(here[k])] }
      /// The four values from that place on.
      @inline(__always) func v(_ k: Int) -> SIMD4<Double> {
        UnsafeRawPointer(values + Int(here[k])).load(as: SIMD4<Double>.self)
      }
      /// Stores the value and tells where to go on, so many words further.
      @inline(__always) func give(_ value: Double, _ length: Int) -> UnsafePointer<Int32> {
        values[Int(here[1])] = value
        return here + length
      }
      @inline(__always) func give(_ pack: SIMD4<Double>, _ length: Int) -> UnsafePointer<Int32> {
        UnsafeMutableRawPointer(values + Int(here[1])).storeBytes(of: pack, as: SIMD4<Double>.self)
        return here + length
      }
      // In bounds: only raw values of the operations stand at the head of an operation.
      switch unsafeBitCast(UInt8(truncatingIfNeeded: here[0]), to: PointOperation.self) {
      case .end: return
      case .add: next = give(Add.apply(x(2), x(3)), 4)
      case .subtract: next = give(Subtract.apply(x(2), x(3)), 4)
      case .multiply: next = give(Multiply.apply(x(2), x(3)), 4)
      case .divide: next = give(Divide.apply(x(2), x(3)), 4)
      case .negate: next = give(Negate.apply(x(2)), 3)
      case .squareRoot: next = give(SquareRoot.apply(x(2)), 3)
      case .multiplyAdd: next = give(MultiplyAdd.apply(x(2), x(3), x(4)), 5)
      case .subtractProduct: next = give(SubtractProduct.apply(x(2), x(3), x(4)), 5)
      case .multiplySubtract: next = give(MultiplySubtract.apply(x(2), x(3), x(4)), 5)
      case .multiplyThree: next = give(MultiplyThree.apply(x(2), x(3), x(4)), 5)
      case .addThree: next = give(AddThree.apply(x(2), x(3), x(4)), 5)
      case .addSubtract: next = give(AddSubtract.apply(x(2), x(3), x(4)), 5)
      case .subtractTwo: next = give(SubtractTwo.apply(x(2), x(3), x(4)), 5)
      case .addFour: next = give(AddFour.apply(x(2), x(3), x(4), x(5)), 6)
      case .addThreeSubtract: next = give(AddThreeSubtract.apply(x(2), x(3), x(4), x(5)), 6)
      case .addTwoSubtractTwo: next = give(AddTwoSubtractTwo.apply(x(2), x(3), x(4), x(5)), 6)
      case .subtractThree: next = give(SubtractThree.apply(x(2), x(3), x(4), x(5)), 6)
      case .addProducts: next = give(AddProducts.apply(x(2), x(3), x(4), x(5)), 6)
      case .subtractProducts: next = give(SubtractProducts.apply(x(2), x(3), x(4), x(5)), 6)
      case .addThreeProducts: next = give(AddThreeProducts.apply(x(2), x(3), x(4), x(5), x(6), x(7)), 8)
      case .plusTwoProducts: next = give(PlusTwoProducts.apply(x(2), x(3), x(4), x(5), x(6)), 7)
      case .minusTwoProducts: next = give(MinusTwoProducts.apply(x(2), x(3), x(4), x(5), x(6)), 7)
      case .plusTriple: next = give(PlusTriple.apply(x(2), x(3), x(4), x(5)), 6)
      case .minusTriple: next = give(MinusTriple.apply(x(2), x(3), x(4), x(5)), 6)
      case .unary:
        let function = kernels + Int(here[2])
        next = give(function.pointee(x(3)), 4)
      case .binary: next = give(binaryFunctions[Int(here[2])](x(3), x(4)), 5)
      case .minimum: next = give(Minimum.apply(x(2), x(3)), 4)
      case .maximum: next = give(Maximum.apply(x(2), x(3)), 4)
      case .less: next = give(Less.apply(x(2), x(3)), 4)
      case .lessOrEqual: next = give(LessOrEqual.apply(x(2), x(3)), 4)
      case .equal: next = give(Equal.apply(x(2), x(3)), 4)
      case .notEqual: next = give(NotEqual.apply(x(2), x(3)), 4)
      case .and: next = give(And.apply(x(2), x(3)), 4)
      case .or: next = give(Or.apply(x(2), x(3)), 4)
      case .select: next = give(Select.apply(x(2), x(3), x(4)), 5)
      case .packedAdd: next = give(Add.apply(v(2), v(3)), 4)
      case .packedSubtract: next = give(Subtract.apply(v(2), v(3)), 4)
      case .packedMultiply: next = give(Multiply.apply(v(2), v(3)), 4)
      case .packedDivide: next = give(Divide.apply(v(2), v(3)), 4)
      case .packedNegate: next = give(Negate.apply(v(2)), 3)
      case .packedSquareRoot: next = give(SquareRoot.apply(v(2)), 3)
      case .packedMultiplyAdd: next = give(MultiplyAdd.apply(v(2), v(3), v(4)), 5)
      case .packedSubtractProduct: next = give(SubtractProduct.apply(v(2), v(3), v(4)), 5)
      case .packedMultiplySubtract: next = give(MultiplySubtract.apply(v(2), v(3), v(4)), 5)
      case .packedMultiplyThree: next = give(MultiplyThree.apply(v(2), v(3), v(4)), 5)
      case .packedAddThree: next = give(AddThree.apply(v(2), v(3), v(4)), 5)
      case .packedAddSubtract: next = give(AddSubtract.apply(v(2), v(3), v(4)), 5)
      case .packedSubtractTwo: next = give(SubtractTwo.apply(v(2), v(3), v(4)), 5)
      case .packedAddFour: next = give(AddFour.apply(v(2), v(3), v(4), v(5)), 6)
      case .packedAddThreeSubtract: next = give(AddThreeSubtract.apply(v(2), v(3), v(4), v(5)), 6)
      case .packedAddTwoSubtractTwo: next = give(AddTwoSubtractTwo.apply(v(2), v(3), v(4), v(5)), 6)
      case .packedSubtractThree: next = give(SubtractThree.apply(v(2), v(3), v(4), v(5)), 6)
      case .packedAddProducts: next = give(AddProducts.apply(v(2), v(3), v(4), v(5)), 6)
      case .packedSubtractProducts: next = give(SubtractProducts.apply(v(2), v(3), v(4), v(5)), 6)
      case .packedAddThreeProducts: next = give(AddThreeProducts.apply(v(2), v(3), v(4), v(5), v(6), v(7)), 8)
      case .packedPlusTwoProducts: next = give(PlusTwoProducts.apply(v(2), v(3), v(4), v(5), v(6)), 7)
      case .packedMinusTwoProducts: next = give(MinusTwoProducts.apply(v(2), v(3), v(4), v(5), v(6)), 7)
      case .packedPlusTriple: next = give(PlusTriple.apply(v(2), v(3), v(4), v(5)), 6)
      case .packedMinusTriple: next = give(MinusTriple.apply(v(2), v(3), v(4), v(5)), 6)
      case .gatherAdd:
        next = give(Add.apply(SIMD4(x(2), x(4), x(6), x(8)), SIMD4(x(3), x(5), x(7), x(9))), 10)
      case .gatherSubtract:
        next = give(Subtract.apply(SIMD4(x(2), x(4), x(6), x(8)), SIMD4(x(3), x(5), x(7), x(9))), 10)
      case .gatherMultiply:
        next = give(Multiply.apply(SIMD4(x(2), x(4), x(6), x(8)), SIMD4(x(3), x(5), x(7), x(9))), 10)
      case .gatherDivide:
        next = give(Divide.apply(SIMD4(x(2), x(4), x(6), x(8)), SIMD4(x(3), x(5), x(7), x(9))), 10)
      }
    }
  }
}
