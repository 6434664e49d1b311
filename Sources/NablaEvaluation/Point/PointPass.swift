// One pass over the nodes under some roots in doubles, children first, with a bound on the error of every value.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// The values of the nodes under some roots at a point, as far as doubles tell.
struct PointPass {
  let store: Store
  let reachable: ReachableNodes
  /// The exact values of symbols.
  let point: [NodeID: Rational]
  /// By rank.
  private(set) var values: [PointValue]
  /// Long sums that are computed from sums before them, so that the digits of what decays are kept.
  private let extensions: [NodeID: SumExtension]
  /// Long products that are computed from products before them, so that what stays among the doubles step by step does so.
  private let productExtensions: [NodeID: ProductExtension]
  /// By rank: products that are beyond the doubles, or so small that they lose digits, as factors of others.
  private var scaled: [Int: PointProduct] = [:]

  /// Throws `request` where a symbol has no value, `domain` for undefined functions.
  init(_ builder: Builder, _ roots: [NodeID], _ point: [NodeID: Rational]) throws(NablaError) {
    store = builder.store
    self.point = point
    reachable = ReachableNodes(store, roots)
    extensions = try builder.longExtensions(reachable, roots)
    productExtensions = try builder.longProductExtensions(reachable, roots)
    let missing = store.symbols(under: roots).filter { point[$0] == nil }
    if !missing.isEmpty {
      let names = missing.prefix(5).map { NameTable.shared.name(of: $0) }.joined(separator: ", ")
      throw NablaError(.request, "the point gives no value for \(names)\(missing.count > 5 ? ", …" : "")", text: "at")
    }
    values = []
    values.reserveCapacity(reachable.ids.count)
    for id in reachable.ids {
      try builder.check()
      values.append(try compute(id))
    }
  }

  func value(_ id: NodeID) -> PointValue {
    if let rank = reachable.rank(id) { return values[rank] }
    if id.isSmallInteger { return .exact(Rational(id.smallInteger)) }
    switch id {
    case .pi: return PointValue(Double.pi, roundings: 1)
    case .e: return PointValue(2.718281828459045, roundings: 1)
    case .yes: return .truth(true, isCertain: true)
    case .no: return .truth(false, isCertain: true)
    default: return point[id].map { PointValue($0) } ?? .none(.undefined, isCertain: true)
    }
  }

  private mutating func compute(_ id: NodeID) throws(NablaError) -> PointValue {
    let node = store.node(id).pointee
    let operands = store.operands(id)
    switch node.operation {
    case .number: return PointValue(store.number(id) ?? 0)
    case .sum:
      // Where the other sum has no value in doubles, this one may have.
      if let known = extensions[id], value(known.base).reason == nil {
        var sum = PointSum()
        sum.add(1, value(known.constant))
        for (coefficient, term) in known.terms { sum.add(store.number(coefficient) ?? 0, value(term)) }
        return sum.value
      }
      var sum = PointSum()
      let terms = store.terms(of: id)
      sum.add(1, value(terms.constant))
      for (coefficient, term) in terms { sum.add(store.number(coefficient) ?? 0, value(term)) }
      return sum.value
    case .product:
      if let known = productExtensions[id], value(known.base).reason == nil || scaledProduct(known.base) != nil {
        var product = PointProduct(store.number(known.coefficient) ?? 1)
        for (base, exponent) in known.factors { multiply(&product, base, exponent) }
        return keep(product)
      }
      let factors = store.factors(of: id)
      var product = PointProduct(store.number(factors.coefficient) ?? 1)
      for (base, exponent) in factors { multiply(&product, base, exponent) }
      return keep(product)
    case .power: return power(operands[0], operands[1])
    case .call:
      let row = Catalogue.row(node.function)
      if !row.hasValues { throw row.noValues }
      return PointPass.call(row, operands.map(value))
    case .declared: return value(operands[2 + operands[1].smallInteger])
    case .application:
      throw NablaError(
        .domain,
        "\(NameTable.shared.name(of: operands[0])) is an undefined function and has no values; define it, and enter the formula again",
        text: "expr")
    case .ifElse:
      switch value(operands[0]) {
      case .truth(let holds, let isCertain):
        let branch = value(operands[holds ? 1 : 2])
        return isCertain ? branch : branch.doubted
      case .none(let reason, let isCertain): return .none(reason, isCertain: isCertain)
      case .overflow: return .overflow
      default: return .none(.undefined, isCertain: true)
      }
    case .less: return compare(operands) { $0 < 0 }
    case .lessOrEqual: return compare(operands) { $0 <= 0 }
    case .equal: return compare(operands) { $0 == 0 }
    case .notEqual: return compare(operands) { $0 != 0 }
    case .and, .or: return connective(operands, decisive: node.operation == .or)
    case .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
      assertionFailure("conditions are written out as relations before they are evaluated")
      return .none(.undefined, isCertain: true)
    }
  }

  /// The value of the product that is computed, kept for others where a double does not hold it.
  private mutating func keep(_ product: PointProduct) -> PointValue {
    let value = product.value
    switch value {
    case .overflow: scaled[values.count] = product
    case .approximate(let double, _) where double.magnitude < .leastNormalMagnitude: scaled[values.count] = product
    case .exact, .approximate, .truth, .none: break
    }
    return value
  }

  private func scaledProduct(_ id: NodeID) -> PointProduct? { reachable.rank(id).flatMap { scaled[$0] } }

  private func multiply(_ product: inout PointProduct, _ base: NodeID, _ exponent: NodeID) {
    if exponent == .one, !scaled.isEmpty, let part = scaledProduct(base) { return product.multiply(part) }
    if exponent.isSmallInteger, exponent != .one, base != .e {
      let value = value(base)
      if value.reason == nil {
        return product.multiply(value, power: exponent.smallInteger)
      }
    }
    product.multiply(power(base, exponent))
  }

  private func power(_ base: NodeID, _ exponent: NodeID) -> PointValue {
    if exponent == .one { return value(base) }
    if base == .e { return PointValue.exponential(value(exponent)) }
    return PointValue.power(value(base), value(exponent))
  }

  /// A function of the catalogue.
  static func call(_ row: FunctionRow, _ arguments: [PointValue]) -> PointValue {
    for argument in arguments where argument.reason != nil { return PointValue.missing(arguments) ?? .overflow }
    switch row.kernel {
    case .identity: return arguments[0]
    case .maximum, .minimum: return PointValue.extreme(arguments, largest: row.kernel == .maximum)
    case .maximumShare, .minimumShare: return PointValue.share(arguments, largest: row.kernel == .maximumShare)
    case .relu: return PointValue.extreme([arguments[0], .exact(0)], largest: true)
    default: break
    }
    let exact = arguments.compactMap(\.exact)
    if exact.count == arguments.count, let value = row.exactValue(exact) { return PointValue(value) }
    switch row.kernel.row.form {
    case .unary(let function):
      // The steps of a function that jumps are exact for inexact arguments too.
      return PointValue.apply(function, jumps: row.jumps, to: arguments[0])
    case .binary(let function): return PointValue.apply(function, to: arguments[0], arguments[1])
    case .variadic(let function):
      // All of the catalogue are extremes and shares.
      return .approximate(function(arguments.map(\.double)), error: .infinity)
    // A power is an operation of its own.
    case .fractional: return .none(.undefined, isCertain: false)
    }
  }

  /// Compares two sides, exactly where both are exact.
  private func compare(_ operands: UnsafeBufferPointer<NodeID>, _ holds: (Int) -> Bool) -> PointValue {
    let (a, b) = (value(operands[0]), value(operands[1]))
    if let missing = PointValue.missing([a, b]) { return missing }
    if let sign = PointValue.order(a, b) { return .truth(holds(sign), isCertain: true) }
    let (x, y) = (a.double, b.double)
    return .truth(holds(x < y ? -1 : x == y ? 0 : 1), isCertain: false)
  }

  /// One truth that decides is enough, also beside what has no value.
  private func connective(_ operands: UnsafeBufferPointer<NodeID>, decisive: Bool) -> PointValue {
    var open: PointValue?
    var missing: PointValue?
    for operand in operands {
      let own = value(operand)
      switch own {
      case .truth(decisive, isCertain: true): return own
      case .truth(decisive, isCertain: false): open = own
      case .truth(_, isCertain: false): open = open ?? own
      case .truth: break
      default: missing = PointValue.missing(missing, own)
      }
    }
    if case .truth(decisive, _)? = open { return .truth(decisive, isCertain: false) }
    if let missing { return open == nil ? missing : missing.doubted }
    return .truth(!decisive, isCertain: open == nil)
  }
}
