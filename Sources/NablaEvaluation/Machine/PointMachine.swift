// Runs a program at one point: a loop over the instructions, one double a value.

/// The instructions that are left to run at a point, with the place of every value.
struct PointMachine: Sendable {
  let instructions: [Instruction]
  /// The value that each instruction gives.
  let places: [Int32]
  let constants: [(place: Int32, value: Double)]
  let inputs: [(place: Int32, input: Int32)]
  let outputs: [Int32]
  let valueCount: Int
  private let unaryFunctions: [UnaryFunction]
  private let binaryFunctions: [BinaryFunction]

  /// A constant without a place among the constants of the sequence stands for a value that is computed elsewhere.
  init(_ sequence: InstructionSequence) {
    var instructions: [Instruction] = []
    var places: [Int32] = []
    var constants: [(Int32, Double)] = []
    var inputs: [(Int32, Int32)] = []
    for (k, instruction) in sequence.instructions.enumerated() {
      let place = Int32(truncatingIfNeeded: k)
      switch instruction.operation {
      case .constant where instruction.a < 0: continue
      case .constant: constants.append((place, sequence.constants[Int(instruction.a)]))
      case .input: inputs.append((place, instruction.a))
      default:
        instructions.append(instruction)
        places.append(place)
      }
    }
    self.instructions = instructions
    self.places = places
    self.constants = constants
    self.inputs = inputs
    outputs = sequence.outputs
    valueCount = sequence.instructions.count
    unaryFunctions = sequence.unaryFunctions
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
    instructions.withUnsafeBufferPointer { instructions in
      places.withUnsafeBufferPointer { places in
        for k in 0..<instructions.count {
          let instruction = instructions[k]
          let a = values[Int(instruction.a)]
          let result: Double
          switch instruction.operation {
          case .add: result = a + values[Int(instruction.b)]
          case .subtract: result = a - values[Int(instruction.b)]
          case .multiply: result = a * values[Int(instruction.b)]
          case .divide:
            let b = values[Int(instruction.b)]
            result = b == 0 ? .nan : a / b
          case .negate: result = -a
          case .squareRoot: result = a.squareRoot()
          case .multiplyAdd: result = a * values[Int(instruction.b)] + values[Int(instruction.c)]
          case .subtractProduct: result = values[Int(instruction.c)] - a * values[Int(instruction.b)]
          case .multiplySubtract: result = a * values[Int(instruction.b)] - values[Int(instruction.c)]
          case .multiplyThree: result = a * values[Int(instruction.b)] * values[Int(instruction.c)]
          case .addThree: result = a + values[Int(instruction.b)] + values[Int(instruction.c)]
          case .unary: result = unaryFunctions[Int(instruction.function)].scalar(a)
          case .binary: result = binaryFunctions[Int(instruction.function)].scalar(a, values[Int(instruction.b)])
          default:
            let c = instruction.c >= 0 ? values[Int(instruction.c)] : 0
            result = PointMachine.choose(instruction.operation, a, values[Int(instruction.b)], c)
          }
          values[Int(places[k])] = result
        }
      }
    }
  }

  /// The operations on truths and extremes.
  static func choose(_ operation: ProgramOperation, _ a: Double, _ b: Double, _ c: Double) -> Double {
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
    case .select: return a == 1 ? b : a == 0 ? c : .nan
    default: return .nan
    }
  }
}
