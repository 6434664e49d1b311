// Builds programs: equal instructions once, numbers folded.

import NablaContainers
import NablaExpressions
import NablaKernels
import NablaNumbers

/// Builds a program: equal instructions once, constants folded.
struct ProgramBuilder: ~Copyable {
  private(set) var instructions: [Instruction] = []
  private(set) var constants: [Double] = []
  private(set) var functions: [KernelCall] = []
  private var known = PlaceTable()
  private var functionPlaces: [KernelCall: UInt16] = [:]
  /// How often a stable form took the place of the plain one.
  private(set) var stableForms: [StableRule: Int] = [:]

  /// Makes room for so many instructions, before the first.
  mutating func reserveCapacity(_ capacity: Int) {
    precondition(instructions.isEmpty)
    instructions.reserveCapacity(capacity)
    known = PlaceTable(capacity: capacity)
  }

  /// The instructions, which the builder then has no more.
  consuming func takeInstructions() -> [Instruction] { instructions }

  mutating func note(_ rule: StableRule) { stableForms[rule, default: 0] += 1 }

  private mutating func emit(_ instruction: Instruction) -> Int32 {
    let new = instructions.count
    let place = known.place(instruction.fingerprint, orAdd: new) { instructions[$0] == instruction }
    if place == new { instructions.append(instruction) }
    return Int32(truncatingIfNeeded: place)
  }

  mutating func constant(_ value: Double) -> Int32 {
    let new = instructions.count
    let place = known.place(PlaceTable.hash(value.bitPattern, 1), orAdd: new) {
      instructions[$0].operation == .constant && constants[Int(instructions[$0].a)].bitPattern == value.bitPattern
    }
    if place == new {
      instructions.append(Instruction(operation: .constant, a: Int32(truncatingIfNeeded: constants.count)))
      constants.append(value)
    }
    return Int32(truncatingIfNeeded: place)
  }

  func constantValue(_ id: Int32) -> Double? {
    let instruction = instructions[Int(id)]
    return instruction.operation == .constant ? constants[Int(instruction.a)] : nil
  }

  mutating func input(_ index: Int) -> Int32 {
    emit(Instruction(operation: .input, a: Int32(truncatingIfNeeded: index)))
  }

  mutating func add(_ a: Int32, _ b: Int32) -> Int32 {
    if let x = constantValue(a), let y = constantValue(b) { return constant(Add.apply(x, y)) }
    if constantValue(a) == 0 { return b }
    if constantValue(b) == 0 { return a }
    return emit(Instruction(operation: .add, a: min(a, b), b: max(a, b)))
  }

  mutating func subtract(_ a: Int32, _ b: Int32) -> Int32 {
    if let x = constantValue(a), let y = constantValue(b) { return constant(Subtract.apply(x, y)) }
    if constantValue(b) == 0 { return a }
    if constantValue(a) == 0 { return negate(b) }
    return emit(Instruction(operation: .subtract, a: a, b: b))
  }

  mutating func multiply(_ a: Int32, _ b: Int32) -> Int32 {
    if let x = constantValue(a) { return multiply(b, by: x) }
    if let y = constantValue(b) { return multiply(a, by: y) }
    return emit(Instruction(operation: .multiply, a: min(a, b), b: max(a, b)))
  }

  /// A value times a number; numbers that meet are one number, where their product keeps its digits.
  mutating func multiply(_ a: Int32, by number: Double) -> Int32 {
    if let x = constantValue(a) { return constant(Multiply.apply(x, number)) }
    if number == 1 { return a }
    if number == -1 { return negate(a) }
    let inner = instructions[Int(a)]
    if inner.operation == .multiply {
      if let other = constantValue(inner.a), (other * number).isNormal { return multiply(inner.b, by: other * number) }
      if let other = constantValue(inner.b), (other * number).isNormal { return multiply(inner.a, by: other * number) }
    }
    if inner.operation == .divide, let above = constantValue(inner.a), (above * number).isNormal {
      return divide(constant(above * number), inner.b)
    }
    let factor = constant(number)
    return emit(Instruction(operation: .multiply, a: min(a, factor), b: max(a, factor)))
  }

  mutating func divide(_ a: Int32, _ b: Int32) -> Int32 {
    if let y = constantValue(b), let x = constantValue(a) { return constant(Divide.apply(x, y)) }
    if let y = constantValue(b), y != 0 {
      if y == 1 { return a }
      // Numbers among divisors are roots and constants, which are rounded anyway.
      if y.isNormal, (1 / y).isNormal { return multiply(a, by: 1 / y) }
    }
    return emit(Instruction(operation: .divide, a: a, b: b))
  }

  mutating func negate(_ a: Int32) -> Int32 {
    if let x = constantValue(a) { return constant(Negate.apply(x)) }
    let instruction = instructions[Int(a)]
    if instruction.operation == .negate { return instruction.a }
    if instruction.operation == .subtract { return subtract(instruction.b, instruction.a) }
    return emit(Instruction(operation: .negate, a: a))
  }

  mutating func squareRoot(_ a: Int32) -> Int32 {
    if let x = constantValue(a) { return constant(SquareRoot.apply(x)) }
    return emit(Instruction(operation: .squareRoot, a: a))
  }

  mutating func extreme(_ operation: ProgramOperation, _ a: Int32, _ b: Int32) -> Int32 {
    if a == b { return a }
    return folded(operation, a, b) ?? emit(Instruction(operation: operation, a: min(a, b), b: max(a, b)))
  }

  mutating func relation(_ operation: ProgramOperation, _ a: Int32, _ b: Int32) -> Int32 {
    folded(operation, a, b) ?? emit(Instruction(operation: operation, a: a, b: b))
  }

  /// The value of an operation on two numbers.
  private mutating func folded(_ operation: ProgramOperation, _ a: Int32, _ b: Int32) -> Int32? {
    guard let x = constantValue(a), let y = constantValue(b), let arithmetic = operation.arithmetic else { return nil }
    return constant(arithmetic.value(x, y, 0))
  }

  mutating func select(_ condition: Int32, _ a: Int32, _ b: Int32) -> Int32 {
    if let truth = constantValue(condition) { return truth == 1 ? a : truth == 0 ? b : constant(.nan) }
    return emit(Instruction(operation: .select, a: condition, b: a, c: b))
  }

  mutating func unary(_ kernel: KernelID, _ a: Int32) -> Int32 {
    let function = KernelCall(kernel)
    if let x = constantValue(a) { return constant(function.value(x)) }
    return emit(Instruction(operation: .unary, function: place(of: function) ?? 0, a: a))
  }

  mutating func binary(_ kernel: KernelID, _ a: Int32, _ b: Int32) -> Int32 {
    binary(KernelCall(kernel), a, b) ?? constant(.nan)
  }

  /// x^(p/q) for a positive fraction.
  mutating func power(_ a: Int32, numerator: Int, denominator: Int) -> Int32 {
    // The second operand is not looked at.
    let function = KernelCall(.rationalPower, numerator, denominator)
    return binary(function, a, a)
      ?? binary(.power, a, constant(Rational(Integer(numerator), Integer(denominator)).nearestDouble))
  }

  private mutating func binary(_ function: KernelCall, _ a: Int32, _ b: Int32) -> Int32? {
    if let x = constantValue(a), let y = constantValue(b) { return constant(function.value(x, y)) }
    return place(of: function).map { emit(Instruction(operation: .binary, function: $0, a: a, b: b)) }
  }

  /// The place of a function in the table; nil where that is full, which only exponents can bring about.
  private mutating func place(of function: KernelCall) -> UInt16? {
    if let known = functionPlaces[function] { return known }
    // Room is left for the kernels without parameters.
    let limit = function.kernel == .rationalPower ? Int(UInt16.max) - KernelID.allCases.count : Int(UInt16.max)
    guard functions.count < limit, let place = UInt16(exactly: functions.count) else { return nil }
    functions.append(function)
    functionPlaces[function] = place
    return place
  }

  /// x to a whole power, by squaring.
  mutating func power(_ x: Int32, _ exponent: Int) -> Int32 {
    if exponent < 0 { return divide(constant(1), power(x, -exponent)) }
    if exponent == 0 { return constant(1) }
    var result: Int32?
    var square = x
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = result.map { multiply($0, square) } ?? square }
      rest >>= 1
      if rest > 0 { square = multiply(square, square) }
    }
    return result ?? x
  }
}
