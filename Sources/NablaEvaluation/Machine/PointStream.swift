// A program as operations for one point, in an order that can run, before they become words.

import NablaKernels

/// What a call needs of a function.
struct PointKernel: Sendable {
  let scalar: KernelRow.Scalar
  let hasPoles: Bool

  /// That of a function of one number; of others it gives NaN.
  init(_ function: KernelCall?) {
    scalar = function?.unary?.scalar ?? { _ in .nan }
    hasPoles = function?.unary?.overflows == false
  }

  @inline(__always) func callAsFunction(_ x: Double) -> Double {
    let value = scalar(x)
    // Finite, as nearly always.
    if value - value == 0 { return value }
    return hasPoles && value.isInfinite && x.isFinite ? .nan : value
  }
}

/// One operation; its operands stand together in the stream's list.
struct PointStep {
  let operation: PointOperation
  /// Of the table of functions.
  var function: Int32 = 0
  var value: Int32
  let firstOperand: Int

  var operandRange: Range<Int> { firstOperand..<(firstOperand + operation.operandCount) }
}

/// The terms of a sum: for each kind their factors one after the other, of which the first ones are used up.
private struct SumTerms {
  /// Single terms, products of two and of three, each added or subtracted.
  enum Kind: Int {
    case added, subtracted, products, subtractedProducts, triples, subtractedTriples
  }

  private var factors = [[Int32]](repeating: [], count: 6)
  private var used = [Int](repeating: 0, count: 6)

  func count(_ kind: Kind) -> Int { factors[kind.rawValue].count - used[kind.rawValue] }
  func has(_ kind: Kind) -> Bool { count(kind) > 0 }

  mutating func replace(with terms: ArraySlice<CombinationTerm>) {
    for k in 0..<6 {
      factors[k].removeAll(keepingCapacity: true)
      used[k] = 0
    }
    for term in terms {
      let kind = (term.b < 0 ? 0 : term.c < 0 ? 2 : 4) + (term.isNegative ? 1 : 0)
      factors[kind].append(term.a)
      if term.b >= 0 { factors[kind].append(term.b) }
      if term.c >= 0 { factors[kind].append(term.c) }
    }
  }

  mutating func take(_ count: Int, _ kind: Kind) -> ArraySlice<Int32> {
    let start = used[kind.rawValue]
    used[kind.rawValue] += count
    return factors[kind.rawValue][start..<(start + count)]
  }
}

/// The operations of a program. Every value is given once; the running totals of a sum come after the program's own values.
struct PointStream {
  private(set) var steps: [PointStep] = []
  private(set) var operands: [Int32] = []
  /// Of constants their places, which are never among four others.
  private(set) var constants: [(place: Int32, value: Double)] = []
  private(set) var inputs: [(value: Int32, input: Int32)] = []
  let kernels: [PointKernel]
  let instructionCount: Int
  /// For each output its value, and the condition under which it has one.
  private(set) var outputs: [(value: Int32, condition: Int32?)] = []
  /// For each running total the value it leads to, whose place it can have: it is read once, by the next operation.
  private(set) var totals: [Int32] = []
  private let program: Program
  /// Used again for every sum.
  private var terms = SumTerms()

  var valueCount: Int { instructionCount + totals.count }

  /// By value: its place where nothing is side by side.
  var plainPlaces: [Int32] { (0..<Int32(truncatingIfNeeded: instructionCount)) + totals }

  /// Whether a value is a number of the program.
  func isConstant(_ value: Int32) -> Bool {
    value < instructionCount && program.instructions[Int(value)].operation == .constant
  }

  /// With `uniformOnly` just what is the same at every point, and no outputs.
  init(_ program: Program, uniformOnly: Bool) {
    self.program = program
    instructionCount = program.instructions.count
    // One more than there are, so that there is a table.
    kernels = program.functions.map { PointKernel($0) } + [PointKernel(nil)]
    var isGuard = [Bool](repeating: false, count: uniformOnly ? 0 : instructionCount)
    if !uniformOnly { findGuards(&isGuard) }
    for k in 0..<instructionCount where uniformOnly ? !program.varies[k] : !isGuard[k] {
      append(program.instructions[k], Int32(truncatingIfNeeded: k))
    }
  }

  /// Finds the outputs that are NaN unless a condition holds: outputs are looked at when they are written anyway.
  private mutating func findGuards(_ isGuard: inout [Bool]) {
    for place in program.outputs {
      let instruction = program.instructions[Int(place)]
      let isUndefinedElse =
        instruction.operation == .select && program.instructions[Int(instruction.c)].operation == .constant
        && program.constants[Int(program.instructions[Int(instruction.c)].a)].isNaN
      isGuard[Int(place)] = isUndefinedElse
      outputs.append(isUndefinedElse ? (instruction.b, instruction.a) : (place, nil))
    }
    // What others read is computed all the same.
    for instruction in program.instructions { program.forEachOperand(instruction) { isGuard[Int($0)] = false } }
  }

  private mutating func append(_ instruction: Instruction, _ value: Int32) {
    switch instruction.operation {
    case .constant: constants.append((value, program.constants[Int(instruction.a)]))
    case .input: inputs.append((value, instruction.a))
    case .unary: append(.unary, value, CollectionOfOne(instruction.a), function: Int32(instruction.function))
    case .binary: append(.binary, value, [instruction.a, instruction.b], function: Int32(instruction.function))
    // One at a time the two of a pair are computed apart.
    case .pair: append(.unary, value, CollectionOfOne(instruction.a), function: Int32(instruction.function))
    case .second:
      let pair = program.instructions[Int(instruction.a)]
      append(.unary, value, CollectionOfOne(pair.a), function: Int32(instruction.function))
    case .combination: appendSum(Int(instruction.a)..<Int(instruction.a + instruction.b), value)
    default:
      guard let operation = PointOperation(instruction.operation) else { return }
      append(operation, value, CollectionOfOne(instruction.a))
      if instruction.b >= 0 { operands.append(instruction.b) }
      if instruction.c >= 0 { operands.append(instruction.c) }
    }
  }

  private mutating func append(
    _ operation: PointOperation, _ value: Int32, _ places: some Sequence<Int32>, function: Int32 = 0
  ) {
    steps.append(PointStep(operation: operation, function: function, value: value, firstOperand: operands.count))
    operands += places
  }

  /// A sum as operations of up to four terms or three products, without a loop over a count.
  private mutating func appendSum(_ range: Range<Int>, _ value: Int32) {
    terms.replace(with: program.terms[range])
    var total: Int32
    if terms.has(.added) {
      total = terms.take(1, .added).first ?? value
    } else if terms.has(.products) {
      if terms.count(.products) == 2 && terms.has(.subtractedProducts) {
        total = give(.subtractProducts, value, .products, 2, .subtractedProducts, 2)
      } else if terms.count(.products) == 2 {
        total = give(.multiply, value, .products, 2)
      } else if terms.count(.products) == 4 {
        total = give(.addProducts, value, .products, 4)
      } else {
        total = give(.addThreeProducts, value, .products, 6)
      }
    } else if terms.has(.triples) {
      total = give(.multiplyThree, value, .triples, 3)
    } else if terms.has(.subtracted) {
      total = give(.negate, value, .subtracted, 1)
    } else {
      total =
        !terms.has(.subtractedProducts)
        ? give(.multiplyThree, value, .subtractedTriples, 3) : give(.multiply, value, .subtractedProducts, 2)
      total = give(.negate, value, first: total)
    }
    while terms.has(.added) || terms.has(.subtracted) {
      // Four at a time, the first of them added.
      let plus = min(terms.count(.added), 3)
      let minus = min(terms.count(.subtracted), 3 - plus)
      let operation: PointOperation
      switch (plus, minus) {
      case (1, 0): operation = .add
      case (0, 1): operation = .subtract
      case (2, 0): operation = .addThree
      case (1, 1): operation = .addSubtract
      case (0, 2): operation = .subtractTwo
      case (3, 0): operation = .addFour
      case (2, 1): operation = .addThreeSubtract
      case (1, 2): operation = .addTwoSubtractTwo
      default: operation = .subtractThree
      }
      total = give(operation, value, first: total, .added, plus, .subtracted, minus)
    }
    // What is added up so far comes behind the factors.
    for (kind, one, two) in [
      (SumTerms.Kind.products, PointOperation.multiplyAdd, PointOperation.plusTwoProducts),
      (.subtractedProducts, .subtractProduct, .minusTwoProducts),
    ] {
      while terms.has(kind) {
        let isPair = terms.count(kind) > 2
        total = give(isPair ? two : one, value, kind, isPair ? 4 : 2, last: total)
      }
    }
    while terms.has(.triples) { total = give(.plusTriple, value, .triples, 3, last: total) }
    while terms.has(.subtractedTriples) { total = give(.minusTriple, value, .subtractedTriples, 3, last: total) }
    // The last total is the sum. There is one, since a sum has two terms.
    steps[steps.count - 1].value = value
    totals.removeLast()
  }

  /// Adds an operation that gives a running total, on the next factors of one or two kinds.
  private mutating func give(
    _ operation: PointOperation, _ sum: Int32, first: Int32? = nil, _ kind: SumTerms.Kind = .added, _ count: Int = 0,
    _ otherKind: SumTerms.Kind = .added, _ otherCount: Int = 0, last: Int32? = nil
  ) -> Int32 {
    let total = Int32(truncatingIfNeeded: valueCount)
    append(operation, total, EmptyCollection())
    totals.append(sum)
    if let first { operands.append(first) }
    operands += terms.take(count, kind)
    operands += terms.take(otherCount, otherKind)
    if let last { operands.append(last) }
    return total
  }
}
