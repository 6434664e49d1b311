// Where the values of a block lie: columns of the caller, registers that are used again, and what is the same at every point.

/// Where a value is found while a block runs.
enum BlockPlace: Sendable, Hashable {
  /// A column of this slot: an input, a register or an output.
  case slot(Int)
  /// A number that is the same at every point.
  case uniform(Int)
}

/// A value that is the same at every point, or its opposite.
struct UniformPlace: Sendable, Hashable {
  let value: Int32
  var isNegative = false
}

/// One step over a block with the places of its operands and results.
struct PlacedInstruction: Sendable {
  let operation: ProgramOperation
  var function: UInt16 = 0
  var operands: [BlockPlace] = []
  /// Of a combination: up to four products that are added to the operand, or start the sum where there is none. Uniform
  /// factors come first, in all products or in none.
  var products: [(BlockPlace, BlockPlace)] = []
  /// Whether the products are subtracted.
  var isNegative = false
  let result: Int
  /// Of a pair: where the second value goes.
  var second = -1
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
  let uniformPlaces: [UniformPlace]
  let unaryFunctions: [UnaryFunction]
  let binaryFunctions: [BinaryFunction]
  let pairs: [FunctionPair]

  var slotCount: Int { columns.count + outputCount + registerCount }

  /// `isShared` tells for each input whether it is the same at every point.
  init(_ sequence: InstructionSequence, isShared: [Bool]) {
    var layout = BlockLayout(sequence, isShared)
    layout.placeAll()
    steps = layout.steps
    columns = layout.columns
    outputCount = sequence.outputs.count
    registerCount = layout.registerCount
    var copies: [(BlockPlace, Int)] = []
    for (output, value) in sequence.outputs.enumerated()
    where layout.outputSlots[Int(value)] != layout.columns.count + output {
      copies.append((layout.place(value), layout.columns.count + output))
    }
    self.copies = copies
    uniformPlaces = layout.uniformPlaces
    var uniformSequence = sequence
    uniformSequence.instructions = zip(sequence.instructions, sequence.varies).map { instruction, varies in
      // What varies is not run; its places stay unused.
      varies ? Instruction(operation: .constant, a: -1) : instruction
    }
    uniformSequence.outputs = []
    uniform = PointMachine(uniformSequence)
    unaryFunctions = sequence.unaryFunctions
    binaryFunctions = sequence.binaryFunctions
    pairs = sequence.pairs
  }
}

/// Gives every value of a program its place, in one pass over the instructions.
private struct BlockLayout {
  let sequence: InstructionSequence
  let columns: [Int]
  /// For each value its slot among the outputs, or −1.
  let outputSlots: [Int]
  private(set) var steps: [PlacedInstruction] = []
  private(set) var registerCount = 0
  private(set) var uniformPlaces: [UniformPlace] = []
  private var knownUniforms: [UniformPlace: Int] = [:]
  private var columnSlots: [Int]
  private var places: [BlockPlace?]
  /// The instruction that needs a value last; an output lives on.
  private var lastUse: [Int]
  private var free: [Int] = []
  private let seconds: [Int32: Int]

  init(_ sequence: InstructionSequence, _ isShared: [Bool]) {
    self.sequence = sequence
    let count = sequence.instructions.count
    let columns = isShared.indices.filter { !isShared[$0] }
    self.columns = columns
    columnSlots = [Int](repeating: -1, count: isShared.count)
    for (slot, input) in columns.enumerated() { columnSlots[input] = slot }
    var lastUse = [Int](repeating: -1, count: count)
    var seconds: [Int32: Int] = [:]
    for (k, instruction) in sequence.instructions.enumerated() {
      if instruction.operation == .second {
        seconds[instruction.a] = k
      } else {
        sequence.forEachOperand(instruction) { lastUse[Int($0)] = k }
      }
    }
    self.lastUse = lastUse
    self.seconds = seconds
    places = [BlockPlace?](repeating: nil, count: count)
    var outputSlots = [Int](repeating: -1, count: count)
    for (output, value) in sequence.outputs.enumerated() {
      let value = Int(value)
      if sequence.varies[value] && sequence.instructions[value].operation != .input && outputSlots[value] < 0 {
        outputSlots[value] = columns.count + output
      }
    }
    self.outputSlots = outputSlots
  }

  mutating func place(_ id: Int32, isNegative: Bool = false) -> BlockPlace {
    if let place = places[Int(id)] { return place }
    let uniform = UniformPlace(value: id, isNegative: isNegative)
    if let known = knownUniforms[uniform] { return .uniform(known) }
    knownUniforms[uniform] = uniformPlaces.count
    uniformPlaces.append(uniform)
    return .uniform(uniformPlaces.count - 1)
  }

  private mutating func takeSlot(_ k: Int) -> Int {
    if outputSlots[k] >= 0 { return outputSlots[k] }
    if let register = free.popLast() { return register }
    registerCount += 1
    return columns.count + sequence.outputs.count + registerCount - 1
  }

  /// Frees the registers that nothing needs after instruction k.
  private mutating func release(_ k: Int) {
    sequence.forEachOperand(sequence.instructions[k]) { operand in
      guard lastUse[Int(operand)] == k else { return }
      // Freed once, however often it is an operand.
      lastUse[Int(operand)] = -1
      let isInput = sequence.instructions[Int(operand)].operation == .input
      if !isInput, outputSlots[Int(operand)] < 0, case .slot(let slot)? = places[Int(operand)] { free.append(slot) }
    }
  }

  mutating func placeAll() {
    for (k, instruction) in sequence.instructions.enumerated() where sequence.varies[k] {
      switch instruction.operation {
      case .input: places[k] = .slot(columnSlots[Int(instruction.a)])
      case .second: break
      case .combination:
        // Written before all operands are read, so its slot is none of theirs.
        let result = takeSlot(k)
        places[k] = .slot(result)
        let terms = sequence.terms[Int(instruction.a)..<Int(instruction.a + instruction.b)]
        appendCombination(terms, result)
        release(k)
      case .pair:
        let operand = place(instruction.a)
        release(k)
        let result = takeSlot(k)
        places[k] = .slot(result)
        let other = seconds[Int32(truncatingIfNeeded: k)] ?? k
        let second = takeSlot(other)
        places[other] = .slot(second)
        steps.append(
          PlacedInstruction(
            operation: .pair, function: instruction.function, operands: [operand], result: result, second: second))
      default:
        var operands: [BlockPlace] = []
        for id in [instruction.a, instruction.b, instruction.c] where id >= 0 { operands.append(place(id)) }
        release(k)
        let result = takeSlot(k)
        places[k] = .slot(result)
        steps.append(
          PlacedInstruction(
            operation: instruction.operation, function: instruction.function, operands: operands, result: result))
      }
    }
  }

  /// Plain terms first, then products, four at a time: those with a uniform factor, which takes the sign, and the others.
  private mutating func appendCombination(_ terms: ArraySlice<CombinationTerm>, _ result: Int) {
    let target = BlockPlace.slot(result)
    var total: BlockPlace?
    for term in terms where term.b < 0 {
      let operand = place(term.a)
      if let start = total {
        steps.append(
          PlacedInstruction(
            operation: term.isNegative ? .subtract : .add, operands: [start, operand], result: result))
      } else if term.isNegative {
        steps.append(PlacedInstruction(operation: .negate, operands: [operand], result: result))
      } else {
        total = operand
        continue
      }
      total = target
    }
    var scaled: [(BlockPlace, BlockPlace)] = []
    var added: [(BlockPlace, BlockPlace)] = []
    var subtracted: [(BlockPlace, BlockPlace)] = []
    for term in terms where term.b >= 0 {
      if places[Int(term.a)] == nil {
        scaled.append((place(term.a, isNegative: term.isNegative), place(term.b)))
      } else if places[Int(term.b)] == nil {
        scaled.append((place(term.b, isNegative: term.isNegative), place(term.a)))
      } else if term.isNegative {
        subtracted.append((place(term.a), place(term.b)))
      } else {
        added.append((place(term.a), place(term.b)))
      }
    }
    for (group, isNegative) in [(scaled, false), (added, false), (subtracted, true)] {
      for start in stride(from: 0, to: group.count, by: 4) {
        let products = Array(group[start..<min(group.count, start + 4)])
        let base = total ?? (isNegative ? zero() : nil)
        steps.append(
          PlacedInstruction(
            operation: .combination, operands: base.map { [$0] } ?? [], products: products, isNegative: isNegative,
            result: result))
        total = target
      }
    }
  }

  /// Where a sum of nothing but subtracted products starts.
  private mutating func zero() -> BlockPlace {
    let place = UniformPlace(value: -1)
    if let known = knownUniforms[place] { return .uniform(known) }
    knownUniforms[place] = uniformPlaces.count
    uniformPlaces.append(place)
    return .uniform(uniformPlaces.count - 1)
  }
}
