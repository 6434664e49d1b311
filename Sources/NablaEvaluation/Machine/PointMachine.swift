// Runs a program at one point: a loop over a stream of words, one double a value.

import NablaExpressions

/// The operations of the stream. After each come the place of its value and those of its operands.
private enum PointOperation: UInt8 {
  case end
  case add, subtract, multiply, divide, negate, squareRoot
  case multiplyAdd, subtractProduct, multiplySubtract, multiplyThree, addThree
  /// a + b − c, a − b − c, a + b + c + d, a + b + c − d, a + b − c − d, a − b − c − d.
  case addSubtract, subtractTwo, addFour, addThreeSubtract, addTwoSubtractTwo, subtractThree
  /// a·b + c·d, a·b − c·d, a·b + c·d + e·f.
  case addProducts, subtractProducts, addThreeProducts
  /// e + a·b + c·d, e − a·b − c·d, d + a·b·c, d − a·b·c.
  case plusTwoProducts, minusTwoProducts, plusTriple, minusTriple
  /// The place among the functions follows that of the value.
  case unary, binary
  case minimum, maximum, less, lessOrEqual, equal, notEqual, and, or, select
  /// Four of one kind that do not need each other: four times a place and its two operands.
  case fourSums, fourDifferences, fourProducts, fourQuotients

  /// The words of an operation, its head included.
  var length: Int {
    switch self {
    case .end: return 1
    case .negate, .squareRoot: return 3
    case .add, .subtract, .multiply, .divide, .unary, .minimum, .maximum, .less, .lessOrEqual, .equal, .notEqual, .and,
      .or:
      return 4
    case .multiplyAdd, .subtractProduct, .multiplySubtract, .multiplyThree, .addThree, .addSubtract, .subtractTwo,
      .binary, .select:
      return 5
    case .addFour, .addThreeSubtract, .addTwoSubtractTwo, .subtractThree, .addProducts, .subtractProducts,
      .plusTriple, .minusTriple:
      return 6
    case .plusTwoProducts, .minusTwoProducts: return 7
    case .addThreeProducts: return 8
    case .fourSums, .fourDifferences, .fourProducts, .fourQuotients: return 13
    }
  }

  /// Where the operands begin.
  var firstOperand: Int { self == .unary || self == .binary ? 3 : 2 }

  /// Four of this at once.
  var fourfold: PointOperation? {
    switch self {
    case .add: return .fourSums
    case .subtract: return .fourDifferences
    case .multiply: return .fourProducts
    case .divide: return .fourQuotients
    default: return nil
    }
  }

  init?(_ operation: ProgramOperation) {
    switch operation {
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide: self = .divide
    case .negate: self = .negate
    case .squareRoot: self = .squareRoot
    case .multiplyAdd: self = .multiplyAdd
    case .subtractProduct: self = .subtractProduct
    case .multiplySubtract: self = .multiplySubtract
    case .multiplyThree: self = .multiplyThree
    case .addThree: self = .addThree
    case .minimum: self = .minimum
    case .maximum: self = .maximum
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .and: self = .and
    case .or: self = .or
    case .select: self = .select
    case .constant, .input, .unary, .binary, .combination, .pair, .second: return nil
    }
  }
}

/// What a call needs of a function.
private struct PointKernel: Sendable {
  let kernel: FunctionRow.Scalar
  let hasPoles: Bool

  init(_ function: UnaryFunction) {
    kernel = function.kernel
    hasPoles = function.hasPoles
  }
}

/// A program as a stream of words; every value has its own place.
struct PointMachine: Sendable {
  private var words: [Int32] = []
  private var constants: [(place: Int32, value: Double)] = []
  private var inputs: [(place: Int32, input: Int32)] = []
  let outputs: [Int32]
  let valueCount: Int
  private var kernels: [PointKernel]
  private let binaryFunctions: [BinaryFunction]

  /// With `uniformOnly` just what is the same at every point is run, and there are no outputs.
  init(_ sequence: InstructionSequence, uniformOnly: Bool = false) {
    outputs = uniformOnly ? [] : sequence.outputs
    valueCount = sequence.instructions.count
    // One more than there are, so that there is a table.
    kernels = sequence.unaryFunctions.map(PointKernel.init) + [PointKernel(UnaryFunction("") { $0 })]
    binaryFunctions = sequence.binaryFunctions
    for (k, instruction) in sequence.instructions.enumerated() where !uniformOnly || !sequence.varies[k] {
      append(instruction, Int32(truncatingIfNeeded: k), sequence)
    }
    if sequence.instructions.count <= PointMachine.longestReordered { gatherEqual() }
    words.append(Int32(PointOperation.end.rawValue))
  }

  /// Longer programs keep their order: their values would no longer be near each other.
  private static let longestReordered = 2048

  /// Puts operations of one kind that do not need each other side by side, four in one.
  private mutating func gatherEqual() {
    var levels = [Int32](repeating: 0, count: valueCount)
    var found: [(level: Int32, operation: PointOperation, start: Int)] = []
    var start = 0
    while start < words.count, let operation = PointOperation(rawValue: UInt8(truncatingIfNeeded: words[start])) {
      let place = Int(words[start + 1])
      // Above what it reads, and above what its place held before.
      var level = levels[place]
      for k in (start + operation.firstOperand)..<(start + operation.length) {
        level = max(level, levels[Int(words[k])])
      }
      levels[place] = level + 1
      found.append((level, operation, start))
      start += operation.length
    }
    found.sort { ($0.level, $0.operation.rawValue, $0.start) < ($1.level, $1.operation.rawValue, $1.start) }
    var gathered: [Int32] = []
    gathered.reserveCapacity(words.count + 1)
    var fours = 0
    var k = 0
    while k < found.count {
      let (level, operation, start) = found[k]
      if let fourfold = operation.fourfold, k + 3 < found.count, found[k + 3].level == level,
        found[k + 3].operation == operation
      {
        gathered.append(Int32(fourfold.rawValue))
        for item in found[k..<(k + 4)] { gathered += words[(item.start + 1)..<(item.start + 4)] }
        fours += 1
        k += 4
      } else {
        gathered += words[start..<(start + operation.length)]
        k += 1
      }
    }
    // Otherwise nothing makes up for another order, in which what is needed next is no longer near.
    if 16 * fours >= found.count { words = gathered }
  }

  private mutating func append(_ instruction: Instruction, _ place: Int32, _ sequence: InstructionSequence) {
    func word(_ operation: PointOperation) -> Int32 { Int32(operation.rawValue) }
    switch instruction.operation {
    case .constant: constants.append((place, sequence.constants[Int(instruction.a)]))
    case .input: inputs.append((place, instruction.a))
    case .unary: words += [word(.unary), place, Int32(instruction.function), instruction.a]
    case .binary: words += [word(.binary), place, Int32(instruction.function), instruction.a, instruction.b]
    case .pair:
      // One at a time the two are computed apart.
      append(sequence.pairs[Int(instruction.function)].first, of: instruction.a, place)
    case .second:
      let pair = sequence.instructions[Int(instruction.a)]
      append(sequence.pairs[Int(pair.function)].second, of: pair.a, place)
    case .combination:
      let terms = sequence.terms[Int(instruction.a)..<Int(instruction.a + instruction.b)]
      append(terms, place)
    default:
      guard let operation = PointOperation(instruction.operation) else { return }
      words += [word(operation), place, instruction.a]
      if instruction.b >= 0 { words.append(instruction.b) }
      if instruction.c >= 0 { words.append(instruction.c) }
    }
  }

  private mutating func append(_ function: UnaryFunction, of operand: Int32, _ place: Int32) {
    words += [
      Int32(PointOperation.unary.rawValue), place, Int32(truncatingIfNeeded: kernels.count), operand,
    ]
    kernels.append(PointKernel(function))
  }

  /// A sum as operations of up to four terms or three products, without a loop over a count.
  private mutating func append(_ terms: ArraySlice<CombinationTerm>, _ place: Int32) {
    // The places of the factors one after the other: of single terms, of products of two, of products of three.
    var (added, subtracted): ([Int32], [Int32]) = ([], [])
    var (products, subtractedProducts): ([Int32], [Int32]) = ([], [])
    var (triples, subtractedTriples): ([Int32], [Int32]) = ([], [])
    for term in terms {
      switch (term.b < 0, term.c < 0, term.isNegative) {
      case (true, _, false): added.append(term.a)
      case (true, _, true): subtracted.append(term.a)
      case (false, true, false): products += [term.a, term.b]
      case (false, true, true): subtractedProducts += [term.a, term.b]
      case (false, false, false): triples += [term.a, term.b, term.c]
      case (false, false, true): subtractedTriples += [term.a, term.b, term.c]
      }
    }
    func give(_ operation: PointOperation) {
      words.append(Int32(operation.rawValue))
      words.append(place)
    }
    /// Writes an operation on the first of some places, which are then used.
    func give(_ operation: PointOperation, _ count: Int, of places: inout [Int32]) {
      give(operation)
      words += places[..<count]
      places.removeFirst(count)
    }
    if added.isEmpty {
      if !products.isEmpty {
        if products.count == 2 && !subtractedProducts.isEmpty {
          give(.subtractProducts, 2, of: &products)
          words += subtractedProducts[..<2]
          subtractedProducts.removeFirst(2)
        } else if products.count == 2 {
          give(.multiply, 2, of: &products)
        } else if products.count == 4 {
          give(.addProducts, 4, of: &products)
        } else {
          give(.addThreeProducts, 6, of: &products)
        }
      } else if !triples.isEmpty {
        give(.multiplyThree, 3, of: &triples)
      } else if !subtracted.isEmpty {
        give(.negate, 1, of: &subtracted)
      } else {
        if !subtractedProducts.isEmpty {
          give(.multiply, 2, of: &subtractedProducts)
        } else {
          give(.multiplyThree, 3, of: &subtractedTriples)
        }
        give(.negate)
        words.append(place)
      }
      added = [place]
    }
    while added.count + subtracted.count > 1 {
      // Four at a time, the first of them added.
      let plus = min(added.count, 4)
      let minus = min(subtracted.count, 4 - plus)
      let operation: PointOperation
      switch (plus, minus) {
      case (2, 0): operation = .add
      case (1, 1): operation = .subtract
      case (3, 0): operation = .addThree
      case (2, 1): operation = .addSubtract
      case (1, 2): operation = .subtractTwo
      case (4, 0): operation = .addFour
      case (3, 1): operation = .addThreeSubtract
      case (2, 2): operation = .addTwoSubtractTwo
      default: operation = .subtractThree
      }
      give(operation, plus, of: &added)
      words += subtracted[..<minus]
      subtracted.removeFirst(minus)
      added.insert(place, at: 0)
    }
    // What is added up so far comes behind the factors.
    let total = added[0]
    var isFirst = true
    func close() {
      words.append(isFirst ? total : place)
      isFirst = false
    }
    while !products.isEmpty {
      let isPair = products.count > 2
      give(isPair ? .plusTwoProducts : .multiplyAdd, isPair ? 4 : 2, of: &products)
      close()
    }
    while !subtractedProducts.isEmpty {
      let isPair = subtractedProducts.count > 2
      give(isPair ? .minusTwoProducts : .subtractProduct, isPair ? 4 : 2, of: &subtractedProducts)
      close()
    }
    while !triples.isEmpty {
      give(.plusTriple, 3, of: &triples)
      close()
    }
    while !subtractedTriples.isEmpty {
      give(.minusTriple, 3, of: &subtractedTriples)
      close()
    }
  }

  /// Writes what is the same at every point; once a workspace.
  func prepare(_ values: UnsafeMutablePointer<Double>) {
    for (place, value) in constants { values[Int(place)] = value }
  }

  /// Computes all values from the inputs. `values` holds `valueCount` doubles that `prepare` has seen.
  func run(_ input: UnsafePointer<Double>, _ values: UnsafeMutablePointer<Double>) {
    inputs.withUnsafeBufferPointer { inputs in
      for k in 0..<inputs.count { values[Int(inputs[k].place)] = input[Int(inputs[k].input)] }
    }
    words.withUnsafeBufferPointer { words in
      kernels.withUnsafeBufferPointer { kernels in
        guard let start = words.baseAddress, let kernels = kernels.baseAddress else { return }
        run(start, values, kernels)
      }
    }
  }

  private func run(
    _ start: UnsafePointer<Int32>, _ values: UnsafeMutablePointer<Double>, _ kernels: UnsafePointer<PointKernel>
  ) {
    // In bounds: the stream was made of whole operations, and every operand is the place of an earlier value.
    var next = start
    /// The value at the place that stands so many words on.
    @inline(__always) func x(_ k: Int) -> Double { values[Int(next[k])] }
    /// Stores the value and goes on after so many words.
    @inline(__always) func give(_ value: Double, _ length: Int) {
      values[Int(next[1])] = value
      next += length
    }
    while true {
      // In bounds: only raw values of the operations stand at the head of an operation.
      switch unsafeBitCast(UInt8(truncatingIfNeeded: next[0]), to: PointOperation.self) {
      case .end: return
      case .add: give(x(2) + x(3), 4)
      case .subtract: give(x(2) - x(3), 4)
      case .multiply: give(x(2) * x(3), 4)
      case .divide: give(x(3) == 0 ? .nan : x(2) / x(3), 4)
      case .negate: give(-x(2), 3)
      case .squareRoot: give(x(2).squareRoot(), 3)
      case .multiplyAdd: give(x(2) * x(3) + x(4), 5)
      case .subtractProduct: give(x(4) - x(2) * x(3), 5)
      case .multiplySubtract: give(x(2) * x(3) - x(4), 5)
      case .multiplyThree: give(x(2) * x(3) * x(4), 5)
      case .addThree: give(x(2) + x(3) + x(4), 5)
      case .addSubtract: give(x(2) + x(3) - x(4), 5)
      case .subtractTwo: give(x(2) - x(3) - x(4), 5)
      case .addFour: give(x(2) + x(3) + x(4) + x(5), 6)
      case .addThreeSubtract: give(x(2) + x(3) + x(4) - x(5), 6)
      case .addTwoSubtractTwo: give(x(2) + x(3) - x(4) - x(5), 6)
      case .subtractThree: give(x(2) - x(3) - x(4) - x(5), 6)
      case .addProducts: give(x(2) * x(3) + x(4) * x(5), 6)
      case .subtractProducts: give(x(2) * x(3) - x(4) * x(5), 6)
      case .addThreeProducts: give(x(2) * x(3) + x(4) * x(5) + x(6) * x(7), 8)
      case .plusTwoProducts: give(x(6) + x(2) * x(3) + x(4) * x(5), 7)
      case .minusTwoProducts: give(x(6) - x(2) * x(3) - x(4) * x(5), 7)
      case .plusTriple: give(x(5) + x(2) * x(3) * x(4), 6)
      case .minusTriple: give(x(5) - x(2) * x(3) * x(4), 6)
      case .unary:
        let function = kernels + Int(next[2])
        give(UnaryFunction.value(of: function.pointee.kernel, function.pointee.hasPoles, x(3)), 4)
      case .binary: give(binaryFunctions[Int(next[2])].scalar(x(3), x(4)), 5)
      case .minimum: give(x(2).isNaN || x(3).isNaN ? .nan : Swift.min(x(2), x(3)), 4)
      case .maximum: give(x(2).isNaN || x(3).isNaN ? .nan : Swift.max(x(2), x(3)), 4)
      case .less: give(PointMachine.truth(x(2) < x(3), x(2), x(3)), 4)
      case .lessOrEqual: give(PointMachine.truth(x(2) <= x(3), x(2), x(3)), 4)
      case .equal: give(PointMachine.truth(x(2) == x(3), x(2), x(3)), 4)
      case .notEqual: give(PointMachine.truth(x(2) != x(3), x(2), x(3)), 4)
      // One false side decides `and`, one true side `or`, whatever the other is.
      case .and: give(x(2) == 0 || x(3) == 0 ? 0 : x(2) * x(3), 4)
      case .or: give(x(2) == 1 || x(3) == 1 ? 1 : x(2) + x(3), 4)
      case .fourSums:
        for k in 0..<4 { values[Int(next[3 * k + 1])] = x(3 * k + 2) + x(3 * k + 3) }
        next += 13
      case .fourDifferences:
        for k in 0..<4 { values[Int(next[3 * k + 1])] = x(3 * k + 2) - x(3 * k + 3) }
        next += 13
      case .fourProducts:
        for k in 0..<4 { values[Int(next[3 * k + 1])] = x(3 * k + 2) * x(3 * k + 3) }
        next += 13
      case .fourQuotients:
        for k in 0..<4 {
          let divisor = x(3 * k + 3)
          values[Int(next[3 * k + 1])] = divisor == 0 ? .nan : x(3 * k + 2) / divisor
        }
        next += 13
      case .select: give(x(2) == 1 ? x(3) : x(2) == 0 ? x(4) : .nan, 5)
      }
    }
  }

  private static func truth(_ holds: Bool, _ a: Double, _ b: Double) -> Double {
    a.isNaN || b.isNaN ? .nan : holds ? 1 : 0
  }
}
