// The chain rule of one loss at one point: its links with their slopes as numbers, and what reaches every node.

import NablaCalculus
import NablaEvaluation
import NablaExpressions
import NablaNumbers

/// The graph of a loss with values, local slopes and adjoints at a point. Linear in the nodes of the loss.
///
/// What slopes go to has a place: a node its rank, a variable the number of nodes and its place among the variables.
struct ChainGraph {
  let store: Store
  let root: NodeID
  let nodes: ReachableNodes
  let links: [LocalSlope]
  /// By rank: where the links of a node begin.
  private let first: [Int]
  private let slots: [NodeID: Int]
  /// By rank.
  let values: [Evaluation]
  /// By link.
  let slopes: [Evaluation]
  /// The slopes as numbers of any size; nil where there is none.
  let factors: [ScaledNumber?]
  /// By rank: whether it is part of what is computed at the point, and not of branches that are not taken.
  private(set) var isUsed: [Bool]
  /// By place: whether links whose slope is not 0 for all inputs lead there.
  private(set) var isLinked: [Bool]
  /// By place: the derivative of the loss.
  private(set) var adjoints: [ScaledNumber]
  // By place: the links that lead there.
  private var incomingFirst: [Int]
  private var incoming: [Int]

  init(_ loss: Expr, _ variables: [Expr], _ point: [Expr: Expr]) throws(NablaError) {
    let store = loss.store
    self.store = store
    root = loss.node
    nodes = ReachableNodes(store, [root])
    let links = try store.build { (builder) throws(NablaError) in try builder.localSlopes(of: loss.node) }
    self.links = links
    var slots: [NodeID: Int] = [:]
    for (slot, variable) in variables.enumerated() { slots[variable.node] = slot }
    self.slots = slots

    // What is equal has one value: slopes are mostly few nodes, used often.
    var places: [NodeID: Int] = [:]
    places.reserveCapacity(nodes.ids.count + links.count / 2)
    var asked: [Expr] = []
    asked.reserveCapacity(nodes.ids.count + links.count / 2)
    func place(_ id: NodeID) -> Int {
      if let known = places[id] { return known }
      places[id] = asked.count
      asked.append(Expr(store: store, node: id, condition: .yes))
      return asked.count - 1
    }
    let nodePlaces = nodes.ids.map(place)
    let slopePlaces = links.map { place($0.slope) }
    let found = try Expr.evaluate(asked, at: point)
    values = nodePlaces.map { found[$0] }
    slopes = slopePlaces.map { found[$0] }
    factors = slopes.map { ScaledNumber($0) }

    let count = nodes.ids.count
    var first: [Int] = []
    first.reserveCapacity(count + 1)
    var next = 0
    for id in nodes.ids {
      first.append(next)
      while next < links.count, links[next].node == id { next += 1 }
    }
    first.append(next)
    self.first = first
    isUsed = [Bool](repeating: false, count: count)
    isLinked = [Bool](repeating: false, count: count + variables.count)
    adjoints = [ScaledNumber](repeating: .zero, count: count + variables.count)
    incomingFirst = [Int](repeating: 0, count: count + variables.count + 1)
    incoming = []
    markUsed()
    propagate()
    collectIncoming()
  }

  /// Where slopes of a node go; nil for what is neither a node nor a variable.
  func place(_ id: NodeID) -> Int? {
    if id.isSymbol { return slots[id].map { nodes.ids.count + $0 } }
    return nodes.rank(id)
  }

  func place(ofVariable slot: Int) -> Int { nodes.ids.count + slot }

  func links(ofRank rank: Int) -> Range<Int> { first[rank]..<first[rank + 1] }

  /// The links that lead to a place.
  func incoming(_ place: Int) -> ArraySlice<Int> { incoming[incomingFirst[place]..<incomingFirst[place + 1]] }

  /// Whether the slope of a link is 0 for all inputs.
  func isDead(_ link: Int) -> Bool { links[link].slope == .zero }

  func rank(ofLink link: Int) -> Int { nodes.rank(links[link].node) ?? 0 }

  /// What a link adds to the adjoint of its operand; nil where its slope has no value.
  func contribution(_ link: Int) -> ScaledNumber? {
    let adjoint = adjoints[rank(ofLink: link)]
    if adjoint.isZero { return .zero }
    return factors[link].map { adjoint * $0 }
  }

  /// The value of a node or symbol.
  func expression(_ id: NodeID) -> Expr { Expr(store: store, node: id, condition: .yes) }

  /// Whether a sum has so few terms that each may be looked into.
  func isSmallSum(_ id: NodeID) -> Bool { store.operands(id).count <= 80 && expression(id).isSmall(atMost: 5000) }

  private mutating func markUsed() {
    if let rank = nodes.rank(root) { isUsed[rank] = true }
    for rank in nodes.ids.indices.reversed() where isUsed[rank] {
      let id = nodes.ids[rank]
      let operands = store.operands(id)
      func use(_ operand: NodeID) { if let rank = nodes.rank(operand) { isUsed[rank] = true } }
      if store.isOperation(id, .ifElse), let holds = truth(operands[0]) {
        use(operands[0])
        use(operands[holds ? 1 : 2])
      } else {
        for operand in operands where operand.isStored { use(operand) }
      }
    }
  }

  private func truth(_ id: NodeID) -> Bool? {
    if id == .yes { return true }
    if id == .no { return false }
    return nodes.rank(id).flatMap { values[$0].value }.map { $0 == 1 }
  }

  private mutating func propagate() {
    var sizes = [ScaledNumber](repeating: .zero, count: adjoints.count)
    guard let place = place(root) else { return }
    adjoints[place] = .one
    isLinked[place] = true
    /// Sums that are 0 but for their rounding are 0.
    func settle(_ place: Int) {
      let size = sizes[place]
      if !size.isZero, adjoints[place].magnitude < size * ScaledNumber(1, -44) { adjoints[place] = .zero }
    }
    for rank in nodes.ids.indices.reversed() where isLinked[rank] {
      if rank != place { settle(rank) }
      for link in links(ofRank: rank) where !isDead(link) {
        guard let target = self.place(links[link].operand) else { continue }
        isLinked[target] = true
        guard let part = contribution(link), !part.isZero else { continue }
        adjoints[target] = adjoints[target] + part
        sizes[target] = sizes[target] + part.magnitude
      }
    }
    for target in nodes.ids.count..<adjoints.count where target != place { settle(target) }
  }

  private mutating func collectIncoming() {
    for link in links {
      if let target = place(link.operand) { incomingFirst[target + 1] += 1 }
    }
    for place in 1..<max(1, incomingFirst.count) { incomingFirst[place] += incomingFirst[place - 1] }
    incoming = [Int](repeating: 0, count: incomingFirst.last ?? 0)
    var next = incomingFirst
    for (number, link) in links.enumerated() {
      guard let target = place(link.operand) else { continue }
      incoming[next[target]] = number
      next[target] += 1
    }
  }
}
