// Operations of one kind on values side by side, four in one: superword-level parallelism, as compilers call it
// (S. Larsen, S. Amarasinghe, "Exploiting superword level parallelism with multimedia instruction sets", PLDI 2000).

/// Finds which values of a stream are computed four at once, and an order that has them together.
struct PointPacks {
  /// Four values; the last of fewer stands more than once.
  private struct Pack {
    let values: SIMD4<Int32>
    /// The operation of each by itself.
    let single: PointOperation
    /// The operation on packs, or from values anywhere; none where the values are computed one by one after all.
    var operation: PointOperation?
    var isRead = false

    /// How many different values there are.
    var count: Int { (1..<4).reduce(1) { $0 + (values[$1] == values[$1 - 1] ? 0 : 1) } }

    func lane(of value: Int32) -> Int { (0..<4).first { values[$0] == value } ?? 0 }
  }

  private let stream: PointStream
  /// By value: the step that gives it, and its pack. −1 where there is none.
  private var stepOf: [Int32]
  private var packOf: [Int32]
  /// By value: the length of the longest way to it from inputs and constants.
  private var levels: [Int32]
  private var packs: [Pack] = []
  /// By value: its place.
  private(set) var places: [Int32]
  private(set) var placeCount: Int
  /// By value: where a constant stands four times, or −1.
  private(set) var repeated: [Int32]
  private(set) var words: [Int32] = []
  private(set) var stepCount = 0
  /// How many of the steps are on four values.
  var packCount: Int { packs.count { $0.operation != nil } }

  /// None where too few values are side by side to make up for the other order, in which what is needed next is no longer near.
  init?(_ stream: PointStream) {
    self.stream = stream
    stepOf = [Int32](repeating: -1, count: stream.valueCount)
    packOf = stepOf
    repeated = stepOf
    levels = [Int32](repeating: 0, count: stream.valueCount)
    places = stream.plainPlaces
    placeCount = (stream.instructionCount + 3) / 4 * 4
    var ends: [Int] = []
    for (k, step) in stream.steps.enumerated() {
      var level = 0
      for j in step.operandRange { level = max(level, Int(levels[Int(stream.operands[j])])) }
      stepOf[Int(step.value)] = Int32(truncatingIfNeeded: k)
      levels[Int(step.value)] = Int32(truncatingIfNeeded: level + 1)
      if ends.count == level { ends.append(0) }
      ends[level] += 1
    }
    for level in ends.indices.dropFirst() { ends[level] += ends[level - 1] }
    // The steps of each level, one level after the other.
    var byLevel = [Int](repeating: 0, count: stream.steps.count)
    var next = [0] + ends
    for (k, step) in stream.steps.enumerated() {
      let level = Int(levels[Int(step.value)]) - 1
      byLevel[next[level]] = k
      next[level] += 1
    }
    let ranges = ends.indices.map { (level: Int) in byLevel[(level == 0 ? 0 : ends[level - 1])..<ends[level]] }
    // Operations on many values first: they tell best which of the values below belong side by side. Then what has
    // operands side by side already, and at last what is just of one kind.
    for range in ranges {
      form(range, .many)
      form(range, .onPacks)
    }
    for range in ranges { form(range, .onPacks) }
    for range in ranges { form(range, .gathering) }
    chooseOperations()
    let saved = packs.reduce(0) { $0 + ($1.operation == nil ? 0 : $1.count - 1) }
    if 16 * saved < 3 * stream.steps.count { return nil }
    arrange()
  }

  // MARK: What is side by side

  /// Which steps are looked at.
  private enum Kind {
    /// Those of three operands and more.
    case many
    /// Those of one or two operands of which one is in a pack.
    case onPacks
    /// Those that are packed from values anywhere, four together.
    case gathering
  }

  /// What must agree, and the order within: the lane in the first operand's pack, and the step.
  private struct Key {
    let kind: UInt64
    let order: UInt64
  }

  private func key(_ step: Int, _ kind: Kind) -> Key? {
    let item = stream.steps[step]
    let operation = item.operation
    guard operation.packed != nil, packOf[Int(item.value)] < 0 else { return nil }
    let first = stream.operands[item.firstOperand]
    let second = operation.operandCount > 1 ? stream.operands[item.firstOperand + 1] : first
    let firstPack = packOf[Int(first)]
    let secondPack = packOf[Int(second)]
    switch kind {
    case .many: if operation.operandCount <= 2 { return nil }
    case .onPacks: if operation.operandCount > 2 || firstPack < 0 && secondPack < 0 { return nil }
    case .gathering: if operation.gathering == nil { return nil }
    }
    let lane =
      firstPack >= 0
      ? packs[Int(firstPack)].lane(of: first) : secondPack >= 0 ? packs[Int(secondPack)].lane(of: second) : 0
    // Packs are fewer than steps, of which there are some thousands at most.
    return Key(
      kind: UInt64(operation.rawValue) << 48 | UInt64(firstPack + 1) << 24 | UInt64(secondPack + 1),
      order: UInt64(lane) << 32 | UInt64(step))
  }

  /// Makes packs of steps of one level by four: of one operation, and with operands of the same packs in the same order.
  private mutating func form(_ steps: ArraySlice<Int>, _ kind: Kind) {
    var keys: [Key] = []
    for step in steps { if let key = key(step, kind) { keys.append(key) } }
    if keys.count < 2 { return }
    keys.sort { $0.kind == $1.kind ? $0.order < $1.order : $0.kind < $1.kind }
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < min(start + 4, keys.count), keys[end].kind == keys[start].kind { end += 1 }
      if end - start >= (kind == .gathering ? 4 : 2) {
        var values = SIMD4<Int32>()
        for lane in 0..<4 {
          values[lane] = stream.steps[Int(keys[min(start + lane, end - 1)].order & 0xffff_ffff)].value
        }
        form(values)
      }
      start = end
    }
  }

  /// Makes a pack, and packs of what it is computed from, where that is of one kind too.
  private mutating func form(_ values: SIMD4<Int32>) {
    var open = [values]
    while let values = open.popLast() {
      guard let operation = commonOperation(values) else { continue }
      for k in 0..<4 { packOf[Int(values[k])] = Int32(truncatingIfNeeded: packs.count) }
      packs.append(Pack(values: values, single: operation))
      for k in 0..<operation.operandCount { open.append(operands(k, of: values)) }
    }
  }

  private func operand(_ k: Int, of value: Int32) -> Int32 {
    stream.operands[stream.steps[Int(stepOf[Int(value)])].firstOperand + k]
  }

  private func operands(_ k: Int, of values: SIMD4<Int32>) -> SIMD4<Int32> {
    SIMD4(operand(k, of: values[0]), operand(k, of: values[1]), operand(k, of: values[2]), operand(k, of: values[3]))
  }

  /// The operation that gives values not yet in packs, of one level and at least two different ones, of which only the
  /// last stands more than once.
  private func commonOperation(_ values: SIMD4<Int32>) -> PointOperation? {
    guard stepOf[Int(values[0])] >= 0, values[0] != values[1] else { return nil }
    let operation = stream.steps[Int(stepOf[Int(values[0])])].operation
    guard operation.packed != nil else { return nil }
    for k in 0..<4 {
      let value = Int(values[k])
      guard stepOf[value] >= 0, packOf[value] < 0, levels[value] == levels[Int(values[0])],
        stream.steps[Int(stepOf[value])].operation == operation
      else { return nil }
      for j in 0..<k where values[j] == values[k] && values[k - 1] != values[k] { return nil }
    }
    return values[1] == values[2] && values[2] != values[3] ? nil : operation
  }

  // MARK: What becomes of it

  /// Decides for each pack, those of lower levels first, whether its operands are packs as well.
  private mutating func chooseOperations() {
    let order = packs.indices.sorted { levels[Int(packs[$0].values[0])] < levels[Int(packs[$1].values[0])] }
    for place in order {
      let (values, single) = (packs[place].values, packs[place].single)
      let isOnPacks = (0..<single.operandCount).allSatisfy {
        let operand = operands($0, of: values)
        return isPacked(operand) || isOneConstant(operand)
      }
      packs[place].operation = isOnPacks ? single.packed : single.gathering
      guard isOnPacks else { continue }
      for k in 0..<single.operandCount {
        let pack = packOf[Int(operand(k, of: values[0]))]
        if pack >= 0 { packs[Int(pack)].isRead = true }
      }
    }
    // Two values from anywhere are no faster together, unless they are wanted so.
    for place in packs.indices where packs[place].operation == packs[place].single.gathering {
      if !packs[place].isRead && packs[place].count < 3 { packs[place].operation = nil }
    }
  }

  private func isPacked(_ values: SIMD4<Int32>) -> Bool {
    let pack = packOf[Int(values[0])]
    return pack >= 0 && packs[Int(pack)].values == values && packs[Int(pack)].operation != nil
  }

  private func isOneConstant(_ values: SIMD4<Int32>) -> Bool {
    values == SIMD4(repeating: values[0]) && stream.isConstant(values[0])
  }

  /// Gives packs their places, and writes everything in the order of levels.
  private mutating func arrange() {
    var order: [Key] = []
    order.reserveCapacity(stream.steps.count)
    for (place, pack) in packs.enumerated() {
      guard let operation = pack.operation else { continue }
      for k in (0..<4).reversed() { places[Int(pack.values[k])] = Int32(truncatingIfNeeded: placeCount + k) }
      placeCount += 4
      order.append(orderKey(pack.values[0], operation, place + 1))
    }
    for step in stream.steps {
      let pack = packOf[Int(step.value)]
      if pack < 0 || packs[Int(pack)].operation == nil { order.append(orderKey(step.value, step.operation, 0)) }
    }
    order.sort { $0.kind == $1.kind ? $0.order < $1.order : $0.kind < $1.kind }
    stepCount = order.count
    for key in order {
      let step = stream.steps[Int(key.order >> 32)]
      let pack = Int(key.order & 0xffff_ffff) - 1
      guard pack >= 0, let operation = packs[pack].operation else {
        words.append(operation: step.operation, function: step.function, place: places[Int(step.value)])
        for k in step.operandRange { words.append(places[Int(stream.operands[k])]) }
        continue
      }
      let values = packs[pack].values
      words.append(operation: operation, place: places[Int(values[0])])
      if operation == step.operation.packed {
        for k in 0..<step.operation.operandCount { words.append(placeOfFour(operand(k, of: values[0]))) }
      } else {
        for lane in 0..<4 {
          for k in 0..<2 { words.append(places[Int(operand(k, of: values[lane]))]) }
        }
      }
    }
  }

  /// Levels, operations within them, and steps within these, with the pack.
  private func orderKey(_ value: Int32, _ operation: PointOperation, _ pack: Int) -> Key {
    Key(
      kind: UInt64(levels[Int(value)]) << 8 | UInt64(operation.rawValue),
      order: UInt64(stepOf[Int(value)]) << 32 | UInt64(pack))
  }

  /// The place of a pack by its first value, or where a constant stands four times.
  private mutating func placeOfFour(_ value: Int32) -> Int32 {
    if !stream.isConstant(value) { return places[Int(value)] }
    if repeated[Int(value)] < 0 {
      repeated[Int(value)] = Int32(truncatingIfNeeded: placeCount)
      placeCount += 4
    }
    return repeated[Int(value)]
  }
}
