// Every function within 4 ulp of the exact value, over the whole range of a Double.
import NablaKernels
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

  /// A kernel of one argument, its referee, and where both are defined.
  struct UnaryCase: Sendable, CustomTestStringConvertible {
    let name: String
    let kernel: @Sendable (Double) -> Double
    let exact: ExactFunction
    /// Exponents of arguments at which the function is neither its limit nor its first Taylor term.
    var exponents: ClosedRange<Int> = -30...10
    var isDefined: @Sendable (Double) -> Bool = { _ in true }

    var testDescription: String { name }

    var isCircular: Bool {
      ["sin", "cos", "tan", "cot", "sec", "csc", "sin in lanes", "cos in lanes"].contains(name)
    }

    static let all: [UnaryCase] = [
      UnaryCase(name: "exp", kernel: { Kernels.exp($0) }, exact: Exact.exp),
      UnaryCase(name: "log", kernel: { Kernels.log($0) }, exact: Exact.log) { $0 > 0 },
      UnaryCase(name: "sqrt", kernel: { Kernels.sqrt($0) }, exact: Exact.sqrt) { $0 >= 0 },
      UnaryCase(name: "cbrt", kernel: { Kernels.cbrt($0) }, exact: Exact.cbrt),
      UnaryCase(name: "sin", kernel: { Kernels.sin($0) }, exact: Exact.sin, exponents: -30...40),
      UnaryCase(name: "cos", kernel: { Kernels.cos($0) }, exact: Exact.cos, exponents: -30...40),
      UnaryCase(name: "tan", kernel: { Kernels.tan($0) }, exact: Exact.tan, exponents: -30...40),
      UnaryCase(name: "cot", kernel: { Kernels.cot($0) }, exact: Exact.cot, exponents: -30...40) { $0 != 0 },
      UnaryCase(name: "sec", kernel: { Kernels.sec($0) }, exact: Exact.sec, exponents: -30...40),
      UnaryCase(name: "csc", kernel: { Kernels.csc($0) }, exact: Exact.csc, exponents: -30...40) { $0 != 0 },
      UnaryCase(name: "sinh", kernel: { Kernels.sinh($0) }, exact: Exact.sinh),
      UnaryCase(name: "cosh", kernel: { Kernels.cosh($0) }, exact: Exact.cosh),
      UnaryCase(name: "tanh", kernel: { Kernels.tanh($0) }, exact: Exact.tanh),
      UnaryCase(name: "asinh", kernel: { Kernels.asinh($0) }, exact: Exact.asinh, exponents: -30...60),
      UnaryCase(name: "acosh", kernel: { Kernels.acosh($0) }, exact: Exact.acosh, exponents: 0...60) { $0 >= 1 },
      UnaryCase(name: "atanh", kernel: { Kernels.atanh($0) }, exact: Exact.atanh, exponents: -30 ... -1) {
        $0.magnitude < 1
      },
      UnaryCase(name: "asin", kernel: { Kernels.asin($0) }, exact: Exact.asin, exponents: -30 ... -1) {
        $0.magnitude <= 1
      },
      UnaryCase(name: "acos", kernel: { Kernels.acos($0) }, exact: Exact.acos, exponents: -30 ... -1) {
        $0.magnitude <= 1
      },
      UnaryCase(name: "atan", kernel: { Kernels.atan($0) }, exact: Exact.atan, exponents: -30...60),
      UnaryCase(name: "sigmoid", kernel: { Kernels.sigmoid($0) }, exact: Exact.sigmoid),
      UnaryCase(name: "erf", kernel: { Kernels.erf($0) }, exact: Exact.erf, exponents: -30...3),
      UnaryCase(name: "expm1", kernel: { Kernels.exponentialLessOne($0) }, exact: Exact.expm1),
      UnaryCase(name: "log1p", kernel: { Kernels.logarithmOfOnePlus($0) }, exact: Exact.log1p) { $0 > -1 },
      UnaryCase(name: "softplus", kernel: { Kernels.softplus($0) }, exact: Exact.softplus),
      UnaryCase(name: "sech^2", kernel: { Kernels.sechSquared($0) }, exact: Exact.sechSquared),
      // Eight lanes at once, of which the last is looked at; the others lie in the middle of the range.
      UnaryCase(name: "exp in lanes", kernel: lanes(VectorKernels.exp), exact: Exact.exp),
      UnaryCase(name: "log in lanes", kernel: lanes(VectorKernels.log), exact: Exact.log) { $0 > 0 },
      UnaryCase(name: "log1p in lanes", kernel: lanes(VectorKernels.log1p), exact: Exact.log1p) { $0 > -1 },
      UnaryCase(name: "tanh in lanes", kernel: lanes(VectorKernels.tanh), exact: Exact.tanh),
      UnaryCase(name: "sech^2 in lanes", kernel: lanes(VectorKernels.sechSquared), exact: Exact.sechSquared),
      UnaryCase(name: "sigmoid in lanes", kernel: lanes(VectorKernels.sigmoid), exact: Exact.sigmoid),
      UnaryCase(name: "softplus in lanes", kernel: lanes(VectorKernels.softplus), exact: Exact.softplus),
      UnaryCase(name: "sin in lanes", kernel: lanes(VectorKernels.sin), exact: Exact.sin, exponents: -30...40),
      UnaryCase(name: "cos in lanes", kernel: lanes(VectorKernels.cos), exact: Exact.cos, exponents: -30...40),
    ]

    /// Functions that are computed in pairs, each by itself.
    static let paired = [
      UnaryCase(
        name: "sin of a pair", kernel: lanes(first(VectorKernels.sineAndCosine)), exact: Exact.sin, exponents: -30...40),
      UnaryCase(
        name: "cos of a pair", kernel: lanes(second(VectorKernels.sineAndCosine)), exact: Exact.cos, exponents: -30...40
      ),
      UnaryCase(name: "tanh of a pair", kernel: lanes(first(VectorKernels.tanhAndSechSquared)), exact: Exact.tanh),
      UnaryCase(
        name: "sech^2 of a pair", kernel: lanes(second(VectorKernels.tanhAndSechSquared)), exact: Exact.sechSquared),
      UnaryCase(
        name: "softplus of a pair", kernel: lanes(first(VectorKernels.softplusAndSigmoid)), exact: Exact.softplus),
      UnaryCase(
        name: "sigmoid of a pair", kernel: lanes(second(VectorKernels.softplusAndSigmoid)), exact: Exact.sigmoid),
    ]

    private typealias Columns = @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
    private typealias PairOfColumns =
      @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void

    private static func first(_ pair: @escaping PairOfColumns) -> Columns {
      { x, y, count in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count) {
          if let z = $0.baseAddress { pair(x, y, z, count) }
        }
      }
    }

    private static func second(_ pair: @escaping PairOfColumns) -> Columns {
      { x, y, count in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count) {
          if let z = $0.baseAddress { pair(x, z, y, count) }
        }
      }
    }

    private static func lanes(
      _ kernel: @escaping @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
    ) -> @Sendable (Double) -> Double {
      { x in
        var column = [0.5, 1, 0.25, 2, 1.5, 0.75, 3, x]
        column.withUnsafeMutableBufferPointer { buffer in
          if let base = buffer.baseAddress { kernel(base, base, 8) }
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

    func check(_ name: String, seed: UInt64) {
      #expect(error <= 4, "\(name), worst case \(description); NABLA_SEED=\(seed)")
      #expect(undecided.isEmpty, "\(name), undecided at \(undecided.prefix(5)); NABLA_SEED=\(seed)")
    }
  }

  @Suite struct AccuracyTests {
    @Test("Within 4 ulp of Arb", arguments: UnaryCase.all + UnaryCase.paired)
    func unary(_ function: UnaryCase) {
      var generator = SeededGenerator(seed: 20_260_101)
      var worst = WorstCase()
      var points = directedNumbers.filter { $0.isFinite }
      for _ in 0..<pointCount { points.append(generator.number()) }
      for _ in 0..<pointCount { points.append(generator.number(exponents: function.exponents)) }
      // Near 1, at distances whose exponents are drawn evenly: zeros of log, edges of asin and acos.
      for _ in 0..<pointCount / 4 { points.append(1 + generator.number(exponents: -52 ... -2)) }
      // Near multiples of pi/2, at any distance that the spacing of Doubles allows.
      for _ in 0..<pointCount / 4 {
        let multiple = Double(Int.random(in: 1...1_000_000, using: &generator)) * (Double.pi / 2)
        points.append(multiple + generator.number(exponents: -60...0))
      }
      for point in points where function.isDefined(point) {
        worst.add(function.kernel(point), at: [point], function.exact)
      }
      worst.check(function.name, seed: generator.seed)
    }

    @Test("Where a Double is nearest to a multiple of pi/2", arguments: UnaryCase.all.filter(\.isCircular))
    func nearMultiplesOfHalfPi(_ function: UnaryCase) {
      var worst = WorstCase()
      for exponent in 0...971 {
        for significand in significandsNearestToMultiplesOfHalfPi(exponent: exponent) {
          let point = Double(sign: .plus, exponent: exponent, significand: Double(significand))
          worst.add(function.kernel(point), at: [point], function.exact)
          worst.add(function.kernel(-point), at: [-point], function.exact)
        }
      }
      worst.check(function.name, seed: 0)
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
