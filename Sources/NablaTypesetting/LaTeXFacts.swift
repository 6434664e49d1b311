// What the typesetting of an entry depends on further down, found once a tree, children first.

import NablaExpressions

/// By entry of a tree.
struct LaTeXFacts {
  /// Taller than a line, so that brackets around it have to grow.
  private(set) var tall: [Bool]
  /// Whether something is raised or divided in it: in an exponent, that makes the base tall.
  private(set) var stacks: [Bool]
  /// Holds a fraction that is set upright.
  private(set) var divides: [Bool]
  private(set) var startsWithDigit: [Bool]
  /// Whether it stands in more than one place.
  private(set) var isShared: [Bool]
  /// Whether functions have brackets around arguments that need none: one that is followed by a factor does, and a
  /// formula writes all of them one way.
  private(set) var bracketsFunctions = false

  init(_ tree: DisplayTree, _ root: Int, _ watch: DisplayWatch) throws(NablaError) {
    let count = min(root + 1, tree.entries.count)
    tall = [Bool](repeating: false, count: count)
    stacks = tall
    divides = tall
    startsWithDigit = tall
    isShared = tall
    var isSeen = tall
    for index in 0..<count {
      try watch.check()
      var (anyTall, anyStacks, anyDivides) = (false, false, false)
      tree.forEachChild(index) { child in
        if isSeen[child] { isShared[child] = true }
        isSeen[child] = true
        anyTall = anyTall || tall[child]
        anyStacks = anyStacks || stacks[child]
        anyDivides = anyDivides || divides[child]
      }
      switch tree.form(index) {
      case .number: startsWithDigit[index] = true
      case .symbol, .constant: break
      case .fraction:
        (tall[index], stacks[index], divides[index], startsWithDigit[index]) = (true, true, true, true)
      case .conditional, .vector: (tall[index], stacks[index], divides[index]) = (true, true, anyDivides)
      case .verb: (tall[index], stacks[index], divides[index]) = (true, true, true)
      case .power:
        let (base, exponent) = (tree.child(index, 0), tree.child(index, 1))
        tall[index] = tall[base] || stacks[exponent]
        stacks[index] = true
        divides[index] = divides[base]
        startsWithDigit[index] = startsWithDigit[base]
      case .product:
        let children = tree.childCount(index)
        startsWithDigit[index] = children > 0 && startsWithDigit[tree.child(index, 0)]
        (tall[index], stacks[index], divides[index]) = (anyTall, anyStacks, anyDivides)
        var place = 0
        while place + 1 < children && !bracketsFunctions {
          let (this, next) = (tree.child(index, place), tree.child(index, place + 1))
          if LaTeX.hasBareArgument(tree, this), !LaTeX.isFunction(tree, next) { bracketsFunctions = true }
          place += 1
        }
      case .call(let function):
        if case .exponential = Catalogue.row(function).latex {
          (tall[index], stacks[index]) = (anyStacks, true)
        } else {
          (tall[index], stacks[index], divides[index]) = (anyTall, anyStacks, anyDivides)
        }
      case .negative, .sum, .squareRoot, .application, .relation, .and, .or, .group, .factorial, .definitions:
        (tall[index], stacks[index], divides[index]) = (anyTall, anyStacks, anyDivides)
      }
    }
  }
}
