// What is to be printed, in the order and with the operations of a person: fractions, roots, signs. Every printer reads it.

/// One operation of the printed form.
package enum DisplayForm: Sendable, Hashable {
  /// A nonnegative integer or decimal, as its digits.
  case number(String)
  case symbol(String)
  /// pi, e, true, false.
  case constant(String)
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
  case application(String, positions: [Int])
  /// A verb of the language as typed: diff, grad, hessian, jacobian.
  case verb(String)
  /// One sign fewer than children: <, ≤, >, ≥, =, ≠.
  case relation([String])
  case and
  case or
  /// Condition, value, other value.
  case conditional
  case vector
  /// Parentheses that were typed.
  case group
  case factorial
  /// What stands first, where names have the values of the children that follow; each may use earlier names.
  case definitions([String])
}

/// A display form over an arena: children are indices of earlier entries, and may be shared.
package struct DisplayTree: Sendable {
  package struct Entry: Sendable {
    package let form: DisplayForm
    let first: Int
    let count: Int
  }

  package private(set) var entries: [Entry] = []
  private var childIndices: [Int] = []
  /// The last entry made, unless set otherwise.
  package var root = 0

  package init() {}

  @discardableResult
  package mutating func add(_ form: DisplayForm, _ children: [Int] = []) -> Int {
    entries.append(Entry(form: form, first: childIndices.count, count: children.count))
    childIndices.append(contentsOf: children)
    root = entries.count - 1
    return root
  }

  package func form(_ index: Int) -> DisplayForm { entries[index].form }

  package func children(_ index: Int) -> ArraySlice<Int> {
    let entry = entries[index]
    return childIndices[entry.first..<(entry.first + entry.count)]
  }

  /// The number of entries that the tree under an entry has when nothing is shared, up to a ceiling.
  package func treeSize(_ index: Int, ceiling: Int) -> Int {
    var sizes = [Int](repeating: 1, count: index + 1)
    for k in 0...index {
      for child in children(k) { sizes[k] = min(ceiling, sizes[k] + sizes[child]) }
    }
    return sizes[index]
  }
}
