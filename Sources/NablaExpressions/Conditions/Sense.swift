// How two numbers compare.

/// How an expression stands to a number.
package enum Sense: Sendable {
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual

  /// The sense of a node that compares its first operand with its second; nil for every other node.
  package init?(_ operation: Operation) {
    switch operation {
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .number, .sum, .product, .power, .call, .application, .declared, .ifElse, .and, .or, .defined, .differentiable,
      .domainRequirement, .kinkRequirement, .guarded, .both:
      return nil
    }
  }

  /// The sense with its sides exchanged.
  package var reversed: Sense {
    switch self {
    case .less: return .greater
    case .lessOrEqual: return .greaterOrEqual
    case .greater: return .less
    case .greaterOrEqual: return .lessOrEqual
    case .equal: return .equal
    case .notEqual: return .notEqual
    }
  }

  /// What holds where this does not.
  package var negated: Sense {
    switch self {
    case .less: return .greaterOrEqual
    case .lessOrEqual: return .greater
    case .greater: return .lessOrEqual
    case .greaterOrEqual: return .less
    case .equal: return .notEqual
    case .notEqual: return .equal
    }
  }

  /// Whether it holds between numbers whose difference has a sign.
  package func holds(_ sign: Int) -> Bool {
    switch self {
    case .less: return sign < 0
    case .lessOrEqual: return sign <= 0
    case .greater: return sign > 0
    case .greaterOrEqual: return sign >= 0
    case .equal: return sign == 0
    case .notEqual: return sign != 0
    }
  }
}
