// Two operations in one pass where the first is used once, then the instructions that nothing needs are left out.

/// Instructions in an order that can run, with the places of the outputs.
struct InstructionSequence: Sendable {
  var instructions: [Instruction]
  var outputs: [Int32]
  let constants: [Double]
  let unaryFunctions: [UnaryFunction]
  let binaryFunctions: [BinaryFunction]
  /// How often each kind of fusion was made.
  var fusions: [String: Int] = [:]
  let rewrites: [String: Int]
  /// Operations before any were fused.
  private(set) var plainCount = 0

  init(_ program: ProgramBuilder, outputs: [Int32], fusing: Bool = true) {
    instructions = program.instructions
    self.outputs = outputs
    constants = program.constants
    unaryFunctions = program.unaryFunctions
    binaryFunctions = program.binaryFunctions
    rewrites = program.rewrites
    sweep()
    plainCount = operationCount
    if fusing {
      fuse()
      sweep()
    }
  }

  var operationCount: Int { instructions.count { $0.operation != .constant && $0.operation != .input } }

  private func useCounts() -> [Int32] {
    var counts = [Int32](repeating: 0, count: instructions.count)
    for instruction in instructions { instruction.forEachOperand { counts[Int($0)] += 1 } }
    for output in outputs { counts[Int(output)] += 1 }
    return counts
  }

  private mutating func fuse() {
    let counts = useCounts()
    func single(_ id: Int32, _ operation: ProgramOperation) -> Instruction? {
      let instruction = instructions[Int(id)]
      return instruction.operation == operation && counts[Int(id)] == 1 ? instruction : nil
    }
    for place in instructions.indices {
      let instruction = instructions[place]
      let (a, b) = (instruction.a, instruction.b)
      func replace(_ operation: ProgramOperation, _ x: Int32, _ y: Int32, _ z: Int32, _ name: String) {
        instructions[place] = Instruction(operation: operation, a: x, b: y, c: z)
        fusions[name, default: 0] += 1
      }
      switch instruction.operation {
      case .add:
        if let product = single(a, .multiply) {
          replace(.multiplyAdd, product.a, product.b, b, "a*b + c")
        } else if let product = single(b, .multiply) {
          replace(.multiplyAdd, product.a, product.b, a, "a*b + c")
        } else if let sum = single(a, .add) {
          replace(.addThree, sum.a, sum.b, b, "a + b + c")
        } else if let sum = single(b, .add) {
          replace(.addThree, sum.a, sum.b, a, "a + b + c")
        }
      case .subtract:
        if let product = single(b, .multiply) {
          replace(.subtractProduct, product.a, product.b, a, "c - a*b")
        } else if let product = single(a, .multiply) {
          replace(.multiplySubtract, product.a, product.b, b, "a*b - c")
        }
      case .multiply:
        if let product = single(a, .multiply) {
          replace(.multiplyThree, product.a, product.b, b, "a*b*c")
        } else if let product = single(b, .multiply) {
          replace(.multiplyThree, product.a, product.b, a, "a*b*c")
        }
      default: break
      }
    }
  }

  /// Leaves out what no output needs.
  private mutating func sweep() {
    var needed = [Bool](repeating: false, count: instructions.count)
    for output in outputs { needed[Int(output)] = true }
    for place in instructions.indices.reversed() where needed[place] {
      instructions[place].forEachOperand { needed[Int($0)] = true }
    }
    var places = [Int32](repeating: -1, count: instructions.count)
    var kept: [Instruction] = []
    for place in instructions.indices where needed[place] {
      var instruction = instructions[place]
      if instruction.operation != .constant && instruction.operation != .input {
        instruction.a = places[Int(instruction.a)]
        if instruction.b >= 0 { instruction.b = places[Int(instruction.b)] }
        if instruction.c >= 0 { instruction.c = places[Int(instruction.c)] }
      }
      places[place] = Int32(truncatingIfNeeded: kept.count)
      kept.append(instruction)
    }
    instructions = kept
    outputs = outputs.map { places[Int($0)] }
  }
}
