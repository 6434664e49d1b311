// What is to be printed, in the order and with the operations of a person: fractions, roots, signs. Every printer reads it.

/// A text of a display tree: digits, or a name.
package struct DisplayText: Sendable, Hashable, BitwiseCopyable {
  package let index: Int32

  package init(index: Int32) { self.index = index }
}

/// Several numbers of a display tree: positions, signs or texts.
package struct DisplayList: Sendable, Hashable, BitwiseCopyable {
  let index: Int32
}

package enum DisplayConstant: UInt8, Sendable, BitwiseCopyable {
  case pi, e, yes, no

  package var name: String {
    switch self {
    case .pi: return "pi"
    case .e: return "e"
    case .yes: return "true"
    case .no: return "false"
    }
  }

  package var node: NodeID {
    switch self {
    case .pi: return .pi
    case .e: return .e
    case .yes: return .yes
    case .no: return .no
    }
  }
}

/// How a verb is typeset that stands as it was typed.
package enum DisplayHead: Sendable, Hashable, BitwiseCopyable {
  /// By its name, upright.
  case name
  /// As a fraction of Leibniz, d/dx.
  case derivative
  /// As LaTeX that has the variables as its index.
  case indexed(DisplayText)
}

package enum DisplaySign: Int32, Sendable, BitwiseCopyable {
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual

  /// As relations are displayed; in the language `=` is written `==`.
  package var text: String {
    switch self {
    case .less: return "<"
    case .lessOrEqual: return "≤"
    case .greater: return ">"
    case .greaterOrEqual: return "≥"
    case .equal: return "="
    case .notEqual: return "≠"
    }
  }

  /// With its sides exchanged.
  package var mirrored: DisplaySign {
    switch self {
    case .less: return .greater
    case .lessOrEqual: return .greaterOrEqual
    case .greater: return .less
    case .greaterOrEqual: return .lessOrEqual
    case .equal, .notEqual: return self
    }
  }
}

/// One operation of the printed form. Names and digits are texts of the tree: a form is a few bytes.
package enum DisplayForm: Sendable, Hashable {
  /// A nonnegative integer or decimal, as its digits.
  case number(DisplayText)
  case symbol(DisplayText)
  case constant(DisplayConstant)
  case negative
  /// Children that are `negative` are subtracted.
  case sum
  case product
  /// Numerator, denominator.
  case fraction
  case power
  case squareRoot
  case call(FunctionID)
  /// An undefined function, or its derivative by argument positions.
  case application(DisplayText, positions: DisplayList)
  /// A verb of the language as typed.
  case verb(DisplayText, DisplayHead)
  /// One sign fewer than children.
  case relation(DisplayList)
  case and
  case or
  /// Condition, value, other value.
  case conditional
  case vector
  /// Parentheses that were typed.
  case group
  case factorial
  /// What stands first, where names have the values of the children that follow; each may use earlier names.
  case definitions(DisplayList)
}

/// A display form over an arena: children are indices of earlier entries, and may be shared.
package struct DisplayTree: Sendable {
  package struct Entry: Sendable {
    package let form: DisplayForm
    let first: UInt32
    let count: UInt32
  }

  package private(set) var entries: [Entry] = []
  private var childIndices: [UInt32] = []
  private var bytes: [UInt8] = []
  private var places: [(first: Int, count: Int)] = []
  private var textIndices: [String: DisplayText] = [:]
  private var lists: [[Int32]] = [[]]
  private var listIndices: [[Int32]: DisplayList] = [:]
  /// The last entry made, unless set otherwise.
  package var root = 0
  /// Whether the tree shows what was typed, as it was typed.
  package var isTyped = false

  package init() {}

  // MARK: Entries

  private mutating func finish(_ form: DisplayForm, _ first: Int) -> Int {
    entries.append(
      Entry(
        form: form, first: UInt32(truncatingIfNeeded: first),
        count: UInt32(truncatingIfNeeded: childIndices.count - first)))
    root = entries.count - 1
    return root
  }

  @discardableResult
  package mutating func add(_ form: DisplayForm) -> Int { finish(form, childIndices.count) }

  @discardableResult
  package mutating func add(_ form: DisplayForm, _ child: Int) -> Int {
    let first = childIndices.count
    childIndices.append(UInt32(truncatingIfNeeded: child))
    return finish(form, first)
  }

  @discardableResult
  package mutating func add(_ form: DisplayForm, _ child: Int, _ other: Int) -> Int {
    let first = childIndices.count
    childIndices.append(UInt32(truncatingIfNeeded: child))
    childIndices.append(UInt32(truncatingIfNeeded: other))
    return finish(form, first)
  }

  @discardableResult
  package mutating func add(_ form: DisplayForm, _ children: some Collection<Int>) -> Int {
    let first = childIndices.count
    for child in children { childIndices.append(UInt32(truncatingIfNeeded: child)) }
    return finish(form, first)
  }

  @inline(__always)
  package func form(_ index: Int) -> DisplayForm { entries[index].form }

  @inline(__always)
  package func childCount(_ index: Int) -> Int { Int(entries[index].count) }

  /// The place must be less than the number of children.
  @inline(__always)
  package func child(_ index: Int, _ place: Int) -> Int { Int(childIndices[Int(entries[index].first) + place]) }

  package func children(_ index: Int) -> [Int] {
    let entry = entries[index]
    return childIndices[Int(entry.first)..<Int(entry.first + entry.count)].map(Int.init)
  }

  @inline(__always)
  package func forEachChild(_ index: Int, _ body: (Int) -> Void) {
    let entry = entries[index]
    for place in Int(entry.first)..<Int(entry.first + entry.count) { body(Int(childIndices[place])) }
  }

  /// What a `negative` entry is the opposite of.
  package func opposite(_ index: Int) -> Int? { form(index) == .negative ? child(index, 0) : nil }

  // MARK: Texts and lists

  package var textCount: Int { places.count }

  /// A text of the tree; equal texts are one.
  package mutating func text(_ string: String) -> DisplayText {
    if let known = textIndices[string] { return known }
    let new = newText(string)
    textIndices[string] = new
    return new
  }

  /// A text that no other is, so that it may be set later.
  mutating func newText(_ string: String) -> DisplayText {
    places.append((bytes.count, string.utf8.count))
    bytes.append(contentsOf: string.utf8)
    return DisplayText(index: Int32(truncatingIfNeeded: places.count - 1))
  }

  mutating func set(_ text: DisplayText, _ string: String) {
    places[Int(text.index)] = (bytes.count, string.utf8.count)
    bytes.append(contentsOf: string.utf8)
  }

  package func utf8(_ text: DisplayText) -> ArraySlice<UInt8> {
    let place = places[Int(text.index)]
    return bytes[place.first..<(place.first + place.count)]
  }

  package func string(_ text: DisplayText) -> String { String(decoding: utf8(text), as: UTF8.self) }

  package mutating func list(_ numbers: [Int32]) -> DisplayList {
    if numbers.isEmpty { return DisplayList(index: 0) }
    if let known = listIndices[numbers] { return known }
    lists.append(numbers)
    let new = DisplayList(index: Int32(truncatingIfNeeded: lists.count - 1))
    listIndices[numbers] = new
    return new
  }

  package mutating func list(_ signs: [DisplaySign]) -> DisplayList { list(signs.map(\.rawValue)) }
  package mutating func list(_ texts: [DisplayText]) -> DisplayList { list(texts.map(\.index)) }

  package func numbers(_ list: DisplayList) -> [Int32] { lists[Int(list.index)] }
  /// The place must be one of the list.
  package func sign(_ list: DisplayList, _ place: Int) -> DisplaySign {
    DisplaySign(rawValue: numbers(list)[place]) ?? .equal
  }

  /// The place must be one of the list.
  package func text(_ list: DisplayList, _ place: Int) -> DisplayText { DisplayText(index: numbers(list)[place]) }

  package mutating func number(_ digits: String) -> Int { add(.number(text(digits))) }
  package mutating func symbol(_ name: String) -> Int { add(.symbol(text(name))) }
}
