// Where doubles do not tell enough: enclosures at rising precision, until they decide what is asked.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// What enclosures found for a root.
enum RaisedValue<Value: Sendable>: Sendable {
  case value(Value, isKink: Bool)
  case none(NoValue)
}

extension PointProblem {
  /// The roots, by number, that enclosures decide; those that no precision decides are left out.
  ///
  /// `next` gives the next precision from the last, and from the least number of correct bits that it gave where all are
  /// decided but for their digits; nil ends. `accept` makes of an enclosure what is asked, or nil where it is too wide.
  func raised<Value: Sendable>(
    _ builder: Builder, _ open: [Int], from first: Int, snaps: Bool,
    next: (_ bits: Int, _ nodes: Int, _ accuracy: Int?) -> Int?, accept: @escaping @Sendable (Ball) -> Value?
  ) throws(NablaError) -> [Int: RaisedValue<Value>] {
    var found: [Int: RaisedValue<Value>] = [:]
    var open = open
    var precision: Int? = first
    let isNeeded = needed(open)
    let count = isNeeded.count(where: { $0 })
    while let bits = precision, !open.isEmpty {
      // Whether this is the last is known before, but for its accuracy.
      let isLast = next(bits, count, nil) == nil
      let slow = bits >= SlowOperations.bits ? SlowOperations(builder) : nil
      var pass = BallPass(
        builder: builder, known: self.pass, isNeeded: needed(open), bits: bits, snaps: snaps && isLast, slow: slow)
      try pass.run()
      var accuracy: Int? = Int.max
      var left: [Int] = []
      for root in open {
        let conditions = ConditionOutcome(roots[root].checks, pass.view)
        if !conditions.isCertain && !isLast {
          accuracy = nil
          left.append(root)
          continue
        }
        if conditions.isUndefined {
          found[root] = RaisedValue.none(.undefined)
          continue
        }
        let enclosure: Ball
        switch pass.value(roots[root].node) {
        case .number(let ball): enclosure = ball
        case .truth(let holds): enclosure = Ball(holds ? 1 : 0)
        case .none(let reason):
          found[root] = RaisedValue.none(reason)
          continue
        case .open:
          accuracy = nil
          left.append(root)
          continue
        }
        // Digits of so many bits take long as well.
        let value: Value?
        if let slow { value = slow.run { accept(enclosure) } ?? nil } else { value = accept(enclosure) }
        if let error = slow?.error { throw error }
        if let value {
          found[root] = .value(value, isKink: conditions.isKink)
        } else {
          accuracy = enclosure.sign == nil ? nil : accuracy.map { min($0, enclosure.accuracyBits) }
          left.append(root)
        }
      }
      open = left
      precision = next(bits, count, accuracy)
    }
    return found
  }

  /// By rank: the nodes that the roots hang on, not looking below what is settled, nor into branches not taken.
  private func needed(_ open: [Int]) -> [Bool] {
    let (store, nodes) = (pass.store, pass.reachable)
    var isNeeded = [Bool](repeating: false, count: nodes.ids.count)
    func need(_ id: NodeID) { if let rank = nodes.rank(id) { isNeeded[rank] = true } }
    for root in open {
      need(roots[root].node)
      for check in roots[root].checks { for node in check.nodes { need(node) } }
    }
    for (rank, id) in nodes.ids.enumerated().reversed() where isNeeded[rank] && !pass.values[rank].isSettled {
      let operands = store.operands(id)
      if store.isOperation(id, .ifElse), case .truth(let holds, isCertain: true) = pass.value(operands[0]) {
        need(operands[0])
        need(operands[holds ? 1 : 2])
      } else {
        for operand in operands where operand.isStored { need(operand) }
      }
    }
    return isNeeded
  }
}
