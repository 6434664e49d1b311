// How strongly what is set binds, and where a function needs no brackets around its argument.

import NablaExpressions

extension LaTeX {
  static let orLevel = 1
  static let andLevel = 2
  static let relationLevel = 3
  static let sumLevel = 4
  static let productLevel = 5
  static let factorLevel = 6
  static let powerLevel = 7
  static let functionLevel = 8
  static let atomLevel = 9

  func level(_ index: Int, _ style: Style, _ asked: Int) -> Int {
    switch tree.form(index) {
    case .definitions: return 0
    case .or: return LaTeX.orLevel
    case .and: return LaTeX.andLevel
    case .relation: return LaTeX.relationLevel
    case .sum, .negative: return LaTeX.sumLevel
    case .product: return LaTeX.productLevel
    case .fraction: return style.contains(.raised) ? LaTeX.productLevel : LaTeX.factorLevel
    case .conditional:
      guard asked > 0, let indicator = indicator(index) else { return 0 }
      return indicator.value == nil ? LaTeX.atomLevel : LaTeX.productLevel
    case .power:
      if LaTeX.isFunctionPower(tree, index) { return LaTeX.functionLevel - 1 }
      return LaTeX.rootPower(tree, index) == nil ? LaTeX.powerLevel : LaTeX.atomLevel
    case .verb(_, let head): return head == .derivative ? LaTeX.productLevel : LaTeX.factorLevel
    case .factorial: return LaTeX.powerLevel
    case .application(_, let positions):
      let isPartial = !tree.numbers(positions).isEmpty && tree.childCount(index) > 1
      return isPartial ? LaTeX.powerLevel : LaTeX.atomLevel
    case .call(let function):
      switch Catalogue.row(function).latex {
      case .command: return tree.childCount(index) > 1 && function != .log ? LaTeX.atomLevel : LaTeX.functionLevel
      case .exponential: return LaTeX.powerLevel
      case .operatorName, .symbol, .indexed, .squareRoot, .cubeRoot, .absoluteValue, .floor: return LaTeX.atomLevel
      }
    case .number, .symbol, .constant, .squareRoot, .vector, .group: return LaTeX.atomLevel
    }
  }

  /// sin(x)^2 is set as \sin^{2}.
  static func isFunctionPower(_ tree: DisplayTree, _ index: Int) -> Bool {
    guard tree.form(index) == .power, case .number = tree.form(tree.child(index, 1)),
      case .call(let function) = tree.form(tree.child(index, 0))
    else { return false }
    switch Catalogue.row(function).latex {
    case .command: return tree.childCount(tree.child(index, 0)) == 1
    case .operatorName, .symbol, .indexed, .exponential, .squareRoot, .cubeRoot, .absoluteValue, .floor: return false
    }
  }

  /// What is under the root of which a power is the power: the exponent is set under the root as well.
  static func rootPower(_ tree: DisplayTree, _ index: Int) -> (isCube: Bool, base: Int)? {
    guard tree.form(index) == .power, case .number(let digits) = tree.form(tree.child(index, 1)) else { return nil }
    let base = tree.child(index, 0)
    switch tree.form(base) {
    // As it was typed, sqrt(x)^2 is no square root of x^2: it has no value for negative x.
    case .squareRoot where !tree.isTyped || tree.string(digits).last.map { "13579".contains($0) } ?? false:
      return (false, tree.child(base, 0))
    case .call(.cbrt): return (true, tree.child(base, 0))
    default: return nil
    }
  }

  /// Whether an entry begins with the command of a function.
  static func isFunction(_ tree: DisplayTree, _ index: Int) -> Bool {
    guard case .call(let function) = tree.form(index) else { return isFunctionPower(tree, index) }
    switch Catalogue.row(function).latex {
    // The logistic function is set as the letter σ.
    case .command, .operatorName: return function != .sigmoid
    // Behind \sin x a letter before a parenthesis could be part of the argument.
    case .symbol, .indexed, .exponential, .squareRoot, .cubeRoot, .absoluteValue, .floor: return false
    }
  }

  /// Whether an entry ends in an argument without brackets: \sin x, and \sin^{2} x.
  static func hasBareArgument(_ tree: DisplayTree, _ index: Int) -> Bool {
    let call = isFunctionPower(tree, index) ? tree.child(index, 0) : index
    guard case .call(let function) = tree.form(call), case .command = Catalogue.row(function).latex else {
      return false
    }
    let count = tree.childCount(call)
    guard count == 1 || function == .log && count == 2 else { return false }
    return isBare(tree, tree.child(call, count - 1))
  }

  /// \sin x needs no brackets, \sin(x + 1) does.
  static func isBare(_ tree: DisplayTree, _ argument: Int) -> Bool {
    switch tree.form(argument) {
    case .symbol, .constant, .number, .group: return true
    case .negative, .sum, .product, .fraction, .power, .squareRoot, .call, .application, .verb, .relation, .and, .or,
      .conditional, .vector, .factorial, .definitions:
      return false
    }
  }
}
