// Displays of the roots of a source: written out, or with names for what is shared.

import NablaContainers

/// Makes display trees of the roots of one source, one after the other.
package struct Displayer {
  package let source: DisplaySource
  /// The entries of what is written out, shared by all displays.
  private var shared: DisplayBuilder
  private var graph: DisplayGraph { source.graph }

  package init(_ source: DisplaySource) {
    self.source = source
    shared = DisplayBuilder(source)
  }

  /// What was displayed.
  package enum Displayed {
    /// An entry of the displayer's own tree.
    case plain(Int)
    /// A tree with names, of its own.
    case abbreviated(DisplayTree)
  }

  /// The tree of what is written out.
  package var tree: DisplayTree { _read { yield shared.tree } }

  /// A display of some of the roots: `assemble` makes one entry of theirs. Names are used where the options say so.
  package mutating func display(
    _ roots: [NodeID], _ assemble: (inout DisplayTree, [Int]) -> Int = { $1[0] }
  ) throws(NablaError) -> Displayed {
    let options = source.options
    var full = 0
    for root in roots { full = min(DisplayGraph.longest, full + graph.length(root)) }
    if full > options.abbreviatesFrom {
      let all = options.names()
      let known = all.filter { !source.order.names.has($0.value) }
      let minimum = full > DisplayOptions.longText ? 1 : 8
      var abbreviations = try Abbreviations(graph, roots, known: known, minimumSaving: minimum, sharing: false)
      if !graph.productExtensions.isEmpty {
        let sharing = try Abbreviations(graph, roots, known: known, minimumSaving: minimum, sharing: true)
        if sharing.length < abbreviations.length { abbreviations = sharing }
      }
      if abbreviations.saving >= min(options.abbreviatesFrom, 1000) {
        return .abbreviated(try abbreviated(roots, abbreviations, Set(all.values), assemble))
      }
    }
    try shared.makeAll(under: roots)
    return .plain(assemble(&shared.tree, roots.map { shared.display($0) }))
  }

  private func abbreviated(
    _ roots: [NodeID], _ abbreviations: Abbreviations, _ taken: Set<String>,
    _ assemble: (inout DisplayTree, [Int]) -> Int
  ) throws(NablaError) -> DisplayTree {
    var builder = DisplayBuilder(source)
    /// The values of new names, and the texts of these.
    var values: [(text: DisplayText, entry: Int)] = []
    var places: [DisplayText: Int] = [:]
    for rank in abbreviations.order where abbreviations.reached[rank] {
      switch abbreviations.names[rank] {
      case .known(let name): builder.stand(builder.tree.symbol(name), for: rank)
      case .none: try builder.make(rank, abbreviations.extensions[rank])
      case .new:
        let own = try builder.make(rank, abbreviations.extensions[rank])
        let text = builder.tree.newText("")
        places[text] = values.count
        values.append((text, own))
        builder.stand(builder.tree.add(.symbol(text)), for: rank)
      }
    }
    let root = assemble(&builder.tree, roots.map { builder.display($0) })
    // Names in the order in which a reader meets their values, each after those that it needs.
    var order: [Int] = []
    var visited = [Bool](repeating: false, count: builder.tree.entries.count)
    visited[root] = true
    var stack: [(entry: Int, next: Int, value: Int)] = []
    func place(_ entry: Int) -> Int? {
      if case .symbol(let text) = builder.tree.form(entry) { return places[text] }
      return nil
    }
    // A component that stands alone may be nothing but a name.
    stack.append(place(root).map { (values[$0].entry, 0, $0) } ?? (root, 0, -1))
    while let top = stack.last {
      if top.next < builder.tree.childCount(top.entry) {
        stack[stack.count - 1].next += 1
        let child = builder.tree.child(top.entry, top.next)
        if visited[child] { continue }
        visited[child] = true
        stack.append(place(child).map { (values[$0].entry, 0, $0) } ?? (child, 0, -1))
      } else {
        stack.removeLast()
        if top.value >= 0 { order.append(top.value) }
      }
    }
    let prefix = freePrefix(builder.tree, taken, order.count)
    for (number, place) in order.enumerated() { builder.tree.set(values[place].text, "\(prefix)_\(number + 1)") }
    if order.isEmpty {
      builder.tree.root = root
    } else {
      let names = builder.tree.list(order.map { values[$0].text })
      builder.tree.add(.definitions(names), [root] + order.map { values[$0].entry })
    }
    return builder.tree
  }

  /// A letter that with a number is no name of the display, nor one that the reader has given or typed.
  private func freePrefix(_ tree: DisplayTree, _ known: Set<String>, _ count: Int) -> String {
    var taken = known
    for index in 0..<tree.textCount { taken.insert(tree.string(DisplayText(index: Int32(index)))) }
    var letters = 1
    while true {
      for letter in "huvwpqst" {
        let prefix = String(repeating: letter, count: letters)
        let isFree = (1...max(1, count)).allSatisfy { number in
          let name = "\(prefix)_\(number)"
          return !taken.contains(name) && source.options.symbolPlaces[name] == nil
        }
        if isFree { return prefix }
      }
      letters += 1
    }
  }
}

extension DisplayBuilder {
  /// The entries of all nodes under some roots: afterwards `display` tells those of the roots.
  mutating func makeAll(under roots: [NodeID]) throws(NablaError) {
    var pending = Stack<NodeID>()
    // Children have smaller ids, but here only a few roots of many may be asked for: depth first, nodes on the way
    // twice on the stack at most.
    for root in roots where !isMade(root) { pending.append(root) }
    while let id = pending.last {
      if isMade(id) {
        pending.removeLast()
        continue
      }
      let before = pending.count
      graph.forEachChild(id) { child in if !isMade(child) { pending.append(child) } }
      if pending.count == before {
        pending.removeLast()
        if let rank = graph.nodes.rank(id) { try make(rank) }
      }
    }
  }

  private func isMade(_ id: NodeID) -> Bool { graph.nodes.rank(id).map { made[$0] >= 0 } ?? true }
}
