// Where the values of a block lie: columns of the caller, registers that are used again, and what is the same at every point.

/// Where a value is found while a block runs.
enum BlockPlace: Sendable, Hashable {
  /// A column of this slot: an input, a register or an output.
  case slot(Int)
  /// A number that is the same at every point.
  case uniform(Int)
}

/// One instruction with the places of its operands and of its result.
struct PlacedInstruction: Sendable {
  let operation: ProgramOperation
  let function: UInt16
  let operands: [BlockPlace]
  let result: Int
}

/// A program laid out for blocks. Slots are the varying inputs, then the outputs, then the registers.
struct BlockPlan: Sendable {
  let steps: [PlacedInstruction]
  /// Outputs that are the same at every point, or an input, or another output.
  let copies: [(from: BlockPlace, output: Int)]
  /// The place among the inputs of each column.
  let columns: [Int]
  let outputCount: Int
  let registerCount: Int
  /// The part of the program that is the same at every point, and which of its values the blocks use.
  let uniform: PointMachine
  let uniformPlaces: [Int32]
  let unaryFunctions: [UnaryFunction]
  let binaryFunctions: [BinaryFunction]

  var slotCount: Int { columns.count + outputCount + registerCount }

  /// `isShared` tells for each input whether it is the same at every point.
  init(_ sequence: InstructionSequence, isShared: [Bool]) {
    let instructions = sequence.instructions
    var varies = [Bool](repeating: false, count: instructions.count)
    for (k, instruction) in instructions.enumerated() {
      if instruction.operation == .input {
        varies[k] = !isShared[Int(instruction.a)]
      } else {
        instruction.forEachOperand { if varies[Int($0)] { varies[k] = true } }
      }
    }
    let columns = isShared.indices.filter { !isShared[$0] }
    var columnSlots = [Int](repeating: -1, count: isShared.count)
    for (slot, input) in columns.enumerated() { columnSlots[input] = slot }
    let outputCount = sequence.outputs.count

    // The last use of every value; an output lives on.
    var lastUse = [Int](repeating: -1, count: instructions.count)
    for (k, instruction) in instructions.enumerated() {
      instruction.forEachOperand { lastUse[Int($0)] = k }
    }
    var places = [BlockPlace?](repeating: nil, count: instructions.count)
    var copies: [(BlockPlace, Int)] = []
    var outputSlots = [Int](repeating: -1, count: instructions.count)
    for (output, value) in sequence.outputs.enumerated()
    where varies[Int(value)] && instructions[Int(value)].operation != .input && outputSlots[Int(value)] < 0 {
      outputSlots[Int(value)] = columns.count + output
    }
    var uniformPlaces: [Int32] = []
    func place(_ id: Int32) -> BlockPlace {
      if let known = places[Int(id)] { return known }
      uniformPlaces.append(id)
      places[Int(id)] = .uniform(uniformPlaces.count - 1)
      return .uniform(uniformPlaces.count - 1)
    }
    var free: [Int] = []
    var registerCount = 0
    var steps: [PlacedInstruction] = []
    for (k, instruction) in instructions.enumerated() where varies[k] {
      if instruction.operation == .input {
        places[k] = .slot(columnSlots[Int(instruction.a)])
        continue
      }
      let operands = instruction.operands.map(place)
      instruction.forEachOperand { operand in
        guard lastUse[Int(operand)] == k else { return }
        // Freed once, however often it is an operand.
        lastUse[Int(operand)] = -1
        let source = instructions[Int(operand)]
        if source.operation != .input, outputSlots[Int(operand)] < 0, case .slot(let slot)? = places[Int(operand)] {
          free.append(slot)
        }
      }
      let result: Int
      if outputSlots[k] >= 0 {
        result = outputSlots[k]
      } else if let register = free.popLast() {
        result = register
      } else {
        result = columns.count + outputCount + registerCount
        registerCount += 1
      }
      places[k] = .slot(result)
      steps.append(
        PlacedInstruction(
          operation: instruction.operation, function: instruction.function, operands: operands, result: result))
    }
    for (output, value) in sequence.outputs.enumerated() where outputSlots[Int(value)] != columns.count + output {
      copies.append((place(value), columns.count + output))
    }
    self.steps = steps
    self.copies = copies
    self.columns = columns
    self.outputCount = outputCount
    self.registerCount = registerCount
    self.uniformPlaces = uniformPlaces
    var uniformSequence = sequence
    uniformSequence.instructions = instructions.enumerated().map { k, instruction in
      // What varies is not run; its places stay unused.
      varies[k] ? Instruction(operation: .constant, a: -1) : instruction
    }
    uniformSequence.outputs = []
    uniform = PointMachine(uniformSequence)
    unaryFunctions = sequence.unaryFunctions
    binaryFunctions = sequence.binaryFunctions
  }
}
