// Every function within 4 ulp of the exact value, over the whole range of a Double.
import NablaKernels
import NablaTestSupport
import Testing

#if NABLA_HAS_FLINT
  /// Random points of each function: several thousand in every build, more in an optimised one.
  private let pointCount: Int = {
    #if DEBUG
      return 4000
    #else
      return 40_000
    #endif
  }()

  /// A way to compute a kernel of one argument, and its referee.
  struct UnaryCase: Sendable, CustomTestStringConvertible {
    let id: KernelID
    let name: String
    let kernel: @Sendable (Double) -> Double
    let reference: Exact.Reference

    var testDescription: String { name }

    /// Every kernel of one number: one at a time, in lanes, and in lanes along with its partner.
    static let all: [UnaryCase] = KernelID.allCases.flatMap { id -> [UnaryCase] in
      // What is rounded from enclosures has values of another library beside it.
      guard case .unary(let unary) = id.row.form, !id.row.isRounded || [.erfc, .erfi].contains(id) else { return [] }
      // Its row in the table of referees, without which the suite does not run.
      guard let reference = Exact.reference(id) else { preconditionFailure("no referee for \(id)") }
      let name = id.row.name
      var cases = [UnaryCase(id: id, name: name, kernel: { unary.scalar($0) }, reference: reference)]
      if let lanes = unary.lanes {
        cases.append(UnaryCase(id: id, name: "\(name) in lanes", kernel: last(lanes), reference: reference))
      }
      if let pair = id.pair {
        let half = id == pair.first ? first(pair.lanes) : second(pair.lanes)
        cases.append(UnaryCase(id: id, name: "\(name) of a pair", kernel: last(half), reference: reference))
      }
      return cases
    }

    private static func first(_ pair: @escaping KernelRow.PairLanes) -> KernelRow.Lanes {
      { x, y, count in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count) {
          if let z = $0.baseAddress { pair(x, y, z, count) }
        }
      }
    }

    private static func second(_ pair: @escaping KernelRow.PairLanes) -> KernelRow.Lanes {
      { x, y, count in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count) {
          if let z = $0.baseAddress { pair(x, z, y, count) }
        }
      }
    }

    /// Eight lanes at once, of which the last is looked at; the others lie in the middle of the range.
    private static func last(_ lanes: @escaping KernelRow.Lanes) -> @Sendable (Double) -> Double {
      { x in
        var column = [0.5, 1, 0.25, 2, 1.5, 0.75, 3, x]
        column.withUnsafeMutableBufferPointer { buffer in
          if let base = buffer.baseAddress { lanes(base, base, 8) }
        }
        return column[7]
      }
    }
  }

  /// The worst error seen so far, and where.
  private struct WorstCase {
    var error = 0.0
    var description = "none"
    var undecided: [String] = []

    mutating func add(_ computed: Double, at arguments: [Double], _ exact: ExactFunction) {
      guard let error = errorInUlps(of: computed, arguments: arguments, exact: exact) else {
        undecided.append("\(arguments)")
        return
      }
      if error > self.error {
        self.error = error
        description = "\(error) ulp at \(arguments): \(computed)"
      }
    }

    func check(_ name: String, within ulps: Double = 4, seed: UInt64) {
      #expect(error <= ulps, "\(name), worst case \(description); NABLA_SEED=\(seed)")
      #expect(undecided.isEmpty, "\(name), undecided at \(undecided.prefix(5)); NABLA_SEED=\(seed)")
    }
  }

  @Suite struct AccuracyTests {
    @Test("Within the units in the last place that its row states", arguments: UnaryCase.all)
    func unary(_ function: UnaryCase) {
      var generator = SeededGenerator(seed: 20_260_101)
      var worst = WorstCase()
      var points = directedNumbers.filter { $0.isFinite }
      for _ in 0..<pointCount { points.append(generator.number()) }
      for _ in 0..<pointCount { points.append(generator.number(exponents: function.reference.exponents)) }
      // Near 1, at distances whose exponents are drawn evenly: zeros of log, edges of asin and acos.
      for _ in 0..<pointCount / 4 { points.append(1 + generator.number(exponents: -52 ... -2)) }
      // Near multiples of pi/2, at any distance that the spacing of Doubles allows.
      for _ in 0..<pointCount / 4 {
        let multiple = Double(Int.random(in: 1...1_000_000, using: &generator)) * (Double.pi / 2)
        points.append(multiple + generator.number(exponents: -60...0))
      }
      for point in points where function.reference.isDefined(point) {
        worst.add(function.kernel(point), at: [point], function.reference.exact)
      }
      #expect(function.id.row.ulps <= 4)
      worst.check(function.name, within: function.id.row.ulps, seed: generator.seed)
    }

    @Test(
      "Where a Double is nearest to a multiple of pi/2",
      arguments: UnaryCase.all.filter { [.sin, .cos, .tan, .cot, .sec, .csc].contains($0.id) })
    func nearMultiplesOfHalfPi(_ function: UnaryCase) {
      var worst = WorstCase()
      for exponent in 0...971 {
        for significand in significandsNearestToMultiplesOfHalfPi(exponent: exponent) {
          let point = Double(sign: .plus, exponent: exponent, significand: Double(significand))
          worst.add(function.kernel(point), at: [point], function.reference.exact)
          worst.add(function.kernel(-point), at: [-point], function.reference.exact)
        }
      }
      worst.check(function.name, within: function.id.row.ulps, seed: 0)
    }

    @Test func atan2() {
      var generator = SeededGenerator(seed: 20_260_102)
      var worst = WorstCase()
      func add(_ y: Double, _ x: Double) { worst.add(Kernels.atan2(y, x), at: [y, x], Exact.atan2) }
      let directed = directedNumbers.filter { $0.isFinite }
      for y in directed.striding(by: 7) {
        for x in directed.striding(by: 11) where y != 0 || x != 0 { add(y, x) }
      }
      for _ in 0..<pointCount {
        add(generator.number(), generator.number())
        let x = generator.number(exponents: -900...900)
        add(x * generator.number(exponents: -60...60), x)
      }
      worst.check("atan2", seed: generator.seed)
    }

    @Test func power() {
      var generator = SeededGenerator(seed: 20_260_103)
      var worst = WorstCase()
      func add(_ base: Double, _ exponent: Double) {
        worst.add(Kernels.power(base, exponent), at: [base, exponent], Exact.power)
      }
      let directed = directedNumbers.filter { $0.isFinite }
      for base in directed.striding(by: 7) where base > 0 {
        for exponent in directed.striding(by: 11) { add(base, exponent) }
      }
      for _ in 0..<pointCount {
        let base = generator.number()
        add(base.magnitude, generator.number())
        add(base, Double(Int.random(in: -40...40, using: &generator)))
        // Exponents that bring the result into the range, or just out of it.
        let near = 1 + generator.number(exponents: -52 ... -1)
        for base in [base.magnitude, near] where base != 1 {
          add(base, .random(in: -760...720, using: &generator) / Kernels.log(base))
        }
      }
      worst.check("power", seed: generator.seed)
    }

    @Test func rationalPower() {
      var generator = SeededGenerator(seed: 20_260_104)
      var worst = WorstCase()
      func add(_ base: Double, _ p: Int, _ q: Int) {
        let computed = Kernels.rationalPower(base, numerator: p, denominator: q)
        worst.add(computed, at: [base, Double(p), Double(q)], Exact.rationalPower(p, q))
      }
      for _ in 0..<pointCount {
        let base = generator.number().magnitude
        add(base, Int.random(in: -12...12, using: &generator), Int.random(in: 1...9, using: &generator))
        // Great numerators and denominators, the result brought into the range, or just out of it.
        let exponent = Double.random(in: -760...720, using: &generator) / Kernels.log(base)
        if exponent.magnitude < 1e5 {
          let q = Int.random(in: 1...1 << Int.random(in: 1...40, using: &generator), using: &generator)
          add(base, Int(exponent * Double(q)), q)
        }
        let near = 1 + generator.number(exponents: -52 ... -20).magnitude
        let great = Double.random(in: -760...720, using: &generator) / Kernels.log(near)
        if great.magnitude < 0x1p62 {
          add(near, Int(great) | 1, Int.random(in: 1...2, using: &generator))
        }
      }
      for base in directedNumbers where base.isFinite && base > 0 {
        for q in [1, 2, 3, 5, 7, -3, Int.max, Int.min] {
          for p in [1, 2, 3, 4, 5, -1, -2, -3, Int.max, Int.min] { add(base, p, q) }
        }
      }
      worst.check("rationalPower", seed: generator.seed)
    }

    @Test("The referee notices an error of 5 ulp, and of one in the reduction of a huge argument")
    func refereeNotices() throws {
      let right = Kernels.exp(1.5)
      let wrong = right + 5 * right.ulp
      let error = try #require(errorInUlps(of: wrong, arguments: [1.5], exact: Exact.exp))
      #expect(error > 4 && error < 6)
      let reduced = try #require(
        errorInUlps(of: Kernels.sin(1e22 - 4e6 * Double.pi), arguments: [1e22], exact: Exact.sin))
      #expect(reduced > 1000)
      #expect(try #require(errorInUlps(of: .infinity, arguments: [700], exact: Exact.exp)) > 1000)
      #expect(try #require(errorInUlps(of: -.infinity, arguments: [800], exact: Exact.exp)) == .infinity)
      #expect(try #require(errorInUlps(of: .infinity, arguments: [800], exact: Exact.exp)) == 0)
      #expect(try #require(errorInUlps(of: 0, arguments: [0], exact: Exact.sin)) == 0)
      #expect(try #require(errorInUlps(of: .leastNonzeroMagnitude, arguments: [0], exact: Exact.sin)) == 1)
    }
  }

  extension Array {
    /// Every so many-th element, beginning with the first.
    fileprivate func striding(by step: Int) -> [Element] {
      stride(from: 0, to: count, by: step).map { self[$0] }
    }
  }
#else
  @Suite struct AccuracyTests {
    @Test(
      "Within 4 ulp of Arb",
      .disabled("needs FLINT and Arb: install libflint-dev and libflint-arb-dev, and build again"))
    func unary() {}
  }
#endif
