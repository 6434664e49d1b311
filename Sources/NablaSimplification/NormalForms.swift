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
    /// Logarithms, roots and absolute values too, over the irreducible factors of what they are taken of.
    case factors
  }

  /// What may stand for an exponential.
  enum ExponentialSubstitute: CaseIterable {
    /// s = sigmoid(u), with e^u = s/(1 − s).
    case logistic
    /// t = tanh(u/2), with e^u = (1 + t)/(1 − t).
    case hyperbolic
  }

  /// Thrown where a finer basis is needed than was begun with.
  struct FinerBasis: Error {}

  /// Normal forms of the nodes of a graph, as rational functions of common generators.
  ///
  /// Every step holds wherever the node that it is taken of has a value. Equal forms are equal expressions there; the
  /// converse is known only where the generators are independent.
  final class NormalForms {
    let builder: Builder
    let store: Store
    let ring: PolynomialRing
    let depth: NormalFormDepth
    var generators: [Generator] = []
    var opaque: [NodeID: Int] = [:]
    var forms: [NodeID: RationalFunction] = [:]

    var exponents = Basis()
    var exponentVariables: [Int] = []
    var angles = Basis()
    var angleVariables: [(sine: Int, cosine: Int)] = []
    /// By what the elements of the bases, in the order of their discovery, have to be divided.
    let divisors: Divisors
    /// Logarithms met so far: e^(k·log u) is u^k.
    var logarithms: [(form: RationalFunction, argument: NodeID)] = []
    /// Whether a power of a sum was too high to be multiplied out.
    var keepsPowersOfSums = false
    /// What is not negative where the whole has a value, for a root or a logarithm is taken of it.
    var nonnegative = Set<NodeID>()
    /// What is positive where the whole has a value, for a logarithm is taken of it.
    var positive = Set<NodeID>()
    /// What is not 0 where the whole has a value, for it is divided by.
    private var nonzero = Set<NodeID>()
    /// The least common denominator of all fractional exponents, where roots are taken of factors.
    var rootDegree = 1
    /// Irreducible polynomials of which logarithms, roots or absolute values are taken.
    var factors: [(base: Polynomial, logarithm: Int?, root: Int?, absolute: Int?)] = []
    /// The factor of which a generator is the root.
    var rootPlaces: [Int: Int] = [:]
    /// Logarithms of prime numbers.
    var primeLogarithms: [Int: Int] = [:]
    /// The least common denominator of the exponents of each base with fractional powers.
    var rootDegrees: [NodeID: Int] = [:]

    struct Substitution: Hashable {
      let place: Int
      let step: Int
      let substitute: ExponentialSubstitute
    }
    var substitutions: [Substitution: Int] = [:]
    var doubledAngles: [Int: (sine: Int, cosine: Int)] = [:]

    final class Divisors {
      var exponents: [Int: Int] = [:]
      var angles: [Int: Int] = [:]
    }

    init(
      _ builder: Builder, depth: NormalFormDepth, variables: Int, limits: PolynomialLimits, work: PolynomialWork,
      divisors: Divisors
    ) {
      self.builder = builder
      self.store = builder.store
      self.depth = depth
      self.divisors = divisors
      ring = PolynomialRing(variableCount: variables, limits: limits, work: work)
    }

    /// More generators than this are not handled: monomials get long.
    static let mostVariables = 40

    /// The forms of everything under a root. Throws where sizes exceed the limits.
    static func forms(
      of root: NodeID, _ builder: Builder, depth: NormalFormDepth, limits: PolynomialLimits, work: PolynomialWork
    ) throws(PolynomialError) -> NormalForms {
      try forms(of: [root], builder, depth: depth, limits: limits, work: work)
    }

    /// The same under several roots.
    static func forms(
      of roots: [NodeID], _ builder: Builder, depth: NormalFormDepth, limits: PolynomialLimits, work: PolynomialWork
    ) throws(PolynomialError) -> NormalForms {
      let store = builder.store
      let reachable = ReachableNodes(store, roots, descend: { descends(store, $0, depth) })
      guard let variables = variableBound(store, reachable, roots, depth) else { throw .tooLarge }
      let divisors = Divisors()
      for _ in 0..<6 {
        let forms = NormalForms(
          builder, depth: depth, variables: variables, limits: limits, work: work, divisors: divisors)
        do {
          try forms.prepare(reachable, roots)
          return forms
        } catch let error as PolynomialError {
          throw error
        } catch { continue }
      }
      throw .tooLarge
    }

    /// Whether what is below a node takes part in its form.
    static func descends(_ store: Store, _ id: NodeID, _ depth: NormalFormDepth) -> Bool {
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
    static func variableBound(
      _ store: Store, _ reachable: ReachableNodes, _ roots: [NodeID], _ depth: NormalFormDepth
    ) -> Int? {
      var symbols = Set<NodeID>()
      func see(_ id: NodeID) { if !id.isStored && !id.isSmallInteger { symbols.insert(id) } }
      for root in roots { see(root) }
      var count = depth == .factors ? 12 : 2
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

    func prepare(_ reachable: ReachableNodes, _ roots: [NodeID]) throws {
      for id in reachable.ids {
        if store.isOperation(id, .power) {
          let operands = store.operands(id)
          note(operands[0], operands[1])
        } else if store.isOperation(id, .product) {
          store.forEachFactor(id) { note($0, $1) }
        } else if store.isCall(id, .log) {
          nonnegative.insert(store.operands(id)[0])
          positive.insert(store.operands(id)[0])
          seeNonzero(store.operands(id)[0])
        } else if store.isOperation(id, .call) {
          noteFractionsOfPi(in: store.operands(id)[0])
        }
      }
      if depth == .factors {
        for radicand in nonnegative {
          for (node, isStrict) in builder.signs(where: radicand, isPositive: positive.contains(radicand)) {
            nonnegative.insert(node)
            if isStrict { positive.insert(node) }
          }
        }
      }
      // Where x·y and y are positive, x is.
      for product in positive where store.isOperation(product, .product) {
        var open: [NodeID] = []
        store.forEachFactor(product) { base, exponent in
          let isOdd = store.number(exponent)?.asInt.map { $0 % 2 != 0 } ?? false
          if !isOdd || !positive.contains(base) && !store.flags(base).isPositive { open.append(isOdd ? base : .none) }
        }
        if open.count == 1, open[0] != .none, let number = store.number(store.head(of: product)), number.signum > 0 {
          nonnegative.insert(open[0])
        }
      }
      for id in reachable.ids where store.sort(id) == .number { forms[id] = try computed(id) }
      for root in roots where !root.isStored { forms[root] = try form(root) }
    }

    /// What is not 0 where a node is not.
    private func seeNonzero(_ node: NodeID) {
      nonzero.insert(node)
      if store.isCall(node, .abs) { nonzero.insert(store.operands(node)[0]) }
      guard store.isOperation(node, .product) else { return }
      store.forEachFactor(node) { base, _ in
        nonzero.insert(base)
        if store.isCall(base, .abs) { nonzero.insert(store.operands(base)[0]) }
      }
    }

    func note(_ base: NodeID, _ exponent: NodeID) {
      if store.number(exponent)?.isNegative ?? false { seeNonzero(base) }
      if base != .e, let value = store.number(exponent), !value.isInteger {
        nonnegative.insert(base)
        if value.isNegative { positive.insert(base) }
      }
      guard base != .e || depth == .arithmetic, let value = store.number(exponent), !value.isInteger,
        let degree = value.denominator.asInt, degree <= 64
      else { return }
      if depth == .factors {
        rootDegree = rootDegree / greatestCommonDivisor(rootDegree, degree) * degree
        return
      }
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

    func computed(_ id: NodeID) throws -> RationalFunction {
      if id.isSmallInteger { return RationalFunction(ring, Rational(id.smallInteger)) }
      if id == .e { return try depth == .arithmetic ? variable(id) : exponential(.one) }
      guard let operation = store.operation(id) else { return try variable(id) }
      let operands = store.operands(id)
      switch operation {
      case .number:
        guard let value = store.number(id), value.bitWidth <= ring.limits.bits else { throw PolynomialError.tooLarge }
        return RationalFunction(ring, value)
      case .sum:
        var total = try form(store.head(of: id))
        var terms: [(NodeID, NodeID)] = []
        store.forEachTerm(id) { terms.append(($0, $1)) }
        for (coefficient, term) in terms { total = try total + form(coefficient) * form(term) }
        return total
      case .product:
        var total = try form(store.head(of: id))
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

    func add(_ generator: Generator) throws -> Int {
      guard generators.count < ring.variableCount else { throw PolynomialError.tooLarge }
      generators.append(generator)
      return generators.count - 1
    }

    func variable(_ index: Int) -> RationalFunction { RationalFunction(ring, variable: index) }

    /// The variable of a node that stays as it is.
    func variable(_ id: NodeID) throws -> RationalFunction {
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

    var roots: [NodeID: Int] = [:]

    func root(of base: NodeID, _ degree: Int) throws -> RationalFunction {
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

    // MARK: Calls

    func call(_ id: NodeID) throws -> RationalFunction {
      let argument = store.operands(id)[0]
      let one = RationalFunction(ring, 1)
      guard depth != .arithmetic, let kind = CallForm(store.node(id).pointee.function) else { return try variable(id) }
      switch kind {
      case .logarithm where depth == .factors:
        let value = try factoredLogarithm(form(argument))
        if !logarithms.contains(where: { $0.argument == argument }) { logarithms.append((value, argument)) }
        return value
      case .absolute where depth == .factors: return try factoredAbsolute(form(argument))
      case .sign:
        // |u|/u, where u is not 0.
        guard nonzero.contains(argument) || store.flags(argument).contains(.nonzero) else { return try variable(id) }
        let absolute = builder.call(.abs, [argument])
        let magnitude =
          store.isCall(absolute, .abs) && depth != .factors
          ? try call(absolute) : depth == .factors ? try factoredAbsolute(form(argument)) : try form(absolute)
        return try magnitude / form(argument)
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
    case logarithm, absolute, sign, sigmoid, tanh, coth, sinh, cosh, sech, csch
    case sine, cosine, tangent, cotangent, secant, cosecant

    init?(_ function: UInt16) {
      switch FunctionID(rawValue: function) {
      case .log: self = .logarithm
      case .abs: self = .absolute
      case .sign: self = .sign
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

  func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
#endif
