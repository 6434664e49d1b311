// The operations of the machines, each one entry: its name, its operands and what it means. Folding, the machine for single
// points and the closures of blocks take their arithmetic from here; `ProgramOperation.arithmetic` is the list.

/// An operation on up to three numbers.
protocol MachineOperation: SendableMetatype {
  /// As programs are written down, with the operands named a, b and c.
  static var text: String { get }
  static var operandCount: Int { get }
  /// Its value for numbers; operands that it has not are not looked at.
  static func value(_ a: Double, _ b: Double, _ c: Double) -> Double
  /// The closures that run it over a block. Not generic, so that the compiler makes the code of each.
  static func doubleStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep
  static func floatStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep
}

extension ProgramOperation {
  /// The arithmetic of an operation; none of what stands for a value, calls a function or is a sum of any length.
  var arithmetic: (any MachineOperation.Type)? {
    switch self {
    case .add: Add.self
    case .subtract: Subtract.self
    case .multiply: Multiply.self
    case .divide: Divide.self
    case .negate: Negate.self
    case .squareRoot: SquareRoot.self
    case .multiplyAdd: MultiplyAdd.self
    case .subtractProduct: SubtractProduct.self
    case .multiplySubtract: MultiplySubtract.self
    case .multiplyThree: MultiplyThree.self
    case .addThree: AddThree.self
    case .minimum: Minimum.self
    case .maximum: Maximum.self
    case .less: Less.self
    case .lessOrEqual: LessOrEqual.self
    case .equal: Equal.self
    case .notEqual: NotEqual.self
    case .and: And.self
    case .or: Or.self
    case .select: Select.self
    case .constant, .input, .combination, .pair, .second, .unary, .binary: nil
    }
  }
}

// MARK: Kinds

/// Of one number.
protocol UnaryOperation: MachineOperation {
  static func apply<T: Arithmetic>(_ a: T) -> T
}

/// Of two.
protocol BinaryOperation: MachineOperation {
  static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T
}

/// Of two whose order does not matter.
protocol CommutativeOperation: BinaryOperation {}

/// Of three.
protocol TernaryOperation: MachineOperation {
  static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T) -> T
}

extension UnaryOperation {
  static var operandCount: Int { 1 }
  static func value(_ a: Double, _ b: Double, _ c: Double) -> Double { apply(a) }
  static func doubleStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep {
    BlockSteps<Double>.make(Self.self, step, next)
  }
  static func floatStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep {
    BlockSteps<Float>.make(Self.self, step, next)
  }
}

extension BinaryOperation {
  static var operandCount: Int { 2 }
  static func value(_ a: Double, _ b: Double, _ c: Double) -> Double { apply(a, b) }
  static func doubleStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep {
    BlockSteps<Double>.make(Self.self, step, next)
  }
  static func floatStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep {
    BlockSteps<Float>.make(Self.self, step, next)
  }
}

extension CommutativeOperation {
  static func doubleStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep {
    BlockSteps<Double>.make(commutative: Self.self, step, next)
  }
  static func floatStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep {
    BlockSteps<Float>.make(commutative: Self.self, step, next)
  }
}

extension TernaryOperation {
  static var operandCount: Int { 3 }
  static func value(_ a: Double, _ b: Double, _ c: Double) -> Double { apply(a, b, c) }
  static func doubleStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep {
    BlockSteps<Double>.make(Self.self, step, next)
  }
  static func floatStep(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep {
    BlockSteps<Float>.make(Self.self, step, next)
  }
}

// MARK: Entries

enum Add: CommutativeOperation {
  static var text: String { "a + b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.add(a, b) }
}
enum Subtract: BinaryOperation {
  static var text: String { "a - b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.subtract(a, b) }
}
enum Multiply: CommutativeOperation {
  static var text: String { "a*b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.multiply(a, b) }
}
enum Divide: BinaryOperation {
  static var text: String { "a/b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.divide(a, b) }
}
enum Minimum: CommutativeOperation {
  static var text: String { "min(a, b)" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.minimum(a, b) }
}
enum Maximum: CommutativeOperation {
  static var text: String { "max(a, b)" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.maximum(a, b) }
}
enum Less: BinaryOperation {
  static var text: String { "a < b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.less(a, b) }
}
enum LessOrEqual: BinaryOperation {
  static var text: String { "a <= b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.lessOrEqual(a, b) }
}
enum Equal: CommutativeOperation {
  static var text: String { "a == b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.equal(a, b) }
}
enum NotEqual: CommutativeOperation {
  static var text: String { "a != b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.notEqual(a, b) }
}
enum And: CommutativeOperation {
  static var text: String { "a and b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.and(a, b) }
}
enum Or: CommutativeOperation {
  static var text: String { "a or b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T) -> T { T.or(a, b) }
}
enum Negate: UnaryOperation {
  static var text: String { "-a" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T) -> T { T.negate(a) }
}
enum SquareRoot: UnaryOperation {
  static var text: String { "sqrt(a)" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T) -> T { T.squareRoot(a) }
}
enum MultiplyAdd: TernaryOperation {
  static var text: String { "a*b + c" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T) -> T { T.add(T.multiply(a, b), c) }
}
enum SubtractProduct: TernaryOperation {
  static var text: String { "c - a*b" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T) -> T { T.subtract(c, T.multiply(a, b)) }
}
enum MultiplySubtract: TernaryOperation {
  static var text: String { "a*b - c" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T) -> T { T.subtract(T.multiply(a, b), c) }
}
enum MultiplyThree: TernaryOperation {
  static var text: String { "a*b*c" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T) -> T { T.multiply(T.multiply(a, b), c) }
}
enum AddThree: TernaryOperation {
  static var text: String { "a + b + c" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T) -> T { T.add(T.add(a, b), c) }
}
enum Select: TernaryOperation {
  static var text: String { "if(a, b, c)" }
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T) -> T { T.select(a, b, c) }
}
