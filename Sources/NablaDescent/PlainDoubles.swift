// What a program computes that takes a formula as it is written, in doubles: no stable forms, no higher precision.

import NablaExpressions
import NablaKernels
import NablaNumbers

/// The nodes under some roots as plain doubles.
struct PlainDoubles {
  private let store: Store
  private let reachable: ReachableNodes
  private let point: [NodeID: Double]
  private var values: [Double]

  init(_ store: Store, _ roots: [NodeID], _ point: [NodeID: Double]) {
    self.store = store
    self.point = point
    reachable = ReachableNodes(store, roots)
    values = []
    values.reserveCapacity(reachable.ids.count)
    for id in reachable.ids { values.append(compute(id)) }
  }

  func value(_ id: NodeID) -> Double {
    if let rank = reachable.rank(id) { return values[rank] }
    if id.isSmallInteger { return Double(id.smallInteger) }
    switch id {
    case .pi: return Double.pi
    case .e: return 2.718281828459045
    case .yes: return 1
    case .no: return 0
    default: return point[id] ?? .nan
    }
  }

  private func compute(_ id: NodeID) -> Double {
    let node = store.node(id).pointee
    let operands = store.operands(id)
    switch node.operation {
    case .number: return store.number(id)?.nearestDouble ?? .nan
    case .sum:
      let terms = store.terms(of: id)
      var sum = 0.0
      for (coefficient, term) in terms { sum += value(coefficient) * value(term) }
      return terms.constant == .zero ? sum : value(terms.constant) + sum
    case .product:
      let factors = store.factors(of: id)
      var product = value(factors.coefficient)
      for (base, exponent) in factors { product *= power(base, exponent) }
      return product
    case .power: return power(operands[0], operands[1])
    case .call:
      let row = Catalogue.row(node.function)
      let arguments = operands.map(value)
      switch row.kernel.row.form {
      case .unary(let function): return function.scalar(arguments[0])
      case .binary(let function): return function(arguments[0], arguments[1])
      case .variadic(let function): return function(arguments)
      case .fractional: return .nan
      }
    case .declared: return value(operands[2 + operands[1].smallInteger])
    case .application: return .nan
    case .ifElse: return value(operands[value(operands[0]) == 1 ? 1 : 2])
    case .less: return value(operands[0]) < value(operands[1]) ? 1 : 0
    case .lessOrEqual: return value(operands[0]) <= value(operands[1]) ? 1 : 0
    case .equal: return value(operands[0]) == value(operands[1]) ? 1 : 0
    case .notEqual: return value(operands[0]) != value(operands[1]) ? 1 : 0
    case .and: return operands.allSatisfy { value($0) == 1 } ? 1 : 0
    case .or: return operands.contains { value($0) == 1 } ? 1 : 0
    case .defined, .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both: return .nan
    }
  }

  private func power(_ base: NodeID, _ exponent: NodeID) -> Double {
    if exponent == .one { return value(base) }
    guard case .binary(let function) = KernelID.power.row.form else { return .nan }
    if base == .e {
      guard case .unary(let exponential) = KernelID.exp.row.form else { return .nan }
      return exponential.scalar(value(exponent))
    }
    return function(value(base), value(exponent))
  }
}
