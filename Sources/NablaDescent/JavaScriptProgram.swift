// Formulas as a JavaScript function, from the graph: every node once.

import NablaExpressions
import NablaNumbers

/// The code of a browser for some formulas.
enum JavaScriptProgram {
  /// A function `loss` of an array of inputs that gives an array of outputs, with what it calls. Throws `unsupported` for
  /// functions that the page cannot compute, `limit` for more than 20,000 nodes.
  static func source(_ outputs: [Expr], inputs: [Expr]) throws(NablaError) -> String {
    guard let store = outputs.first(where: { $0.node.isStored })?.store ?? outputs.first?.store else { return "" }
    let roots = store.construct { builder in outputs.map { builder.adopt($0).node } }
    let nodes = ReachableNodes(store, roots)
    guard nodes.ids.count <= 20_000 else {
      throw NablaError(.limit, "the page takes formulas of at most 20,000 nodes, and this one has \(nodes.ids.count)")
    }
    var places: [NodeID: Int] = [:]
    for (place, input) in inputs.enumerated() { places[input.node] = place }
    let printer = Printer(store: store, nodes: nodes, places: places)
    var lines = [helpers, "function loss(x) {"]
    for (rank, id) in nodes.ids.enumerated() { lines.append("const t\(rank) = \(try printer.code(id));") }
    lines.append("return [\(roots.map(printer.name).joined(separator: ", "))];\n}")
    return lines.joined(separator: "\n")
  }

  private struct Printer {
    let store: Store
    let nodes: ReachableNodes
    let places: [NodeID: Int]

    func name(_ id: NodeID) -> String {
      if let rank = nodes.rank(id) { return "t\(rank)" }
      if id.isSmallInteger { return id.smallInteger < 0 ? "(\(id.smallInteger))" : "\(id.smallInteger)" }
      switch id {
      case .pi: return "Math.PI"
      case .e: return "Math.E"
      case .yes: return "true"
      case .no: return "false"
      default: return places[id].map { "x[\($0)]" } ?? "NaN"
      }
    }

    func code(_ id: NodeID) throws(NablaError) -> String {
      let node = store.node(id).pointee
      let operands = store.operands(id)
      func relation(_ sign: String) -> String { "\(name(operands[0])) \(sign) \(name(operands[1]))" }
      switch node.operation {
      case .number: return JavaScriptProgram.literal(store.number(id)?.nearestDouble ?? .nan)
      case .sum:
        let all = store.terms(of: id)
        var terms = all.constant == .zero ? [] : [name(all.constant)]
        for (coefficient, term) in all {
          terms.append(coefficient == .one ? name(term) : "\(name(coefficient)) * \(name(term))")
        }
        return terms.joined(separator: " + ")
      case .product:
        let all = store.factors(of: id)
        var factors = all.coefficient == .one ? [] : [name(all.coefficient)]
        for (base, exponent) in all { factors.append(power(base, exponent)) }
        return factors.joined(separator: " * ")
      case .power: return power(operands[0], operands[1])
      case .call:
        let row = Catalogue.row(node.function)
        guard let function = JavaScriptProgram.functions[row.id] else {
          throw NablaError(.unsupported, "the page cannot compute \(row.name)")
        }
        return "\(function)(\(operands.map(name).joined(separator: ", ")))"
      case .declared: return name(operands[2 + operands[1].smallInteger])
      case .application:
        throw NablaError(
          .domain, "\(NameTable.shared.name(of: operands[0])) is an undefined function and has no values")
      case .ifElse: return "\(name(operands[0])) ? \(name(operands[1])) : \(name(operands[2]))"
      case .less: return relation("<")
      case .lessOrEqual: return relation("<=")
      case .equal: return relation("===")
      case .notEqual: return relation("!==")
      case .and: return operands.map(name).joined(separator: " && ")
      case .or: return operands.map(name).joined(separator: " || ")
      case .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both: return "NaN"
      }
    }

    private func power(_ base: NodeID, _ exponent: NodeID) -> String {
      let (u, v) = (name(base), name(exponent))
      if exponent == .one { return u }
      if base == .e { return "Math.exp(\(v))" }
      if exponent == .two { return "\(u) * \(u)" }
      if exponent == .minusOne { return "(1 / \(u))" }
      if store.number(exponent) == Rational(1, 2) { return "Math.sqrt(\(u))" }
      return "Math.pow(\(u), \(v))"
    }
  }

  static func literal(_ value: Double) -> String {
    value.isNaN
      ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : value < 0 ? "(\(value))" : "\(value)"
  }

  private static let functions: [FunctionID: String] = [
    .exp: "Math.exp", .log: "F.log", .sqrt: "Math.sqrt", .cbrt: "Math.cbrt", .abs: "Math.abs", .sign: "Math.sign",
    .min: "Math.min", .max: "Math.max", .floor: "Math.floor", .heaviside: "F.heaviside", .relu: "F.relu",
    .maxShare: "F.maxShare", .minShare: "F.minShare", .sin: "Math.sin", .cos: "Math.cos", .tan: "Math.tan",
    .cot: "F.cot", .sec: "F.sec", .csc: "F.csc", .asin: "Math.asin", .acos: "Math.acos", .atan: "Math.atan",
    .atan2: "Math.atan2", .sinh: "Math.sinh", .cosh: "Math.cosh", .tanh: "Math.tanh", .sigmoid: "F.sigmoid",
    .erf: "F.erf", .stopGradient: "F.same", .asinh: "Math.asinh", .acosh: "Math.acosh", .atanh: "Math.atanh",
    .sech: "F.sech", .csch: "F.csch", .coth: "F.coth", .expm1: "Math.expm1", .log1p: "F.log1p", .log2: "F.log2",
    .log10: "F.log10", .softplus: "F.softplus", .softsign: "F.softsign", .sinc: "F.sinc", .xlogx: "F.xlogx",
    .logit: "F.logit",
  ]

  /// What JavaScript lacks. At poles there is no value.
  private static let helpers = """
    const F = {
      same: x => x, log: x => x > 0 ? Math.log(x) : NaN, log1p: x => x > -1 ? Math.log1p(x) : NaN,
      log2: x => x > 0 ? Math.log2(x) : NaN, log10: x => x > 0 ? Math.log10(x) : NaN,
      heaviside: x => x > 0 ? 1 : x < 0 ? 0 : x === 0 ? 0.5 : NaN, relu: x => x > 0 ? x : x === x ? 0 : NaN,
      maxShare: (...a) => { const m = Math.max(...a); return a[0] === m ? 1 / a.filter(v => v === m).length : 0; },
      minShare: (...a) => { const m = Math.min(...a); return a[0] === m ? 1 / a.filter(v => v === m).length : 0; },
      cot: x => 1 / Math.tan(x), sec: x => 1 / Math.cos(x), csc: x => 1 / Math.sin(x),
      sech: x => 1 / Math.cosh(x), csch: x => 1 / Math.sinh(x), coth: x => 1 / Math.tanh(x),
      sigmoid: x => { const e = Math.exp(-Math.abs(x)); return x >= 0 ? 1 / (1 + e) : e / (1 + e); },
      softplus: x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), softsign: x => x / (1 + Math.abs(x)),
      sinc: x => x === 0 ? 1 : Math.sin(x) / x, xlogx: x => x > 0 ? x * Math.log(x) : x === 0 ? 0 : NaN,
      logit: x => x > 0 && x < 1 ? Math.log(x / (1 - x)) : NaN,
      erf: x => {
        if (Math.abs(x) > 6) return Math.sign(x);
        let term = x, sum = x;
        for (let n = 1; n < 200; n++) { term *= 2 * x * x / (2 * n + 1); sum += term; }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
      },
    };
    """
}
