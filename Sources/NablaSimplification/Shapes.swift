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

extension Builder {
  /// The node as a rational function in a shape. Functions and their arguments stay as they are.
  ///
  /// Records that it holds where the given node has a value. Throws `limit` where it would be too long, `unsupported` in a
  /// build without FLINT and Calcium.
  package func shaped(_ node: NodeID, _ shape: RationalShape) throws(NablaError) -> NodeID {
    #if NABLA_HAS_CALCIUM
      guard node.isStored, store.sort(node) == .number else { return node }
      do {
        let result = try withoutRecording { () throws(NablaError) in
          do {
            let forms = try NormalForms.forms(
              of: node, self, depth: .arithmetic, limits: .large,
              work: PolynomialWork(limit: PolynomialLimits.large.work))
            let form = try forms.reduced(forms.form(node))
            if forms.keepsPowersOfSums && shape != .factored { throw PolynomialError.tooLarge }
            let translation = Translation(forms)
            switch shape {
            case .expanded: return try translation.separated(form) ?? translation.expanded(form)
            case .factored: return try translation.factored(form)
            case .cancelled: return try translation.expanded(form)
            case .together: return try translation.expandedOverFactors(form)
            }
          } catch PolynomialError.divisionByZero {
            throw NablaError(.domain, "a denominator in it is zero everywhere")
          } catch {
            throw NablaError(.limit, "its polynomials get too long, or it holds too many functions")
          }
        }
        if result != node { recordDefined(node) }
        return result
      }
    #else
      throw NablaError(
        .unsupported,
        "this needs the libraries FLINT and Calcium (on Debian libflint-dev and libcalcium-dev), which this build was made without"
      )
    #endif
  }
}
