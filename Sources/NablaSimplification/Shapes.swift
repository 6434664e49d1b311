// The shapes that are asked for by name: multiplied out, factored, over one denominator.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

/// A shape of a rational function of what is no rational arithmetic.
package enum RationalShape: Sendable {
  /// Numerator and denominator multiplied out; a sum over a denominator of one term is a sum of fractions.
  case expanded
  /// A product of powers of irreducible factors.
  case factored
  /// One fraction in lowest terms, multiplied out.
  case cancelled
  /// One fraction in lowest terms, the denominator factored.
  case together
}

#if NABLA_HAS_CALCIUM
  extension Builder {
    /// The node as a rational function in a shape. Functions and their arguments stay as they are.
    ///
    /// Records that it holds where the given node has a value. Throws `limit` where it would be too long, `unsupported` in a
    /// build without FLINT and Calcium.
    package func shaped(_ node: NodeID, _ shape: RationalShape) throws(NablaError) -> NodeID {
      if !node.isStored || store.sort(node) != .number { return node }
      let given = node
      let node =
        shape == .expanded ? try withoutRecording { () throws(NablaError) in try splitLogarithms(in: node) } : node
      let result = try withForm(of: node) { forms, form in
        if forms.keepsPowersOfSums && shape != .factored { throw PolynomialError.tooLarge }
        let translation = Translation(forms)
        switch shape {
        case .expanded: return try translation.separated(form) ?? translation.expanded(form)
        case .factored: return try translation.factored(form)
        case .cancelled: return try translation.expanded(form)
        case .together: return try translation.expandedOverFactors(form)
        }
      }
      if result != given { recordDefined(given) }
      return result
    }
  }
#else
  extension Builder {
    package func shaped(_ node: NodeID, _ shape: RationalShape) throws(NablaError) -> NodeID {
      throw PolynomialSupport.missing
    }

    package func coefficients(of node: NodeID, by symbol: NodeID) throws(NablaError) -> [NodeID] {
      throw PolynomialSupport.missing
    }

    package func collected(_ node: NodeID, by symbol: NodeID) throws(NablaError) -> NodeID {
      throw PolynomialSupport.missing
    }

    package func degree(of node: NodeID, by symbols: [NodeID]) throws(NablaError) -> Int {
      throw PolynomialSupport.missing
    }

    package func greatestCommonDivisor(_ a: NodeID, _ b: NodeID) throws(NablaError) -> NodeID {
      throw PolynomialSupport.missing
    }

    package func apart(_ node: NodeID, by symbol: NodeID) throws(NablaError) -> NodeID {
      throw PolynomialSupport.missing
    }
  }

  extension PolynomialSupport {
    fileprivate static var missing: NablaError {
      NablaError(
        .unsupported,
        "this needs the libraries FLINT and Calcium (on Debian libflint-dev and libcalcium-dev), which this build was made without"
      )
    }
  }
#endif
