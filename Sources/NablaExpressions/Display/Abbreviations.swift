// Long displays of shared graphs: parts that occur more than once get names, so that text stays linear in the nodes.

import NablaContainers

/// Which nodes under some roots get names, decided in the graph by sizes and numbers of parents.
struct Abbreviations {
  /// By rank: what stands for the node.
  enum Name {
    case none
    /// A name made for this display.
    case new
    /// A name that the reader knows.
    case known(String)
  }

  private(set) var names: [Name]
  private(set) var reached: [Bool]
  /// The ranks of what is reached, operands first.
  private(set) var order: [Int] = []
  /// By rank: sums and products that are written as another one and what is new.
  private(set) var extensions: [Int: DisplayExtension] = [:]
  /// Characters that the names save.
  private(set) var saving = 0
  /// About how long the text with names is.
  private(set) var length = 0

  /// What a use of a new name and its definition cost, beside the value.
  private static let useLength = 3
  private static let definitionLength = 8
  /// Chunks of long sums and products that several have in common get names from this length on.
  private static let chunkLength = 40

  /// Names what is worth it: every use saves characters, at least `minimumSaving` in all for each name. With `sharing`,
  /// products are written by what they have in common where the graph tells that.
  init(
    _ graph: DisplayGraph, _ roots: [NodeID], known: [NodeID: String], minimumSaving: Int, sharing: Bool
  ) throws(NablaError) {
    let ids = graph.nodes.ids
    names = [Name](repeating: .none, count: ids.count)
    reached = [Bool](repeating: false, count: ids.count)
    var uses = [Int](repeating: 0, count: ids.count)
    var isRoot = [Bool](repeating: false, count: ids.count)
    for root in roots {
      guard let rank = graph.nodes.rank(root) else { continue }
      uses[rank] += 1
      (isRoot[rank], reached[rank]) = (true, true)
    }
    let extended = try DisplayExtensions(
      graph, graph.reachable(from: roots, sharing: sharing), sharing: sharing)
    (order, extensions) = (extended.order, extended.found)
    var isBase = [Bool](repeating: false, count: ids.count)
    // Of chunks of terms, which are not displayed themselves: how many sums they belong to.
    var shares = [Int](repeating: 0, count: ids.count)
    let ceiling = DisplayGraph.longest
    for rank in order.reversed() where reached[rank] || shares[rank] > 0 {
      try graph.watch.check()
      let id = ids[rank]
      if shares[rank] > 1, graph.lengths[rank] >= Abbreviations.chunkLength {
        // All that it is a part of were met before.
        uses[rank] = min(ceiling, uses[rank] + shares[rank])
        shares[rank] = 0
        (isBase[rank], reached[rank]) = (true, true)
      }
      if reached[rank], !isRoot[rank], let name = known[id], graph.lengths[rank] > name.utf8.count + 4 {
        names[rank] = .known(name)
        if shares[rank] == 0 { continue }
      }
      let isNamed: Bool
      if case .known = names[rank] { isNamed = true } else { isNamed = false }
      var own = min(ceiling, (reached[rank] && !isNamed ? 1 : 0) + shares[rank])
      if own > shares[rank], let extended = extensions[rank] {
        own = shares[rank]
        graph.forEachOperand(of: extended) { operand in
          guard let rank = graph.nodes.rank(operand) else { return }
          uses[rank] = min(ceiling, uses[rank] + 1)
          reached[rank] = true
          if operand == extended.base { isBase[rank] = true }
        }
        if own == 0 { continue }
      }
      graph.forEachOperand(id) { operand, isChunk in
        guard let rank = graph.nodes.rank(operand) else { return }
        if isChunk {
          shares[rank] = min(ceiling, shares[rank] + own)
        } else {
          uses[rank] = min(ceiling, uses[rank] + own)
          reached[rank] = true
        }
      }
    }
    // Lengths with the names put in, children first.
    var lengths = graph.lengths
    for rank in order where reached[rank] || shares[rank] > 0 {
      try graph.watch.check()
      func lengthNow(_ operand: NodeID) -> Int {
        graph.nodes.rank(operand).map { lengths[$0] } ?? graph.length(operand)
      }
      var own = graph.overheads[rank]
      if reached[rank], shares[rank] == 0, let extended = extensions[rank] {
        own = 0
        graph.forEachOperand(of: extended) { own = min(ceiling, own + lengthNow($0) + 2) }
      } else {
        graph.forEachOperand(ids[rank]) { operand, _ in own = min(ceiling, own + lengthNow(operand)) }
      }
      lengths[rank] = own
      guard reached[rank] else { continue }
      if case .known(let name) = names[rank] {
        lengths[rank] = name.utf8.count
        continue
      }
      if !isBase[rank] && (uses[rank] < 2 || graph.isNumberOrRelation(ids[rank])) { continue }
      let gain = (uses[rank] - 1) * own - uses[rank] * Abbreviations.useLength - Abbreviations.definitionLength
      guard gain >= minimumSaving || isBase[rank] else { continue }
      names[rank] = .new
      lengths[rank] = Abbreviations.useLength
      length = min(ceiling, length + own + Abbreviations.definitionLength)
    }
    var (full, short) = (0, length)
    for root in roots {
      full = min(ceiling, full + graph.length(root))
      short = min(ceiling, short + (graph.nodes.rank(root).map { lengths[$0] } ?? 1))
    }
    length = short
    saving = full - short
  }
}

extension DisplayGraph {
  /// Calls a closure with the base of an extension, and with what is new in it.
  func forEachOperand(of extended: DisplayExtension, _ body: (NodeID) -> Void) {
    body(extended.base)
    for (first, second) in extended.rest {
      // One is a term or base, the other a coefficient or exponent.
      body(first)
      body(second)
    }
  }

  /// By rank: what is displayed under some roots; with `sharing` also what long products are written by.
  func reachable(from roots: [NodeID], sharing: Bool) -> [Bool] {
    var reached = [Bool](repeating: false, count: nodes.ids.count)
    var pending = Stack<Int>()
    func reach(_ id: NodeID) {
      guard let rank = nodes.rank(id), !reached[rank] else { return }
      reached[rank] = true
      pending.append(rank)
    }
    for root in roots { reach(root) }
    while let rank = pending.last {
      pending.removeLast()
      let id = nodes.ids[rank]
      if sharing, let extended = productExtensions[id] { reach(extended.base) }
      forEachOperand(id) { operand, _ in reach(operand) }
    }
    return reached
  }

  /// Numbers are not named, and relations cannot be.
  func isNumberOrRelation(_ id: NodeID) -> Bool {
    guard let operation = store.operation(id) else { return true }
    switch operation {
    case .sum, .product, .power, .call, .application, .declared, .ifElse: return false
    case .number, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable, .domainRequirement,
      .kinkRequirement, .guarded, .both:
      return true
    }
  }
}
