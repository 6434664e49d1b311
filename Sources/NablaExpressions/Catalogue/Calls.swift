// A function of the catalogue applied to its arguments.

import NablaNumbers

extension Builder {
  /// A function of the catalogue applied to its arguments, in automatic form.
  package func call(_ function: FunctionID, _ arguments: [NodeID]) -> NodeID {
    let row = Catalogue.row(function)
    if let rewritten = row.rewrite?(self, arguments) { return rewritten }
    if let period = row.period, let within = withoutPeriods(arguments[0], period) { return call(function, [within]) }
    if let inverse = row.inverse, let argument = argument(of: arguments[0], if: inverse) {
      if !Catalogue.row(inverse).isTotal { recordDefined(arguments[0], by: .inverseFunction) }
      return argument
    }
    var numbers: [Rational] = []
    for argument in arguments {
      guard let number = value(argument) else { break }
      numbers.append(number)
    }
    if numbers.count == arguments.count, let exact = row.exactValue(numbers) { return number(exact) }
    // An even function does not see the sign.
    if row.parity == .even, let u = argument(of: arguments[0], if: .abs) { return call(function, [u]) }
    // Signs are drawn out of numbers and products, never out of a sum.
    if row.parity != .neither, drawsSign(arguments[0]) {
      let positive = call(function, [negate(arguments[0])])
      return row.parity == .even ? positive : negate(positive)
    }
    return intern(.call, function: function.rawValue, arguments)
  }

  func drawsSign(_ id: NodeID) -> Bool {
    if let number = value(id) { return number.isNegative }
    guard store.isOperation(id, .product) else { return false }
    return value(store.operands(id)[0])?.isNegative ?? false
  }

  /// r where a node is r·π with a rational r.
  func multipleOfPi(_ id: NodeID) -> Rational? {
    if id == .pi { return Rational(1) }
    let (coefficient, term) = splitCoefficient(id)
    return term == .pi ? value(coefficient) : nil
  }
}
