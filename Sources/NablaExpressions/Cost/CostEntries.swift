// What the printed form of some nodes consists of, each distinct part once, with what it costs.

import NablaContainers

/// Parts of printed forms over an arena: children are numbers of earlier parts. Equal parts are one.
///
/// A part is an operation (cost 1 or more), a leaf, or a list: the operands that several sums or products share.
struct CostEntries: ~Copyable {
  /// What a part is told apart by: a form, and two numbers whose meaning is the form's.
  struct Key: Equatable {
    let form: UInt64
    let a: UInt64
    let b: UInt64
  }

  enum Form: UInt64 {
    case number, leaf, negative, fraction, power, squareRoot, call, product, applied, cell, node
  }

  private struct Entry {
    let key: Key
    let cost: Int32
    let first: UInt32
    let count: UInt32
  }

  private var entries: [Entry] = []
  private var children: [Int32] = []
  private var table = PlaceTable()
  /// By part: the last count that met it.
  private var marks: [UInt32] = []
  private var round: UInt32 = 0

  /// The part with this key, made with this cost and these children if it is new.
  mutating func part(_ key: Key, cost: Int, _ operands: [Int32]) -> Int32 {
    let new = entries.count
    let place = CostEntries.place(of: key, in: entries, &table)
    if place == new { append(key, cost, operands) }
    return Int32(truncatingIfNeeded: place)
  }

  private static func place(of key: Key, in entries: [Entry], _ table: inout PlaceTable) -> Int {
    table.place(PlaceTable.hash(key.form &* 31 &+ key.a, key.b), orAdd: entries.count) { entries[$0].key == key }
  }

  /// A list of parts: no operation by itself.
  mutating func list(_ operands: [Int32]) -> Int32 {
    append(Key(form: .max, a: 0, b: 0), 0, operands)
    return Int32(truncatingIfNeeded: entries.count - 1)
  }

  private mutating func append(_ key: Key, _ cost: Int, _ operands: [Int32]) {
    entries.append(
      Entry(
        key: key, cost: Int32(truncatingIfNeeded: cost), first: UInt32(truncatingIfNeeded: children.count),
        count: UInt32(truncatingIfNeeded: operands.count)))
    children.append(contentsOf: operands)
    marks.append(0)
  }

  @inline(__always)
  func isForm(_ part: Int32, _ form: Form) -> Bool { entries[Int(part)].key.form & 0xFF == form.rawValue }

  /// What a negative part is the opposite of.
  func opposite(_ part: Int32) -> Int32? {
    isForm(part, .negative) ? children[Int(entries[Int(part)].first)] : nil
  }

  /// The costs of all parts under some, each once. Linear in these.
  mutating func total(under roots: [Int32]) -> Int {
    round &+= 1
    var total = 0
    var pending = roots
    while let part = pending.popLast() {
      guard marks[Int(part)] != round else { continue }
      marks[Int(part)] = round
      let entry = entries[Int(part)]
      total += Int(entry.cost)
      pending.append(contentsOf: children[Int(entry.first)..<Int(entry.first + entry.count)])
    }
    return total
  }
}
