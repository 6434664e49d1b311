// A straight-line program over numbers as a value: instructions, numbers and the names of functions, and nothing that runs.

import NablaContainers
import NablaExpressions
import NablaKernels

/// What an instruction does with the values a, b and c. Truth is 1, falsehood 0, and NaN where it is undefined.
enum ProgramOperation: UInt8, Sendable {
  case constant, input
  case add, subtract, multiply
  /// a/b, NaN where b is zero: a pole has no value.
  case divide
  case negate, squareRoot
  /// a·b + c, c − a·b, a·b − c, a·b·c, a + b + c: two operations in one pass.
  case multiplyAdd, subtractProduct, multiplySubtract, multiplyThree, addThree
  /// A sum of more: `b` terms of the program's list of terms, from place `a` on.
  case combination
  /// Two functions of one argument in one pass; the second value is that of a `second` whose operand is this.
  case pair, second
  case minimum, maximum
  /// A function of the table of one argument, or of two.
  case unary, binary
  case less, lessOrEqual, equal, notEqual, and, or
  /// b where a is true, c where it is false, NaN where it is neither.
  case select
}

/// One instruction; its value is named by its place.
struct Instruction: Equatable, Sendable {
  var operation: ProgramOperation
  /// Of the table of functions.
  var function: UInt16 = 0
  var a: Int32 = -1
  var b: Int32 = -1
  var c: Int32 = -1

  @inline(__always) var fingerprint: UInt32 {
    let head = UInt64(operation.rawValue) << 48 | UInt64(function) << 32
    return PlaceTable.hash(
      head | UInt64(UInt32(bitPattern: a)), UInt64(UInt32(bitPattern: b)) << 32 | UInt64(UInt32(bitPattern: c)))
  }
}

/// A term of a combination: ±a·b·c; ±a·b where there is no c, ±a where there is no b either.
struct CombinationTerm: Sendable {
  var a: Int32
  var b: Int32 = -1
  /// Only where `a` is the same at every point and the others are not.
  var c: Int32 = -1
  var isNegative = false

  /// The order of terms in a combination: 0 what is added as it is, 1 what is subtracted, 2 and 3 the same of products.
  var kind: Int { (b < 0 ? 0 : 2) + (isNegative ? 1 : 0) }
}

/// Instructions in an order that can run, with the places of the outputs.
///
/// Every operand is the place of an earlier instruction, and combinations lie among the terms.
struct Program: Sendable {
  var instructions: [Instruction]
  var outputs: [Int32]
  /// The terms of the combinations.
  var terms: [CombinationTerm] = []
  let constants: [Double]
  let functions: [KernelCall]
  /// For each instruction whether it differs from point to point.
  var varies: [Bool] = []
  let stableForms: [StableRule: Int]
  /// Operations before any were fused.
  var plainCount = 0

  /// Sums of more terms than this are put together from several combinations, which keeps their rounding small.
  static let longest = 32

  /// `isShared` tells for each input whether it is the same at every point: what depends on such inputs alone is
  /// not fused with the rest, so that it is computed once.
  init(_ builder: consuming ProgramBuilder, outputs: [Int32], isShared: [Bool]) {
    self.outputs = outputs
    constants = builder.constants
    functions = builder.functions
    stableForms = builder.stableForms
    instructions = builder.takeInstructions()
    sweep(isShared)
    plainCount = operationCount
    fuseSums()
    sweep(isShared)
    fuseProducts()
    pairFunctions()
    sweep(isShared)
  }

  var operationCount: Int {
    instructions.count { $0.operation != .constant && $0.operation != .input && $0.operation != .second }
  }

  @inline(__always)
  func forEachOperand(_ instruction: Instruction, _ body: (Int32) -> Void) {
    Program.forEachOperand(instruction, terms, body)
  }

  @inline(__always)
  static func forEachOperand(
    _ instruction: Instruction, _ terms: some RandomAccessCollection<CombinationTerm>, _ body: (Int32) -> Void
  ) {
    switch instruction.operation {
    case .constant, .input: return
    case .combination:
      let first = terms.index(terms.startIndex, offsetBy: Int(instruction.a))
      for term in terms[first..<terms.index(first, offsetBy: Int(instruction.b))] {
        body(term.a)
        if term.b >= 0 { body(term.b) }
        if term.c >= 0 { body(term.c) }
      }
    default:
      body(instruction.a)
      if instruction.b >= 0 { body(instruction.b) }
      if instruction.c >= 0 { body(instruction.c) }
    }
  }
}
