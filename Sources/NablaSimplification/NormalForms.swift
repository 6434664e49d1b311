// Every expression is a rational function of generators: its normal form, found children first.

import NablaExpressions
import NablaNumbers
import NablaPolynomials

#if NABLA_HAS_CALCIUM
  /// What is taken apart on the way to a normal form.
  enum NormalFormDepth: CaseIterable {
    /// Rational arithmetic and roots: every function stays as it is.
    case arithmetic
    /// Exponentials, hyperbolic and circular functions too.
    case functions
  }

  /// What may stand for an exponential.
  enum ExponentialSubstitute: CaseIterable {
    /// s = sigmoid(u), with e^u = s/(1 − s).
    case logistic
    /// t = tanh(u/2), with e^u = (1 + t)/(1 − t).
    case hyperbolic
  }

  /// Thrown where a finer basis is needed than was begun with.
  private struct FinerBasis: Error {}

  /// Normal forms of the nodes of a graph, as rational functions of common generators.
  ///
  /// Every step holds wherever the node that it is taken of has a value. Equal forms are equal expressions there; the
  /// converse is known only where the generators are independent.
  final class NormalForms {
    let builder: Builder
    let store: Store
    let ring: PolynomialRing
    let depth: NormalFormDepth
    private(set) var generators: [Generator] = []
    private var opaque: [NodeID: Int] = [:]
    private var forms: [NodeID: RationalFunction] = [:]

    private(set) var exponents = Basis()
    private var exponentVariables: [Int] = []
    private(set) var angles = Basis()
    private(set) var angleVariables: [(sine: Int, cosine: Int)] = []
    /// By what the elements of the bases, in the order of their discovery, have to be divided.
    private let divisors: Divisors
    /// Logarithms met so far: e^(k·log u) is u^k.
    private var logarithms: [(form: RationalFunction, argument: NodeID)] = []
    /// Whether a power of a sum was too high to be multiplied out.
    private(set) var keepsPowersOfSums = false
    /// The least common denominator of the exponents of each base with fractional powers.
    private var rootDegrees: [NodeID: Int] = [:]

    final class Divisors {
      var exponents: [Int: Int] = [:]
      var angles: [Int: Int] = [:]
    }

    private init(
      _ builder: Builder, depth: NormalFormDepth, variables: Int, limits: PolynomialLimits, divisors: Divisors
    ) {
      self.builder = builder
      self.store = builder.store
      self.depth = depth
      self.divisors = divisors
      ring = PolynomialRing(variableCount: variables, limits: limits)
    }

    /// More generators than this are not handled: monomials get long.
    static let mostVariables = 40

    /// The forms of everything under a root. Throws where sizes exceed the limits.
    static func forms(
      of root: NodeID, _ builder: Builder, depth: NormalFormDepth, limits: PolynomialLimits
    ) throws(PolynomialError) -> NormalForms {
      let store = builder.store
      let reachable = ReachableNodes(store, [root], descend: { descends(store, $0, depth) })
      guard let variables = variableBound(store, reachable, root, depth) else { throw .tooLarge }
      let divisors = Divisors()
      for _ in 0..<6 {
        let forms = NormalForms(builder, depth: depth, variables: variables, limits: limits, divisors: divisors)
        do {
          try forms.prepare(reachable, root)
          return forms
        } catch let error as PolynomialError {
          throw error
        } catch { continue }
      }
      throw .tooLarge
    }

    /// Whether what is below a node takes part in its form.
    private static func descends(_ store: Store, _ id: NodeID, _ depth: NormalFormDepth) -> Bool {
      guard let operation = store.operation(id) else { return false }
      switch operation {
      case .sum, .product: return true
      case .power:
        return store.isNumber(store.operands(id)[1]) || depth != .arithmetic && store.operands(id)[0] == .e
      case .call: return depth != .arithmetic && CallForm(store.node(id).pointee.function) != nil
      case .number, .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined,
        .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
        return false
      }
    }

    /// As many generators as there can be; nil if they are too many.
    private static func variableBound(
      _ store: Store, _ reachable: ReachableNodes, _ root: NodeID, _ depth: NormalFormDepth
    ) -> Int? {
      var symbols = Set<NodeID>()
      func see(_ id: NodeID) { if !id.isStored && !id.isSmallInteger { symbols.insert(id) } }
      see(root)
      var count = 2
      for id in reachable.ids {
        switch store.operation(id) {
        case .call, .power, .application, .declared, .ifElse:
          let isWhole = store.isOperation(id, .power) && store.operands(id)[1].isSmallInteger
          if !isWhole { count += depth == .arithmetic ? 1 : 4 }
        case .product:
          store.forEachFactor(id) { if !$1.isSmallInteger { count += 2 } }
        case .number, .sum, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined, .differentiable,
          .domainRequirement, .kinkRequirement, .guarded, .both, nil:
          break
        }
        if descends(store, id, depth) { for operand in store.operands(id) { see(operand) } }
        if count + symbols.count > 4 * mostVariables { return nil }
      }
      return min(mostVariables, count + symbols.count)
    }

    // MARK: Preparing

    private func prepare(_ reachable: ReachableNodes, _ root: NodeID) throws {
      for id in reachable.ids {
        if store.isOperation(id, .power) {
          let operands = store.operands(id)
          note(operands[0], operands[1])
        } else if store.isOperation(id, .product) {
          store.forEachFactor(id) { note($0, $1) }
        }
      }
      for id in reachable.ids where store.sort(id) == .number { forms[id] = try computed(id) }
      if !root.isStored { forms[root] = try form(root) }
    }

    private func note(_ base: NodeID, _ exponent: NodeID) {
      guard base != .e || depth == .arithmetic, let value = store.number(exponent), !value.isInteger,
        let degree = value.denominator.asInt, degree <= 64
      else { return }
      let known = rootDegrees[base] ?? 1
      rootDegrees[base] = known / greatestCommonDivisor(known, degree) * degree
    }

    /// The form of a node that has been prepared, or of one that needs no store.
    func form(_ id: NodeID) throws -> RationalFunction {
      if let known = forms[id] { return known }
      let form = try computed(id)
      forms[id] = form
      return form
    }

    private func computed(_ id: NodeID) throws -> RationalFunction {
      if id.isSmallInteger { return RationalFunction(ring, Rational(id.smallInteger)) }
      if id == .e { return try depth == .arithmetic ? variable(id) : exponential(.one) }
      guard let operation = store.operation(id) else { return try variable(id) }
      let operands = store.operands(id)
      switch operation {
      case .number:
        guard let value = store.number(id), value.bitWidth <= ring.limits.bits else { throw PolynomialError.tooLarge }
        return RationalFunction(ring, value)
      case .sum:
        var total = try form(operands[0])
        var terms: [(NodeID, NodeID)] = []
        store.forEachTerm(id) { terms.append(($0, $1)) }
        for (coefficient, term) in terms { total = try total + form(coefficient) * form(term) }
        return total
      case .product:
        var total = try form(operands[0])
        var factors: [(NodeID, NodeID)] = []
        store.forEachFactor(id) { factors.append(($0, $1)) }
        for (base, exponent) in factors { total = try total * power(base, exponent, as: nil) }
        return total
      case .power: return try power(operands[0], operands[1], as: id)
      case .call: return try call(id)
      case .application, .declared, .ifElse, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .defined,
        .differentiable, .domainRequirement, .kinkRequirement, .guarded, .both:
        return try variable(id)
      }
    }

    // MARK: Generators

    private func add(_ generator: Generator) throws -> Int {
      guard generators.count < ring.variableCount else { throw PolynomialError.tooLarge }
      generators.append(generator)
      return generators.count - 1
    }

    func variable(_ index: Int) -> RationalFunction { RationalFunction(ring, variable: index) }

    /// The variable of a node that stays as it is.
    private func variable(_ id: NodeID) throws -> RationalFunction {
      if let known = opaque[id] { return variable(known) }
      // Where roots of a symbol occur, the symbol is a power of its root.
      if !id.isStored, id != .pi, let degree = rootDegrees[id], degree > 1 {
        let root = try root(of: id, degree)
        return try root.power(degree)
      }
      let index = try add(Generator(base: id, exponent: 1, relation: nil, kind: .opaque))
      opaque[id] = index
      return variable(index)
    }

    private var roots: [NodeID: Int] = [:]

    private func root(of base: NodeID, _ degree: Int) throws -> RationalFunction {
      if let known = roots[base] { return variable(known) }
      // A symbol is defined by its root, anything else defines it.
      var relation: Generator.Relation?
      if base.isStored || base.isSmallInteger || base == .pi {
        relation = Generator.Relation(degree: degree, value: try form(base))
      }
      let index = try add(Generator(base: base, exponent: Rational(1, degree), relation: relation, kind: .root))
      roots[base] = index
      return variable(index)
    }

    // MARK: Powers

    private func power(_ base: NodeID, _ exponent: NodeID, as id: NodeID?) throws -> RationalFunction {
      if base == .e && depth != .arithmetic { return try exponential(exponent) }
      if let value = store.number(exponent) {
        if let whole = value.asInt {
          if abs(whole) > ring.limits.degree {
            if store.isOperation(base, .sum) { keepsPowersOfSums = true }
            return try opaquePower(base, exponent, as: id)
          }
          return try form(base).power(whole)
        }
        guard let degree = rootDegrees[base], let times = (value * Rational(degree)).asInt,
          abs(times) <= 4 * ring.limits.degree
        else { return try opaquePower(base, exponent, as: id) }
        return try root(of: base, degree).power(times)
      }
      // x^(n + 1) = x^n·x wherever the left side has a value, unless x may be 0.
      return try opaquePower(base, exponent, as: id)
    }

    private func opaquePower(_ base: NodeID, _ exponent: NodeID, as id: NodeID?) throws -> RationalFunction {
      try variable(id ?? builder.power(base, exponent))
    }

    /// e^u: a product of powers of the exponentials of a basis.
    private func exponential(_ exponent: NodeID) throws -> RationalFunction {
      try exponential(form: form(exponent), node: exponent)
    }

    private func exponential(form: RationalFunction, node: NodeID) throws -> RationalFunction {
      if form.isZero { return RationalFunction(ring, 1) }
      var reducedForm = try reduced(form)
      // Multiples of logarithms that are terms of their own leave as powers.
      var powers = RationalFunction(ring, 1)
      if let denominator = reducedForm.denominator.constant {
        for term in reducedForm.numerator.terms where term.exponents.reduce(0, +) == 1 {
          guard let index = term.exponents.firstIndex(of: 1),
            let logarithm = logarithms.first(where: { $0.form == variable(index) })
          else { continue }
          let coefficient = Rational(term.coefficient) / Rational(denominator)
          guard coefficient.isInteger || coefficient.denominator == 2 else { continue }
          powers = try powers * power(logarithm.argument, builder.number(coefficient), as: nil)
          reducedForm = try reducedForm - RationalFunction(ring, coefficient) * logarithm.form
        }
      }
      if !powers.isOne {
        let rest = try Translation(self).expanded(reducedForm)
        return try powers * exponential(form: reducedForm, node: rest)
      }
      if let coefficients = try exponents.coefficients(of: reducedForm, beside: logarithms.map(\.form)) {
        var product = RationalFunction(ring, 1)
        for (place, coefficient) in coefficients.enumerated() where !coefficient.isZero {
          if place < exponents.elements.count {
            guard let whole = coefficient.asInt else {
              guard let denominator = coefficient.denominator.asInt, denominator <= 64 else {
                throw PolynomialError.tooLarge
              }
              divisors.exponents[place, default: 1] *= denominator
              throw FinerBasis()
            }
            product = try product * base(place).power(whole)
          } else {
            let argument = logarithms[place - exponents.elements.count].argument
            product = try product * power(argument, builder.number(coefficient), as: nil)
          }
        }
        return product
      }
      let place = exponents.elements.count
      let isNegative = reducedForm.numerator.terms.first?.coefficient.isNegative ?? false
      let scale = Rational(isNegative ? -1 : 1, divisors.exponents[place] ?? 1)
      let element = Basis.Element(
        form: try reducedForm * RationalFunction(ring, scale), node: builder.product(builder.number(scale), node))
      exponents.append(element)
      let generator = Generator(base: .e, exponent: 1, relation: nil, kind: .exponential(place))
      exponentVariables.append(try add(generator))
      return try base(place).power((Rational(1) / scale).asInt ?? 1)
    }

    /// The exponential of an element of the basis.
    private func base(_ place: Int) -> RationalFunction { variable(exponentVariables[place]) }

    /// The same with another function for the exponentials; nil where there are none in it.
    func substituted(_ form: RationalFunction, _ substitute: ExponentialSubstitute) throws -> RationalFunction? {
      var form = form
      let used = form.variables
      var changed = false
      for (place, variable) in exponentVariables.enumerated() where used[variable] {
        changed = true
        let (top, bottom) = (form.numerator, form.denominator)
        // Where only powers of a power occur, that one is replaced: tanh(u) for e^(2u).
        var step = 0
        for term in top.terms + bottom.terms { step = greatestCommonDivisor(step, Int(term.exponents[variable])) }
        let generator = try self.substitute(place, max(1, step), substitute)
        let (t, one) = (self.variable(generator), RationalFunction(ring, 1))
        let (above, below) = substitute == .logistic ? (t, try one - t) : (try one + t, try one - t)
        func rewritten(_ polynomial: Polynomial) throws -> RationalFunction {
          let degree = polynomial.degrees[variable] / max(1, step)
          var total = RationalFunction(ring)
          for var term in polynomial.terms {
            let power = Int(term.exponents[variable]) / max(1, step)
            term.exponents[variable] = 0
            let part = RationalFunction(Polynomial(ring, terms: [term]))
            total = try total + part * above.power(power) * below.power(degree - power)
          }
          return try total / below.power(degree)
        }
        form = try rewritten(top) / rewritten(bottom)
      }
      return changed ? form : nil
    }

    private struct Substitution: Hashable {
      let place: Int
      let step: Int
      let substitute: ExponentialSubstitute
    }
    private var substitutions: [Substitution: Int] = [:]

    private func substitute(_ place: Int, _ step: Int, _ substitute: ExponentialSubstitute) throws -> Int {
      let key = Substitution(place: place, step: step, substitute: substitute)
      if let known = substitutions[key] { return known }
      let argument = builder.product(
        builder.rational(step, substitute == .logistic ? 1 : 2), exponents.elements[place].node)
      let node = builder.call(substitute == .logistic ? .sigmoid : .tanh, [argument])
      let index = try add(Generator(base: node, exponent: 1, relation: nil, kind: .opaque))
      substitutions[key] = index
      return index
    }

    // MARK: Calls

    private func call(_ id: NodeID) throws -> RationalFunction {
      let argument = store.operands(id)[0]
      let one = RationalFunction(ring, 1)
      guard depth != .arithmetic, let kind = CallForm(store.node(id).pointee.function) else { return try variable(id) }
      switch kind {
      case .logarithm:
        let variable = try variable(id)
        if !logarithms.contains(where: { $0.argument == argument }) { logarithms.append((variable, argument)) }
        return variable
      case .absolute:
        if let known = opaque[id] { return variable(known) }
        let square = try form(argument).power(2)
        let index = try add(
          Generator(
            base: id, exponent: 1, relation: Generator.Relation(degree: 2, value: square), kind: .absolute))
        opaque[id] = index
        return variable(index)
      case .sigmoid:
        let exponential = try exponential(argument)
        return try exponential / (one + exponential)
      case .tanh, .coth:
        let double = try exponential(builder.product(.two, argument))
        let tanh = try (double - one) / (double + one)
        return kind == .tanh ? tanh : try tanh.inverted()
      case .sinh, .cosh, .sech, .csch:
        let exponential = try exponential(argument)
        let inverse = try exponential.inverted()
        let half = RationalFunction(ring, Rational(1, 2))
        let isOdd = kind == .sinh || kind == .csch
        let value = try half * (isOdd ? exponential - inverse : exponential + inverse)
        return kind == .sinh || kind == .cosh ? value : try value.inverted()
      case .sine, .cosine, .tangent, .cotangent, .secant, .cosecant:
        let (sine, cosine) = try circular(argument)
        switch kind {
        case .sine: return sine
        case .cosine: return cosine
        case .tangent: return try sine / cosine
        case .cotangent: return try cosine / sine
        case .secant: return try cosine.inverted()
        default: return try sine.inverted()
        }
      }
    }

    /// Sine and cosine of an angle, in those of a basis.
    private func circular(_ argument: NodeID) throws -> (sine: RationalFunction, cosine: RationalFunction) {
      var angle = try reduced(form(argument))
      let (zero, one) = (RationalFunction(ring), RationalFunction(ring, 1))
      var result = (sine: zero, cosine: one)
      // Quarter turns.
      if let pi = opaque[.pi], let quarters = try quarterTurns(angle, pi) {
        angle = try angle - RationalFunction(ring, Rational(quarters, 2)) * variable(pi)
        switch ((quarters % 4) + 4) % 4 {
        case 1: result = (one, zero)
        case 2: result = (zero, -one)
        case 3: result = (-one, zero)
        default: break
        }
      }
      if angle.isZero { return result }
      if let coefficients = try angles.coefficients(of: angle, beside: []) {
        for (place, coefficient) in coefficients.enumerated() where !coefficient.isZero {
          guard let whole = coefficient.asInt else {
            guard let denominator = coefficient.denominator.asInt, denominator <= 12 else {
              throw PolynomialError.tooLarge
            }
            divisors.angles[place, default: 1] *= denominator
            throw FinerBasis()
          }
          guard abs(whole) <= 24 else { throw PolynomialError.tooLarge }
          result = try turned(result, by: whole, of: place)
        }
        return result
      }
      let place = angles.elements.count
      let isNegative = angle.numerator.terms.first?.coefficient.isNegative ?? false
      let scale = Rational(isNegative ? -1 : 1, divisors.angles[place] ?? 1)
      // Without its quarter turns the angle is no node of the input.
      let node = builder.product(builder.number(scale), try Translation(self).expanded(angle))
      angles.append(Basis.Element(form: try angle * RationalFunction(ring, scale), node: node))
      let sine = try add(
        Generator(base: builder.call(.sin, [node]), exponent: 1, relation: nil, kind: .sine(place)))
      let square = try one - variable(sine).power(2)
      let cosine = try add(
        Generator(
          base: builder.call(.cos, [node]), exponent: 1,
          relation: Generator.Relation(degree: 2, value: square), kind: .cosine(place)))
      angleVariables.append((sine, cosine))
      return try turned(result, by: (Rational(1) / scale).asInt ?? 1, of: place)
    }

    /// How many quarter turns an angle has as a term of its own.
    private func quarterTurns(_ angle: RationalFunction, _ pi: Int) throws -> Int? {
      guard let denominator = angle.denominator.constant else { return nil }
      for term in angle.numerator.terms where term.exponents[pi] == 1 && term.exponents.reduce(0, +) == 1 {
        return (Rational(term.coefficient) * Rational(2) / Rational(denominator)).asInt
      }
      return nil
    }

    private func turned(
      _ angle: (sine: RationalFunction, cosine: RationalFunction), by times: Int, of place: Int
    ) throws -> (sine: RationalFunction, cosine: RationalFunction) {
      let (sineVariable, cosineVariable) = angleVariables[place]
      let (s, c) = (variable(sineVariable), variable(cosineVariable))
      var result = angle
      for _ in 0..<abs(times) {
        let sine = times > 0 ? s : -s
        result = (
          try result.sine * c + result.cosine * sine,
          try result.cosine * c - result.sine * sine
        )
      }
      return (try reduced(result.sine), try reduced(result.cosine))
    }

    // MARK: Relations

    /// The same with the powers that the relations of generators give replaced.
    func reduced(_ form: RationalFunction) throws -> RationalFunction {
      var form = form
      for index in generators.indices.reversed() {
        guard let relation = generators[index].relation else { continue }
        form = try reduced(form, index, relation)
      }
      return form
    }

    func reduced(_ form: RationalFunction, _ variable: Int, _ relation: Generator.Relation) throws -> RationalFunction {
      let (top, bottom) = (form.numerator, form.denominator)
      let needsTop = top.degrees[variable] >= relation.degree
      let least = bottom.terms.map { Int($0.exponents[variable]) }.min() ?? 0
      let needsBottom = bottom.degrees[variable] - least >= relation.degree
      if !needsTop && !needsBottom { return form }
      let numerator = needsTop ? try replaced(top.terms, variable, relation) : RationalFunction(top)
      var denominator = RationalFunction(bottom)
      if needsBottom {
        var terms = bottom.terms
        for k in terms.indices { terms[k].exponents[variable] -= UInt(least) }
        denominator = try replaced(terms, variable, relation) * self.variable(variable).power(least)
      }
      return try numerator / denominator
    }

    private func replaced(
      _ terms: [(coefficient: Integer, exponents: [UInt])], _ variable: Int, _ relation: Generator.Relation
    ) throws -> RationalFunction {
      var parts: [Int: [(coefficient: Integer, exponents: [UInt])]] = [:]
      for var term in terms {
        let power = Int(term.exponents[variable])
        term.exponents[variable] = UInt(power % relation.degree)
        parts[power / relation.degree, default: []].append(term)
      }
      var total = RationalFunction(ring)
      for power in parts.keys.sorted() {
        let part = RationalFunction(Polynomial(ring, terms: parts[power] ?? []))
        total = try total + part * relation.value.power(power)
      }
      return total
    }

    /// Sine and cosine of twice an angle of the basis.
    func doubled(_ place: Int) throws -> (sine: Int, cosine: Int) {
      if let known = doubledAngles[place] { return known }
      let node = builder.product(.two, angles.elements[place].node)
      let sine = try add(
        Generator(base: builder.call(.sin, [node]), exponent: 1, relation: nil, kind: .opaque))
      let square = try RationalFunction(ring, 1) - variable(sine).power(2)
      let cosine = try add(
        Generator(
          base: builder.call(.cos, [node]), exponent: 1,
          relation: Generator.Relation(degree: 2, value: square), kind: .opaque))
      doubledAngles[place] = (sine, cosine)
      return (sine, cosine)
    }
    private var doubledAngles: [Int: (sine: Int, cosine: Int)] = [:]

    /// What a power of a generator is in the graph.
    func node(_ index: Int, power: Int) -> NodeID {
      let generator = generators[index]
      if case .exponential(let place) = generator.kind {
        return builder.exponential(of: builder.product(builder.integer(power), exponents.elements[place].node))
      }
      return builder.power(generator.base, builder.number(generator.exponent * Rational(power)))
    }
  }

  /// The functions whose calls are taken apart.
  enum CallForm {
    case logarithm, absolute, sigmoid, tanh, coth, sinh, cosh, sech, csch
    case sine, cosine, tangent, cotangent, secant, cosecant

    init?(_ function: UInt16) {
      switch FunctionID(rawValue: function) {
      case .log: self = .logarithm
      case .abs: self = .absolute
      case .sigmoid: self = .sigmoid
      case .tanh: self = .tanh
      case .sinh: self = .sinh
      case .cosh: self = .cosh
      case .coth: self = .coth
      case .sech: self = .sech
      case .csch: self = .csch
      case .sin: self = .sine
      case .cos: self = .cosine
      case .tan: self = .tangent
      case .cot: self = .cotangent
      case .sec: self = .secant
      case .csc: self = .cosecant
      default: return nil
      }
    }
  }

  private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
#endif
