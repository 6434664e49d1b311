// Long output of shared graphs: parts that occur more than once get names, so that text stays linear in the nodes.

extension DisplayTree {
  /// About how many characters the text of each entry has when nothing is shared, up to a ceiling.
  package func textLengths(through root: Int, ceiling: Int) -> [Int] {
    var lengths = [Int](repeating: 1, count: root + 1)
    for index in 0...root {
      let children = children(index)
      var length: Int
      switch form(index) {
      case .number(let text), .symbol(let text), .constant(let text): length = text.utf8.count
      case .sum, .relation, .and, .or: length = 3 * max(0, children.count - 1)
      case .call, .application, .verb, .conditional: length = 5 + 2 * children.count
      case .squareRoot: length = 6
      default: length = children.count
      }
      for child in children { length = min(ceiling, length + lengths[child]) }
      lengths[index] = length
    }
    return lengths
  }

  /// The display of an entry, with names for what is shared where its text would be longer than `length` characters.
  package func naming(_ root: Int, whenLongerThan length: Int) -> DisplayTree {
    let ceiling = Int.max / 4
    let lengths = textLengths(through: root, ceiling: ceiling)
    var result = self
    result.root = root
    guard lengths[root] > length else { return result }
    var parents = [Int](repeating: 0, count: root + 1)
    var reached = [Bool](repeating: false, count: root + 1)
    reached[root] = true
    for index in stride(from: root, through: 0, by: -1) where reached[index] {
      for child in children(index) {
        parents[child] += 1
        reached[child] = true
      }
    }
    let prefix = freePrefix(through: root)
    var named: [Int: Int] = [:]
    var order: [Int] = []
    for index in 0...root where reached[index] && index != root && parents[index] > 1 && lengths[index] >= 8 {
      // A sign stays with what it stands before, and a typed bracket with its content.
      if form(index) == .negative || form(index) == .group { continue }
      order.append(index)
      named[index] = order.count
    }
    guard !order.isEmpty else { return result }
    var shared = DisplayTree()
    var copied = [Int](repeating: -1, count: root + 1)
    var values: [Int] = []
    for index in 0...root where reached[index] {
      let own = shared.add(form(index), children(index).map { copied[$0] })
      if let number = named[index] {
        values.append(own)
        copied[index] = shared.add(.symbol("\(prefix)\(number)"))
      } else {
        copied[index] = own
      }
    }
    shared.add(.definitions(order.indices.map { "\(prefix)\($0 + 1)" }), [copied[root]] + values)
    return shared
  }

  /// Letters that no symbol of the display begins with, followed by a digit.
  private func freePrefix(through root: Int) -> String {
    var taken = Set<String>()
    for index in 0...root {
      guard case .symbol(let name) = form(index) else { continue }
      let stem = name.prefix { !$0.isASCII || !$0.isNumber }
      if stem.count < name.count { taken.insert(String(stem)) }
    }
    var prefix = "t"
    while taken.contains(prefix) { prefix += "t" }
    return prefix
  }
}
