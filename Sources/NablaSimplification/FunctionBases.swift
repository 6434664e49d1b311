// Functions by others: hyperbolic ones by exponentials or by tanh, tangents by sines, inverse ones by logarithms.

import NablaExpressions
import NablaNumbers

/// The functions in which an expression may be asked for.
package enum FunctionBase: String, CaseIterable, Sendable {
  /// Exponentials for hyperbolic functions, sigmoid and their like.
  case exp
  /// Sines and cosines for the other circular functions.
  case sin
  /// The tangent of half the angle for circular functions.
  case tan
  /// tanh for hyperbolic functions, sigmoid and exponentials.
  case tanh
  /// sigmoid for hyperbolic functions and exponentials.
  case sigmoid
  /// Logarithms for inverse hyperbolic functions, softplus and logarithms to other bases.
  case log
  /// Roots, |u| being that of u², for signs, extremes and cube roots of what is not negative.
  case sqrt
}

extension Builder {
  /// The node with functions written by those of a base, where there is a formula; the others stay. Linear in the nodes.
  ///
  /// Equal wherever both have a value; records that it holds where the given node has one. A base may have poles of its own: the tangent
  /// of half an angle at odd multiples of π.
  package func rewritten(_ root: NodeID, by base: FunctionBase) throws(NablaError) -> NodeID {
    let reachable = ReachableNodes(store, [root])
    var images = [NodeID](repeating: .zero, count: reachable.ids.count)
    func image(_ id: NodeID) -> NodeID { reachable.rank(id).map { images[$0] } ?? id }
    try withoutRecording { () throws(NablaError) in
      for (rank, id) in reachable.ids.enumerated() {
        try check()
        images[rank] = rebuilt(id, by: base, image)
      }
    }
    let result = image(root)
    if result != root { recordDefined(root) }
    return result
  }

  private func rebuilt(_ id: NodeID, by base: FunctionBase, _ image: (NodeID) -> NodeID) -> NodeID {
    switch store.operation(id) {
    case .call:
      let operands = store.operands(id).map(image)
      let function = FunctionID(rawValue: store.node(id).pointee.function) ?? .abs
      return formula(function, operands, by: base) ?? call(function, operands)
    case .power where store.operands(id)[0] == .e: return exponential(image(store.operands(id)[1]), by: base)
    case .power where base == .exp && !store.isNumber(store.operands(id)[1]):
      let (u, v) = (image(store.operands(id)[0]), image(store.operands(id)[1]))
      return store.flags(u).isPositive ? exponential(of: product(v, call(.log, [u]))) : power(u, v)
    case .product where base == .tanh || base == .sigmoid:
      var factors = [store.operands(id)[0]]
      store.forEachFactor(id) { u, v in
        factors.append(u == .e ? exponential(image(v), by: base) : power(image(u), image(v)))
      }
      return product(factors)
    case .number, .sum, .product, .power, .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual,
      .and,
      .or, .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both, nil:
      return id.isStored ? rebuild(id, image) : id
    }
  }

  private func exponential(_ u: NodeID, by base: FunctionBase) -> NodeID {
    // e to a number is a constant.
    if store.flags(u).contains(.symbolFree) { return exponential(of: u) }
    switch base {
    case .tanh:
      let half = call(.tanh, [scaled(rational(1, 2), u)])
      return quotient(sum([.one, half]), difference(.one, half))
    case .sigmoid:
      let share = call(.sigmoid, [u])
      return quotient(share, difference(.one, share))
    case .exp, .sin, .tan, .log, .sqrt: return exponential(of: u)
    }
  }

  private func formula(_ function: FunctionID, _ x: [NodeID], by base: FunctionBase) -> NodeID? {
    guard let u = x.first else { return nil }
    switch base {
    case .exp: return byExponentials(function, u)
    case .tanh, .sigmoid: return byShare(function, u, base)
    case .sin: return bySines(function, u, call(.sin, [u]), call(.cos, [u]))
    case .tan: return byTangent(function, u)
    case .log: return byLogarithms(function, u)
    case .sqrt: return byRoots(function, x)
    }
  }

  private func byExponentials(_ function: FunctionID, _ u: NodeID) -> NodeID? {
    let (up, down) = (exponential(of: u), exponential(of: negate(u)))
    let (sum, difference) = (self.sum([up, down]), self.difference(up, down))
    switch function {
    case .sinh: return scaled(rational(1, 2), difference)
    case .cosh: return scaled(rational(1, 2), sum)
    case .tanh: return quotient(difference, sum)
    case .coth: return quotient(sum, difference)
    case .sech: return quotient(.two, sum)
    case .csch: return quotient(.two, difference)
    case .sigmoid: return power(self.sum([.one, down]), .minusOne)
    case .softplus: return call(.log, [self.sum([.one, up])])
    case .expm1: return self.difference(up, .one)
    default: return nil
    }
  }

  /// By tanh of half the argument, or by the sigmoid.
  private func byShare(_ function: FunctionID, _ u: NodeID, _ base: FunctionBase) -> NodeID? {
    func tanh(_ u: NodeID) -> NodeID {
      base == .tanh
        ? call(.tanh, [u]) : difference(scaled(.two, call(.sigmoid, [scaled(.two, u)])), .one)
    }
    let half = tanh(scaled(rational(1, 2), u))
    let square = power(half, .two)
    switch function {
    case .tanh: return base == .tanh ? nil : tanh(u)
    case .coth: return power(tanh(u), .minusOne)
    case .sinh: return quotient(scaled(.two, half), difference(.one, square))
    case .cosh: return quotient(sum([.one, square]), difference(.one, square))
    case .sech: return quotient(difference(.one, square), sum([.one, square]))
    case .csch: return quotient(difference(.one, square), scaled(.two, half))
    case .sigmoid: return base == .sigmoid ? nil : scaled(rational(1, 2), sum([.one, half]))
    case .expm1: return difference(exponential(u, by: base), .one)
    default: return nil
    }
  }

  private func bySines(_ function: FunctionID, _ u: NodeID, _ sine: NodeID, _ cosine: NodeID) -> NodeID? {
    switch function {
    case .tan: return quotient(sine, cosine)
    case .cot: return quotient(cosine, sine)
    case .sec: return power(cosine, .minusOne)
    case .csc: return power(sine, .minusOne)
    default: return nil
    }
  }

  private func byTangent(_ function: FunctionID, _ u: NodeID) -> NodeID? {
    switch function {
    case .cot: return power(call(.tan, [u]), .minusOne)
    case .sin, .cos, .sec, .csc:
      let half = call(.tan, [scaled(rational(1, 2), u)])
      let square = power(half, .two)
      let sine = quotient(scaled(.two, half), sum([.one, square]))
      let cosine = quotient(difference(.one, square), sum([.one, square]))
      if function == .sin { return sine }
      return function == .cos ? cosine : bySines(function, u, sine, cosine)
    default: return nil
    }
  }

  private func byLogarithms(_ function: FunctionID, _ u: NodeID) -> NodeID? {
    func log(_ u: NodeID) -> NodeID { call(.log, [u]) }
    func half(_ u: NodeID) -> NodeID { scaled(rational(1, 2), u) }
    let square = power(u, .two)
    let inverse = power(u, .minusOne)
    switch function {
    case .asinh: return log(sum([u, squareRoot(sum([square, .one]))]))
    case .acosh: return log(sum([u, squareRoot(difference(square, .one))]))
    case .atanh: return half(log(quotient(sum([.one, u]), difference(.one, u))))
    case .acoth: return half(log(quotient(sum([u, .one]), difference(u, .one))))
    case .asech: return log(sum([inverse, squareRoot(difference(power(u, integer(-2)), .one))]))
    case .acsch: return log(sum([inverse, squareRoot(sum([power(u, integer(-2)), .one]))]))
    case .log2: return quotient(log(u), log(.two))
    case .log10: return quotient(log(u), log(integer(10)))
    case .log1p: return log(sum([.one, u]))
    case .softplus: return log(sum([.one, exponential(of: u)]))
    case .logit: return log(quotient(u, difference(.one, u)))
    case .xlogx: return nil
    default: return nil
    }
  }

  private func byRoots(_ function: FunctionID, _ x: [NodeID]) -> NodeID? {
    // The root of a square.
    func absolute(_ u: NodeID) -> NodeID { call(.abs, [u]) }
    let u = x[0]
    switch function {
    case .sign: return quotient(u, absolute(u))
    case .relu: return scaled(rational(1, 2), sum([u, absolute(u)]))
    case .max where x.count == 2: return scaled(rational(1, 2), sum([x[0], x[1], absolute(difference(x[0], x[1]))]))
    case .min where x.count == 2:
      return scaled(rational(1, 2), sum([x[0], x[1], negate(absolute(difference(x[0], x[1])))]))
    case .cbrt where store.flags(u).contains(.nonnegative): return power(u, rational(1, 3))
    default: return nil
    }
  }
}
