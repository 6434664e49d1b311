// Derivatives of higher order of products with many factors, by the rule of Leibniz on halves of them.

import NablaExpressions
import NablaNumbers

extension Builder {
  /// The derivatives of orders 1 to `order`, where products occur whose repeated product rule would have too many terms;
  /// nil where there are none.
  ///
  /// A product of n factors has as many terms in its k-th derivative as there are ways to put k marks on n factors. Cut in
  /// halves, and these in halves, with all derivatives up to the k-th of each half kept, it takes n·k² products in all.
  /// Meanwhile such a product stands in the rest of the formula as an undefined function of the variable.
  func leibnizDerivatives(
    of root: NodeID, by variable: NodeID, order: Int
  ) throws(NablaError) -> [NodeID]? {
    guard order >= 2, order <= 64 else { return nil }
    return try withoutRecording { () throws(NablaError) in
      var products = try WideProducts(self, root, variable, order)
      return products.isEmpty ? nil : try products.derivatives()
    }
  }
}

private struct WideProducts {
  private let builder: Builder
  private let store: Store
  private let root: NodeID
  private let variable: NodeID
  private let order: Int
  private let reachable: ReachableNodes
  private let name: NodeID
  /// The wide products, by rank.
  private var isWide: [Bool]
  /// By rank: the node with undefined functions in the place of wide products.
  private var image: [NodeID]
  /// By the number of a wide product: its derivatives of orders 0 to `order`.
  private var jets: [[NodeID]] = []

  private(set) var isEmpty = true

  /// More terms than this are too many for one product.
  private static var mostTerms: Int { 4096 }

  init(_ builder: Builder, _ root: NodeID, _ variable: NodeID, _ order: Int) throws(NablaError) {
    self.builder = builder
    self.root = root
    self.variable = variable
    self.order = order
    store = builder.store
    reachable = ReachableNodes(store, [root])
    // No name that can be typed.
    name = NameTable.shared.intern("\u{0}product") ?? variable
    isWide = [Bool](repeating: false, count: reachable.ids.count)
    image = reachable.ids
    var depends = isWide
    var isPart = isWide
    for (rank, id) in reachable.ids.enumerated() {
      try builder.check()
      let operands = store.operands(id)
      for operand in operands where operand == variable || reachable.rank(operand).map({ depends[$0] }) ?? false {
        depends[rank] = true
        break
      }
      guard store.isOperation(id, .product), depends[rank] else { continue }
      var count = 0
      store.forEachFactor(id) { base, exponent in
        for part in [base, exponent] where part == variable || reachable.rank(part).map({ depends[$0] }) ?? false {
          count += 1
          break
        }
      }
      if count > 8, WideProducts.terms(count, order) > WideProducts.mostTerms {
        isWide[rank] = true
        isEmpty = false
        // Its chunks are no products of their own.
        if store.isLongProduct(id) {
          for operand in operands { if let part = reachable.rank(operand) { isPart[part] = true } }
        }
      }
    }
    for rank in isPart.indices where isPart[rank] && store.isOperation(reachable.ids[rank], .product) {
      isWide[rank] = false
    }
  }

  /// How many ways there are to put so many marks on so many factors, or more than are wanted.
  private static func terms(_ factors: Int, _ marks: Int) -> Int {
    var total = 1
    for k in 1...marks {
      let (product, overflows) = total.multipliedReportingOverflow(by: factors + k - 1)
      if overflows { return .max }
      total = product / k
      if total > 1 << 40 { return total }
    }
    return total
  }

  mutating func derivatives() throws(NablaError) -> [NodeID] {
    for (rank, id) in reachable.ids.enumerated() {
      try builder.check()
      if isWide[rank] {
        image[rank] = builder.application(name, positions: [], [variable, builder.integer(jets.count)])
        jets.append(try jet(ofProduct: id))
      } else {
        let (reachable, image) = (reachable, image)
        func mapped(_ operand: NodeID) -> NodeID { reachable.rank(operand).map { image[$0] } ?? operand }
        if store.operands(id).contains(where: { mapped($0) != $0 }) { self.image[rank] = builder.rebuild(id, mapped) }
      }
    }
    return Array(try jet(of: reachable.rank(root).map { image[$0] } ?? root).dropFirst())
  }

  /// A node of the formula with undefined functions, and its derivatives, without them.
  private func jet(of node: NodeID) throws(NablaError) -> [NodeID] {
    var derivatives = [node]
    for _ in 0..<order {
      let last = derivatives[derivatives.count - 1]
      let next =
        last == .zero ? .zero : try builder.forwardDerivatives(of: [last], seeds: [variable: .one])[0]
      derivatives.append(next)
    }
    return jets.isEmpty ? derivatives : try resolved(derivatives)
  }

  private func jet(ofProduct id: NodeID) throws(NablaError) -> [NodeID] {
    var factors: [[NodeID]] = []
    var pairs: [(base: NodeID, exponent: NodeID)] = []
    store.forEachFactor(id) { pairs.append(($0, $1)) }
    func mapped(_ operand: NodeID) -> NodeID { reachable.rank(operand).map { image[$0] } ?? operand }
    for (base, exponent) in pairs {
      factors.append(try jet(of: builder.power(mapped(base), mapped(exponent))))
    }
    let coefficient = store.head(of: id)
    // Two neighbours at a time: log n rounds.
    while factors.count > 1 {
      var halves: [[NodeID]] = []
      for k in stride(from: 0, to: factors.count - 1, by: 2) {
        try builder.check()
        halves.append(product(factors[k], factors[k + 1]))
      }
      if factors.count % 2 == 1 { halves.append(factors[factors.count - 1]) }
      factors = halves
    }
    return factors[0].map { builder.scaled(coefficient, $0) }
  }

  /// The derivatives of a product from those of two factors.
  private func product(_ a: [NodeID], _ b: [NodeID]) -> [NodeID] {
    (0...order).map { n in
      var terms: [(coefficient: NodeID, node: NodeID)] = []
      var binomial: Rational = 1
      for k in 0...n {
        if a[k] != .zero && b[n - k] != .zero {
          terms.append((builder.number(binomial), builder.product(a[k], b[n - k])))
        }
        binomial = binomial * Rational(n - k, k + 1)
      }
      return builder.sum(terms)
    }
  }

  /// The nodes with the derivatives of wide products in the places of those of undefined functions.
  private func resolved(_ nodes: [NodeID]) throws(NablaError) -> [NodeID] {
    let reachable = ReachableNodes(store, nodes)
    var image = reachable.ids
    func mapped(_ operand: NodeID) -> NodeID { reachable.rank(operand).map { image[$0] } ?? operand }
    for (rank, id) in reachable.ids.enumerated() {
      try builder.check()
      if store.isOperation(id, .application), store.operands(id)[0] == name {
        let application = store.application(id)
        image[rank] = jets[application.arguments[1].smallInteger][application.positions.count]
      } else if store.operands(id).contains(where: { mapped($0) != $0 }) {
        image[rank] = builder.rebuild(id, mapped)
      }
    }
    return nodes.map(mapped)
  }
}
