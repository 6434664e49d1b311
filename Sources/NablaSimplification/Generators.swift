// What a rational function is a function of: subexpressions that are not rational arithmetic, few and as independent as can be.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

#if NABLA_HAS_CALCIUM
  /// One variable of the ring in which normal forms are taken.
  struct Generator {
    /// What a power of it is in the graph: base^(exponent·power).
    let base: NodeID
    let exponent: Rational
    /// The power that is an expression in the generators before it.
    var relation: Relation?
    /// What it was made for.
    let kind: Kind

    enum Kind: Equatable {
      case opaque
      /// Of an element of the basis of exponents.
      case exponential(Int)
      case root
      case absolute
      /// Of an element of the basis of angles.
      case sine(Int)
      case cosine(Int)
    }

    /// generator^degree = value.
    struct Relation {
      let degree: Int
      let value: RationalFunction
    }
  }

  /// Rational functions of which others are rational combinations, as exponents and angles are.
  struct Basis {
    /// An element, and what it is in the graph.
    struct Element {
      let form: RationalFunction
      let node: NodeID
    }

    private(set) var elements: [Element] = []

    mutating func append(_ element: Element) { elements.append(element) }

    /// The coefficients with which a form is a combination of the elements and of others; nil where it is none.
    func coefficients(of form: RationalFunction, beside others: [RationalFunction]) throws(PolynomialError)
      -> [Rational]?
    {
      let vectors = elements.map(\.form) + others
      if vectors.isEmpty { return nil }
      // Everything over one denominator, so that what is compared are polynomials.
      var common = form.denominator
      for vector in vectors {
        let quotient = try RationalFunction(vector.denominator) / RationalFunction(common)
        if quotient.numerator.isNumber && quotient.isPolynomial { continue }
        common = try (RationalFunction(common) * RationalFunction(quotient.numerator)).numerator
      }
      let factor = RationalFunction(common)
      var columns: [[[UInt]: Rational]] = []
      for vector in vectors + [form] {
        let scaled = try vector * factor
        let denominator = Rational(scaled.denominator.constant ?? 1)
        var column: [[UInt]: Rational] = [:]
        for term in scaled.numerator.terms { column[term.exponents] = Rational(term.coefficient) / denominator }
        columns.append(column)
      }
      return Basis.solve(columns)
    }

    /// The combination of all columns but the last that is the last, by elimination; what is free is 0.
    static func solve(_ columns: [[[UInt]: Rational]]) -> [Rational]? {
      let unknowns = columns.count - 1
      var keys: [[UInt]: Int] = [:]
      for column in columns {
        for key in column.keys where keys[key] == nil { keys[key] = keys.count }
      }
      var rows = [[Rational]](repeating: [Rational](repeating: 0, count: columns.count), count: keys.count)
      for (place, column) in columns.enumerated() {
        for (key, value) in column { rows[keys[key] ?? 0][place] = value }
      }
      var pivots: [Int] = []
      var row = 0
      for column in 0..<unknowns where row < rows.count {
        guard let found = (row..<rows.count).first(where: { !rows[$0][column].isZero }) else { continue }
        rows.swapAt(row, found)
        let pivot = rows[row][column]
        for k in column...unknowns { rows[row][k] = rows[row][k] / pivot }
        for other in rows.indices where other != row && !rows[other][column].isZero {
          let factor = rows[other][column]
          for k in column...unknowns { rows[other][k] = rows[other][k] - factor * rows[row][k] }
        }
        pivots.append(column)
        row += 1
      }
      for rest in row..<rows.count where !rows[rest][unknowns].isZero { return nil }
      var result = [Rational](repeating: 0, count: unknowns)
      for (row, column) in pivots.enumerated() { result[column] = rows[row][unknowns] }
      return result
    }
  }
#endif
