// The operations of the machine for one point, and how they stand in its stream of words.

/// The operations of a stream of words. After each come the place of its value and those of its operands.
enum PointOperation: UInt8 {
  case end
  /// The place among the functions follows that of the value.
  case unary, binary
  case minimum, maximum, less, lessOrEqual, equal, notEqual, and, or, select

  // What can be done with four values at once, whose places follow one another; in the order of the cases below.
  case add, subtract, multiply, divide, negate, squareRoot
  case multiplyAdd, subtractProduct, multiplySubtract, multiplyThree, addThree
  /// a + b − c, a − b − c, a + b + c + d, a + b + c − d, a + b − c − d, a − b − c − d.
  case addSubtract, subtractTwo, addFour, addThreeSubtract, addTwoSubtractTwo, subtractThree
  /// a·b + c·d, a·b − c·d, a·b + c·d + e·f.
  case addProducts, subtractProducts, addThreeProducts
  /// e + a·b + c·d, e − a·b − c·d, d + a·b·c, d − a·b·c.
  case plusTwoProducts, minusTwoProducts, plusTriple, minusTriple

  // The same on packs: each place is the first of four.
  case packedAdd, packedSubtract, packedMultiply, packedDivide, packedNegate, packedSquareRoot
  case packedMultiplyAdd, packedSubtractProduct, packedMultiplySubtract, packedMultiplyThree, packedAddThree
  case packedAddSubtract, packedSubtractTwo, packedAddFour, packedAddThreeSubtract, packedAddTwoSubtractTwo
  case packedSubtractThree
  case packedAddProducts, packedSubtractProducts, packedAddThreeProducts
  case packedPlusTwoProducts, packedMinusTwoProducts, packedPlusTriple, packedMinusTriple

  /// A pack from values anywhere: two operands for each of the four.
  case gatherAdd, gatherSubtract, gatherMultiply, gatherDivide

  /// The number of operands.
  var operandCount: Int {
    switch self {
    case .end: return 0
    case .unary, .negate, .squareRoot: return 1
    case .binary, .minimum, .maximum, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .add, .subtract, .multiply,
      .divide:
      return 2
    case .select, .multiplyAdd, .subtractProduct, .multiplySubtract, .multiplyThree, .addThree, .addSubtract,
      .subtractTwo:
      return 3
    case .addFour, .addThreeSubtract, .addTwoSubtractTwo, .subtractThree, .addProducts, .subtractProducts,
      .plusTriple, .minusTriple:
      return 4
    case .plusTwoProducts, .minusTwoProducts: return 5
    case .addThreeProducts: return 6
    case .gatherAdd, .gatherSubtract, .gatherMultiply, .gatherDivide: return 8
    default: return unpacked.operandCount
    }
  }

  private static let packedOffset = packedAdd.rawValue - add.rawValue

  /// The same operation on packs, where there is one.
  var packed: PointOperation? {
    rawValue >= PointOperation.add.rawValue && rawValue < PointOperation.packedAdd.rawValue
      ? PointOperation(rawValue: rawValue + PointOperation.packedOffset) : nil
  }

  private var unpacked: PointOperation {
    PointOperation(rawValue: rawValue - PointOperation.packedOffset) ?? .end
  }

  /// The same operation from values anywhere to a pack, where there is one.
  var gathering: PointOperation? {
    switch self {
    case .add: return .gatherAdd
    case .subtract: return .gatherSubtract
    case .multiply: return .gatherMultiply
    case .divide: return .gatherDivide
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

extension [Int32] {
  /// Begins an operation of a stream of words; its operands follow.
  mutating func append(operation: PointOperation, function: Int32 = 0, place: Int32) {
    append(Int32(operation.rawValue))
    append(place)
    if operation == .unary || operation == .binary { append(function) }
  }
}
