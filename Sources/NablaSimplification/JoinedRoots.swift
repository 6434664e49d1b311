// Roots of several factors to one power as one root of their product: sqrt(a - x)·sqrt(a + x) is sqrt(a^2 - x^2).

import NablaExpressions
import NablaNumbers
import NablaPolynomials

#if NABLA_HAS_CALCIUM
  extension NormalForms {
    /// What the root of the product of some factors is taken of, and by which sign it differs from that product: the product or its
    /// opposite, where one is known not to be negative, or else its absolute value.
    fileprivate func joinedRadicand(_ places: [Int]) -> (node: NodeID, sign: Int?)? {
      var product = RationalFunction(ring, 1)
      for place in places {
        guard let next = try? product * RationalFunction(factors[place].base) else { return nil }
        product = next
      }
      let translation = Translation(self)
      let node = translation.sum(product.numerator)
      if store.flags(node).contains(.nonnegative) { return (node, 1) }
      if store.flags(node).contains(.nonpositive) { return (translation.sum(product.numerator, negated: true), -1) }
      if let sign = signOfProduct(Set(places)) {
        return (translation.sum(product.numerator, negated: sign < 0), sign)
      }
      return places.count > 1 ? (builder.call(.abs, [node]), nil) : nil
    }

    /// The sign of the product of some factors, where it follows from what roots and logarithms are taken of, one or two of them.
    private func signOfProduct(_ places: Set<Int>) -> Int? {
      /// The sign of a factor, if it is known.
      func sign(_ place: Int) -> Int? {
        let (isNonnegative, node) = isNonnegative(factors[place].base)
        return isNonnegative ? 1 : store.flags(node).contains(.nonpositive) ? -1 : nil
      }
      /// Factors that are 0 say nothing of the others.
      func isNonzero(_ place: Int) -> Bool {
        let node = Translation(self).sum(factors[place].base)
        return store.flags(node).contains(.nonzero) || positive.contains(node)
      }
      let sought = places.filter { sign($0) == nil }
      let soughtSign = places.reduce(1) { $0 * (sign($1) ?? 1) }
      if sought.isEmpty { return soughtSign }
      var known: [(odd: Set<Int>, sign: Int, isStrict: Bool)] = []
      for node in nonnegative {
        guard let form = forms[node], let (content, parts) = try? decomposed(form) else { continue }
        let isStrict = positive.contains(node)
        var (odd, total, isClear) = (Set<Int>(), content.signum, true)
        for (base, exponent) in parts {
          let place = place(of: base)
          let isNonzero = isStrict || exponent < 0 || isNonzero(place)
          if exponent % 2 == 0 {
            isClear = isClear && isNonzero
          } else if isNonzero, let own = sign(place) {
            total *= own
          } else {
            odd.insert(place)
          }
        }
        if isClear { known.append((odd, total, isStrict)) }
      }
      for (k, first) in known.enumerated() {
        if first.odd == sought { return first.sign * soughtSign }
        for second in known[..<k] where first.odd.symmetricDifference(second.odd) == sought {
          // What both have in common is to be no 0.
          guard first.isStrict || second.isStrict || first.odd.isDisjoint(with: second.odd) else { continue }
          return first.sign * second.sign * soughtSign
        }
      }
      return nil
    }
  }

  extension Translation {
    private struct Powers: Hashable {
      let root: Int
      let absolute: Int
      let whole: Int
    }

    /// The form with its roots joined, in every way in which the rest is written.
    func offerJoinedRoots(_ form: RationalFunction, _ offer: (NodeID?) -> Void) {
      let used = form.variables
      let roots = forms.rootPlaces.filter { used[$0.key] }.sorted { $0.key < $1.key }
      guard !roots.isEmpty, let above = try? form.numerator.factored(), let below = try? form.denominator.factored()
      else { return }
      func multiplicity(_ isSought: (Polynomial) -> Bool) -> Int {
        above.factors.filter { isSought($0.base) }.reduce(0) { $0 + $1.multiplicity }
          - below.factors.filter { isSought($0.base) }.reduce(0) { $0 + $1.multiplicity }
      }
      var groups: [Powers: [(index: Int, place: Int)]] = [:]
      for (index, place) in roots {
        let base = forms.factors[place].base
        func power(of index: Int) -> Int {
          multiplicity { $0.termCount == 1 && $0.degrees[index] > 0 }
        }
        let powers = Powers(
          root: power(of: index),
          absolute: forms.factors[place].absolute.map { power(of: $0) } ?? 0,
          whole: multiplicity { $0 == base })
        if powers.root != 0 && base.termCount > 1 { groups[powers, default: []].append((index, place)) }
      }
      var rest = form
      var joined: [NodeID] = []
      for (powers, members) in groups.sorted(by: {
        ($0.key.root, $0.key.absolute, $0.key.whole) < ($1.key.root, $1.key.absolute, $1.key.whole)
      }) {
        guard let (radicand, sign) = forms.joinedRadicand(members.map(\.place)) else { continue }
        var exponent = Rational(powers.root, forms.rootDegree) + Rational(powers.absolute)
        var drawn = RationalFunction(forms.ring, 1)
        for (index, place) in members {
          guard let root = try? drawn * forms.variable(index).power(powers.root) else { return }
          drawn = root
          if powers.absolute != 0, let absolute = forms.factors[place].absolute {
            guard let next = try? drawn * forms.variable(absolute).power(powers.absolute) else { return }
            drawn = next
          }
          guard sign != nil, powers.whole != 0 else { continue }
          guard let whole = try? drawn * RationalFunction(forms.factors[place].base).power(powers.whole) else { return }
          drawn = whole
        }
        if let sign, powers.whole != 0 {
          exponent = exponent + Rational(powers.whole)
          if sign < 0 && powers.whole % 2 != 0 { joined.append(.minusOne) }
        }
        guard let next = try? rest / drawn else { return }
        rest = next
        joined.append(builder.power(radicand, builder.number(exponent)))
      }
      if joined.isEmpty { return }
      offerQuotients(rest) { offer($0.map { builder.product(joined + [$0]) }) }
    }
  }
#endif
