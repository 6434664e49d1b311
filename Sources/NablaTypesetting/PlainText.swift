// Plain text in the language of the grammar: what is printed parses back to the same node.

import NablaExpressions

/// Prints entries of a display tree as text, one after the other; what is shared is printed once and then copied.
package struct PlainText {
  package private(set) var output: [UInt8] = []
  private var frames: [Frame] = []
  /// By entry: where its text stands in the output; empty where it was not printed yet.
  private var known: [Range<Int>] = []
  /// By text of the tree: how it is written as a name.
  private var spellings: [Spelling] = []
  private let maximumLength: Int
  private let watch: DisplayWatch
  /// Names of verbs, which are no symbols without quotes.
  private let verbs: Set<String>

  private enum Spelling: UInt8 { case unknown, plain, plainSymbol, quoted }

  /// An entry being printed.
  private struct Frame {
    let entry: Int
    var next: Int
    let start: Int
    let isBracketed: Bool
  }

  // How tightly a form binds.
  private static let orLevel = 1
  private static let andLevel = 2
  private static let relationLevel = 3
  private static let sumLevel = 4
  private static let productLevel = 5
  private static let powerLevel = 7
  private static let atomLevel = 9

  package init(verbs: Set<String>, maximumLength: Int = 1 << 30, watch: DisplayWatch = DisplayWatch()) {
    self.verbs = verbs
    self.maximumLength = maximumLength
    self.watch = watch
  }

  /// The text of an entry. Linear in its length; throws `limit` for a text longer than `maximumLength`.
  package static func print(
    _ tree: DisplayTree, _ root: Int, verbs: Set<String>, maximumLength: Int = 1 << 30,
    watch: DisplayWatch = DisplayWatch()
  ) throws(NablaError) -> String {
    var printer = PlainText(verbs: verbs, maximumLength: maximumLength, watch: watch)
    return try printer.text(tree, root)
  }

  /// The text of an entry of a tree, always the same one, which may have grown.
  package mutating func text(_ tree: DisplayTree, _ root: Int) throws(NablaError) -> String {
    // What was printed is kept, to be copied, as long as it is not very much.
    if output.count > 1 << 26 {
      output.removeAll()
      known.removeAll()
    }
    let start = output.count
    try append(tree, root)
    return output.withUnsafeBufferPointer { String(decoding: $0[start...], as: UTF8.self) }
  }

  private mutating func append(_ tree: DisplayTree, _ root: Int) throws(NablaError) {
    for _ in known.count..<max(known.count, tree.entries.count) { known.append(0..<0) }
    let limit = output.count + maximumLength
    begin(tree, root, 0)
    while let frame = frames.last {
      try watch.check()
      if output.count > limit {
        throw NablaError(
          .limit, "as text this would have more than \(maximumLength) characters; ask for the form `graph`")
      }
      if frame.next < tree.childCount(frame.entry) {
        frames[frames.count - 1].next += 1
        child(tree, frame.entry, frame.next)
      } else {
        frames.removeLast()
        close(tree.form(frame.entry))
        known[frame.entry] = frame.start..<output.count
        if frame.isBracketed { byte(")") }
      }
    }
    if output.count > limit {
      throw NablaError(
        .limit, "as text this would have more than \(maximumLength) characters; ask for the form `graph`")
    }
  }

  @inline(__always)
  private mutating func byte(_ character: Unicode.Scalar) { output.append(UInt8(ascii: character)) }

  private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

  /// A name as it is read back: between back quotes where it is none of the grammar or has another meaning there.
  private mutating func write(name: DisplayText, of tree: DisplayTree, isApplied: Bool = false) {
    let index = Int(name.index)
    while spellings.count <= index { spellings.append(.unknown) }
    if spellings[index] == .unknown {
      let plain = tree.string(name)
      spellings[index] =
        NameText.function(plain, verbs: verbs) == plain
        ? .plain : NameText.symbol(plain, verbs: verbs) == plain ? .plainSymbol : .quoted
    }
    if spellings[index] == .plain || spellings[index] == .plainSymbol && !isApplied {
      output.append(contentsOf: tree.utf8(name))
    } else {
      write(NameText.quoted(tree.string(name)))
    }
  }

  private mutating func copy(_ range: Range<Int>) {
    if range.count <= 24 {
      for place in range { output.append(output[place]) }
    } else {
      let part = Array(output[range])
      output.append(contentsOf: part)
    }
  }

  /// Prints a leaf, or what was printed before, and otherwise opens an entry; in brackets if it binds looser than asked.
  private mutating func begin(_ tree: DisplayTree, _ index: Int, _ asked: Int) {
    let form = tree.form(index)
    switch form {
    case .number(let text): output.append(contentsOf: tree.utf8(text))
    case .symbol(let text): write(name: text, of: tree)
    case .constant(let constant): write(constant.name)
    default:
      let isBracketed = PlainText.level(form) < asked
      if isBracketed { byte("(") }
      if !known[index].isEmpty {
        copy(known[index])
        if isBracketed { byte(")") }
        return
      }
      frames.append(Frame(entry: index, next: 0, start: output.count, isBracketed: isBracketed))
      open(tree, form, index)
    }
  }

  private static func level(_ form: DisplayForm) -> Int {
    switch form {
    case .definitions: return 0
    case .or: return orLevel
    case .and: return andLevel
    case .relation: return relationLevel
    case .sum, .negative: return sumLevel
    case .product, .fraction: return productLevel
    case .power: return powerLevel
    case .factorial: return powerLevel + 1
    case .number, .symbol, .constant, .squareRoot, .call, .application, .verb, .conditional, .vector, .group:
      return atomLevel
    }
  }

  // MARK: What stands before, between and behind the children

  private mutating func open(_ tree: DisplayTree, _ form: DisplayForm, _ index: Int) {
    switch form {
    case .negative: byte("-")
    case .squareRoot: write("sqrt(")
    case .call(let function):
      write(Catalogue.row(function).name)
      byte("(")
    case .application(let name, let positions):
      let positions = tree.numbers(positions)
      if tree.childCount(index) == 1 && positions.count <= 3 {
        write(name: name, of: tree, isApplied: true)
        for _ in positions { byte("'") }
      } else if positions.isEmpty {
        write(name: name, of: tree, isApplied: true)
      } else {
        write("D[\(positions.map(String.init).joined(separator: ", "))](")
        write(name: name, of: tree, isApplied: true)
        byte(")")
      }
      byte("(")
    case .verb(let name, _):
      output.append(contentsOf: tree.utf8(name))
      byte("(")
    case .conditional: write("if(")
    case .vector: byte("[")
    case .group: byte("(")
    case .number, .symbol, .constant, .sum, .product, .fraction, .power, .relation, .and, .or, .factorial,
      .definitions:
      break
    }
  }

  private mutating func close(_ form: DisplayForm) {
    switch form {
    case .squareRoot, .call, .application, .verb, .conditional, .group: byte(")")
    case .vector: byte("]")
    case .factorial: byte("!")
    case .number, .symbol, .constant, .negative, .sum, .product, .fraction, .power, .relation, .and, .or,
      .definitions:
      break
    }
  }

  private mutating func comma() {
    byte(",")
    byte(" ")
  }

  /// What stands before a child, and the child.
  private mutating func child(_ tree: DisplayTree, _ index: Int, _ place: Int) {
    var child = tree.child(index, place)
    let level: Int
    switch tree.form(index) {
    case .sum:
      if let inner = tree.opposite(child) {
        write(place == 0 ? "-" : " - ")
        child = inner
      } else if place > 0 {
        write(" + ")
      }
      level = PlainText.productLevel
    case .negative: level = PlainText.productLevel
    case .product:
      if place > 0 { byte("*") }
      level = PlainText.powerLevel
    case .fraction:
      if place > 0 { byte("/") }
      level = place > 0 ? PlainText.powerLevel : PlainText.productLevel
    case .power:
      if place > 0 { byte("^") }
      level = PlainText.atomLevel
    case .factorial: level = PlainText.powerLevel + 1
    case .relation(let list):
      if place > 0 {
        let sign = tree.sign(list, place - 1)
        write(sign == .equal ? " == " : " \(sign.text) ")
      }
      level = PlainText.sumLevel
    case .and:
      if place > 0 { write(" and ") }
      level = PlainText.relationLevel
    case .or:
      if place > 0 { write(" or ") }
      level = PlainText.andLevel
    case .definitions(let names):
      if place > 0 {
        write(place == 1 ? " where " : ", ")
        write(name: tree.text(names, place - 1), of: tree)
        write(" = ")
      }
      level = 0
    case .squareRoot, .call, .application, .verb, .conditional, .vector:
      if place > 0 { comma() }
      level = 0
    case .group, .number, .symbol, .constant: level = 0
    }
    begin(tree, child, level)
  }
}
