// Runs a program at one point: a loop over the instructions, one double a value.

/// An instruction with the place of its value. Of a combination a and b are the range of its terms.
struct PointInstruction: Sendable {
  let operation: ProgramOperation
  let function: UInt16
  let result: Int32
  let a: Int32
  let b: Int32
  let c: Int32
}

/// The instructions that are left to run at a point; every value has its own place.
struct PointMachine: Sendable {
  private let instructions: [PointInstruction]
  private let terms: [CombinationTerm]
  private let constants: [(place: Int32, value: Double)]
  private let inputs: [(place: Int32, input: Int32)]
  let outputs: [Int32]
  let valueCount: Int
  private let unaryFunctions: [UnaryFunction]
  private let binaryFunctions: [BinaryFunction]

  /// A constant without a place among the constants of the sequence stands for a value that is computed elsewhere.
  init(_ sequence: InstructionSequence) {
    var instructions: [PointInstruction] = []
    var constants: [(Int32, Double)] = []
    var inputs: [(Int32, Int32)] = []
    var unaryFunctions = sequence.unaryFunctions
    for (k, instruction) in sequence.instructions.enumerated() {
      let place = Int32(truncatingIfNeeded: k)
      switch instruction.operation {
      case .constant where instruction.a < 0: continue
      case .constant: constants.append((place, sequence.constants[Int(instruction.a)]))
      case .input: inputs.append((place, instruction.a))
      case .pair, .second:
        // One at a time the two are computed apart.
        let pair = sequence.pairs[
          Int(
            instruction.operation == .pair ? instruction.function : sequence.instructions[Int(instruction.a)].function)]
        let function = instruction.operation == .pair ? pair.first : pair.second
        let operand = instruction.operation == .pair ? instruction.a : sequence.instructions[Int(instruction.a)].a
        instructions.append(
          PointInstruction(
            operation: .unary, function: UInt16(truncatingIfNeeded: unaryFunctions.count), result: place, a: operand,
            b: operand, c: operand))
        unaryFunctions.append(function)
      default:
        // An operand that is not there reads the first, so that reading needs no question.
        instructions.append(
          PointInstruction(
            operation: instruction.operation, function: instruction.function, result: place, a: instruction.a,
            b: instruction.b >= 0 ? instruction.b : instruction.a, c: instruction.c >= 0 ? instruction.c : instruction.a
          ))
      }
    }
    self.instructions = instructions
    self.constants = constants
    self.inputs = inputs
    outputs = sequence.outputs
    valueCount = sequence.instructions.count
    self.unaryFunctions = unaryFunctions
    terms = sequence.terms
    binaryFunctions = sequence.binaryFunctions
  }

  /// Writes what is the same at every point; once a workspace.
  func prepare(_ values: UnsafeMutablePointer<Double>) {
    for (place, value) in constants { values[Int(place)] = value }
  }

  /// Computes all values from the inputs. `values` holds `valueCount` doubles that `prepare` has seen.
  func run(_ input: UnsafePointer<Double>, _ values: UnsafeMutablePointer<Double>) {
    for (place, index) in inputs { values[Int(place)] = input[Int(index)] }
    // In bounds: every operand is the place of an earlier value.
    terms.withUnsafeBufferPointer { terms in
      instructions.withUnsafeBufferPointer { instructions in
        guard var next = instructions.baseAddress else { return }
        let end = next + instructions.count
        while next < end {
          if next.pointee.operation == .combination {
            var total = -0.0
            for k in Int(next.pointee.a)..<Int(next.pointee.a + next.pointee.b) {
              let term = terms[k]
              let value = term.b < 0 ? values[Int(term.a)] : values[Int(term.a)] * values[Int(term.b)]
              total += term.isNegative ? -value : value
            }
            values[Int(next.pointee.result)] = total
            next += 1
            continue
          }
          let a = values[Int(next.pointee.a)]
          let b = values[Int(next.pointee.b)]
          let c = values[Int(next.pointee.c)]
          let result: Double
          switch next.pointee.operation {
          case .add: result = a + b
          case .subtract: result = a - b
          case .multiply: result = a * b
          case .divide: result = b == 0 ? .nan : a / b
          case .negate: result = -a
          case .squareRoot: result = a.squareRoot()
          case .multiplyAdd: result = a * b + c
          case .subtractProduct: result = c - a * b
          case .multiplySubtract: result = a * b - c
          case .multiplyThree: result = a * b * c
          case .addThree: result = a + b + c
          case .unary: result = unaryFunctions[Int(next.pointee.function)].scalar(a)
          case .binary: result = binaryFunctions[Int(next.pointee.function)].scalar(a, b)
          case .select: result = a == 1 ? b : a == 0 ? c : .nan
          default: result = PointMachine.choose(next.pointee.operation, a, b)
          }
          values[Int(next.pointee.result)] = result
          next += 1
        }
      }
    }
  }

  /// The operations on truths and extremes.
  private static func choose(_ operation: ProgramOperation, _ a: Double, _ b: Double) -> Double {
    switch operation {
    case .minimum: return a.isNaN || b.isNaN ? .nan : Swift.min(a, b)
    case .maximum: return a.isNaN || b.isNaN ? .nan : Swift.max(a, b)
    case .less: return a.isNaN || b.isNaN ? .nan : a < b ? 1 : 0
    case .lessOrEqual: return a.isNaN || b.isNaN ? .nan : a <= b ? 1 : 0
    case .equal: return a.isNaN || b.isNaN ? .nan : a == b ? 1 : 0
    case .notEqual: return a.isNaN || b.isNaN ? .nan : a != b ? 1 : 0
    // One false side decides `and`, one true side `or`, whatever the other is.
    case .and: return a == 0 || b == 0 ? 0 : a * b
    case .or: return a == 1 || b == 1 ? 1 : a + b
    default: return .nan
    }
  }
}
