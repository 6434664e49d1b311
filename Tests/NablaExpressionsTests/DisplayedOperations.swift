// The size of an expression as a reader counts it, counted in the printed form itself: the referee of costs.

import Nabla
import NablaExpressions

extension DisplayTree {
  /// Operations under some entries, each distinct one once: a sum or product of n has n − 1, a − b, a/b, −a, a power and
  /// a call one each.
  func operationCount(under roots: [Int]) -> Int {
    guard let highest = roots.max() else { return 0 }
    var reached = [Bool](repeating: false, count: highest + 1)
    for root in roots { reached[root] = true }
    for index in stride(from: highest, through: 0, by: -1) where reached[index] {
      forEachChild(index) { reached[$0] = true }
    }
    // Entries may repeat: equal ones are counted once.
    struct Key: Hashable {
      let form: DisplayForm
      let children: [Int]
    }
    var numbers: [Key: Int] = [:]
    var classes = [Int](repeating: 0, count: highest + 1)
    var total = 0
    for index in 0...highest where reached[index] {
      let key = Key(form: form(index), children: children(index).map { classes[$0] })
      if let known = numbers[key] {
        classes[index] = known
        continue
      }
      numbers[key] = numbers.count
      classes[index] = numbers.count - 1
      total += ownOperations(index)
    }
    return total
  }

  private func isNumber(_ index: Int) -> Bool {
    if case .number = form(index) { return true }
    return false
  }

  private func ownOperations(_ index: Int) -> Int {
    let children = children(index)
    switch form(index) {
    case .number, .symbol, .constant, .group, .vector, .definitions: return 0
    case .negative: return children.contains(where: isNumber) ? 0 : 1
    case .sum:
      // A difference is one operation: the sign of a later term is not another.
      let subtracted = children.dropFirst().count { form($0) == .negative && ownOperations($0) == 1 }
      return children.count - 1 - subtracted
    case .fraction: return children.allSatisfy(isNumber) ? 0 : 1
    case .product, .relation, .and, .or: return max(0, children.count - 1)
    case .power, .squareRoot, .call, .application, .verb, .conditional, .factorial: return 1
    }
  }
}

extension Expr {
  /// The operations of the printed form of some expressions of one store.
  static func displayedOperations(_ expressions: [Expr]) throws -> Int {
    guard let store = expressions.first(where: { $0.node.isStored })?.store else { return 0 }
    var options = DisplayOptions()
    options.abbreviatesFrom = .max
    var display = Displayer(try DisplaySource(store, expressions.map(\.node), options))
    var roots: [Int] = []
    for expression in expressions {
      if case .plain(let root) = try display.display([expression.node]) { roots.append(root) }
    }
    return display.tree.operationCount(under: roots)
  }
}
