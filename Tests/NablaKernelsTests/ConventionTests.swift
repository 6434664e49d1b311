// What is fixed by convention or known exactly: kinks, zeros, poles, domain edges, infinities, NaN.
import NablaKernels
import NablaTestSupport
import Testing

private let infinity = Double.infinity
private let least = Double.leastNonzeroMagnitude

/// A named kernel of one argument.
struct NamedFunction: Sendable, CustomTestStringConvertible {
  let name: String
  let function: @Sendable (Double) -> Double

  init(_ name: String, _ function: @escaping @Sendable (Double) -> Double) {
    self.name = name
    self.function = function
  }

  var testDescription: String { name }

  /// The kernels of one number.
  static let unary = KernelID.allCases.compactMap { id -> NamedFunction? in
    guard case .unary(let function) = id.row.form else { return nil }
    return NamedFunction(id.row.name) { function.scalar($0) }
  }
}

@Suite struct ConventionTests {
  @Test func kinks() {
    for zero in [0.0, -0.0] {
      #expect(Kernels.sign(zero) == 0 && Kernels.sign(zero).sign == .plus)
      #expect(Kernels.heaviside(zero) == 0.5)
      #expect(Kernels.relu(zero) == 0 && Kernels.relu(zero).sign == .plus)
      #expect(Kernels.abs(zero) == 0 && Kernels.abs(zero).sign == .plus)
      #expect(Kernels.floor(zero) == 0)
    }
    for positive in [least, 0x1p-1022, 1, 1e308, infinity] {
      #expect(Kernels.sign(positive) == 1 && Kernels.sign(-positive) == -1)
      #expect(Kernels.heaviside(positive) == 1 && Kernels.heaviside(-positive) == 0)
      #expect(Kernels.relu(positive) == positive && Kernels.relu(-positive) == 0)
      #expect(Kernels.abs(positive) == positive && Kernels.abs(-positive) == positive)
    }
    #expect(Kernels.floor(-least) == -1 && Kernels.floor(least) == 0)
    #expect(Kernels.floor((1.0).nextDown) == 0 && Kernels.floor(1) == 1 && Kernels.floor(-1.5) == -2)
    #expect(Kernels.floor(0x1p53) == 0x1p53 && Kernels.floor(-0x1p52 + 0.5) == -0x1p52)
    #expect(Kernels.floor(infinity) == infinity && Kernels.floor(-infinity) == -infinity)
  }

  @Test(
    "NaN in, NaN out",
    arguments: NamedFunction.unary + [
      NamedFunction("atan2(_, 1)") { Kernels.atan2($0, 1) },
      NamedFunction("atan2(0, _)") { Kernels.atan2(0, $0) },
      NamedFunction("power(_, 0)") { Kernels.power($0, 0) },
      NamedFunction("power(1, _)") { Kernels.power(1, $0) },
      NamedFunction("x^(0/1)") { Kernels.rationalPower($0, numerator: 0, denominator: 1) },
      NamedFunction("x^(1/2)") { Kernels.rationalPower($0, numerator: 1, denominator: 2) },
      NamedFunction("maximum(_, ∞)") { Kernels.maximum($0, .infinity) },
      NamedFunction("maximum(∞, _)") { Kernels.maximum(.infinity, $0) },
      NamedFunction("minimum(_, −∞)") { Kernels.minimum($0, -.infinity) },
      NamedFunction("minimum(−∞, _)") { Kernels.minimum(-.infinity, $0) },
    ])
  func notANumber(_ named: NamedFunction) {
    for number in [Double.nan, -Double.nan, .signalingNaN] {
      #expect(named.function(number).isNaN, "\(named.name)")
    }
  }

  @Test func domainsAndLimits() {
    for outside in [-least, -1, -infinity] {
      #expect(Kernels.log(outside).isNaN && Kernels.sqrt(outside).isNaN)
    }
    for outside in [(1.0).nextUp, -(1.0).nextUp, infinity, -infinity] {
      #expect(Kernels.asin(outside).isNaN && Kernels.acos(outside).isNaN && Kernels.atanh(outside).isNaN)
    }
    for outside in [(1.0).nextDown, 0, -2, -infinity] { #expect(Kernels.acosh(outside).isNaN) }
    #expect(Kernels.acosh(1) == 0 && Kernels.acosh(infinity) == infinity && Kernels.asinh(-infinity) == -infinity)
    #expect(Kernels.atanh(1) == infinity && Kernels.atanh(-1) == -infinity && Kernels.atanh(0) == 0)
    for end in [infinity, -infinity] {
      #expect(Kernels.sin(end).isNaN && Kernels.cos(end).isNaN && Kernels.tan(end).isNaN)
      #expect(Kernels.csc(end).isNaN && Kernels.sec(end).isNaN && Kernels.cot(end).isNaN)
    }
    #expect(
      Kernels.log(0) == -infinity && Kernels.log(-0.0) == -infinity && Kernels.log(infinity) == infinity)
    #expect(Kernels.exp(-infinity) == 0 && Kernels.exp(infinity) == infinity && Kernels.exp(0) == 1)
    #expect(Kernels.sqrt(infinity) == infinity && Kernels.cbrt(-infinity) == -infinity)
    #expect(Kernels.sinh(-infinity) == -infinity && Kernels.cosh(-infinity) == infinity)
    #expect(Kernels.tanh(-infinity) == -1 && Kernels.erf(-infinity) == -1 && Kernels.erf(infinity) == 1)
    #expect(Kernels.atan(infinity) == Double.pi / 2 && Kernels.acos(-1) == Double.pi)
    #expect(Kernels.acos(1) == 0 && Kernels.cos(0) == 1 && Kernels.sec(0) == 1)
    #expect(Kernels.cot(0) == infinity && Kernels.cot(-0.0) == -infinity)
    #expect(Kernels.csc(0) == infinity && Kernels.csc(-0.0) == -infinity)
    // Nearest to a pole, large and finite.
    #expect(Kernels.tan(Double.pi / 2) == 1.633123935319537e16)
  }

  @Test func sigmoid() {
    #expect(Kernels.sigmoid(0) == 0.5 && Kernels.sigmoid(-0.0) == 0.5)
    #expect(Kernels.sigmoid(infinity) == 1 && Kernels.sigmoid(-infinity) == 0)
    #expect(Kernels.sigmoid(1000) == 1 && Kernels.sigmoid(-1000) == 0)
    #expect(Kernels.sigmoid(-700) == Kernels.exp(-700))
    #expect(Kernels.sigmoid(-700) > 9.85e-305 && Kernels.sigmoid(-700) < 9.87e-305)
    #expect(Kernels.sigmoid(-745) == least)
  }

  @Test func angles() {
    #expect(Kernels.atan2(0, 0).isNaN && Kernels.atan2(-0.0, -0.0).isNaN && Kernels.atan2(0, -0.0).isNaN)
    #expect(Kernels.atan2(0, -1) == Double.pi && Kernels.atan2(-0.0, -1) == Double.pi)
    #expect(Kernels.atan2(-0.0, 1) == 0 && Kernels.atan2(-least, -1) == -Double.pi)
    #expect(Kernels.atan2(1, 0) == Double.pi / 2 && Kernels.atan2(-1, -0.0) == -Double.pi / 2)
    #expect(Kernels.atan2(infinity, infinity) == Double.pi / 4 && Kernels.atan2(1, -infinity) == Double.pi)
  }

  @Test func powers() {
    #expect(Kernels.power(0, 0) == 1 && Kernels.power(-0.0, 0) == 1 && Kernels.power(-3, 0) == 1)
    #expect(Kernels.power(0, -1) == infinity && Kernels.power(0, -0.5) == infinity)
    #expect(Kernels.power(-0.0, -1) == -infinity && Kernels.power(-0.0, -2) == infinity)
    #expect(
      Kernels.power(0, 2) == 0 && Kernels.power(0, infinity) == 0 && Kernels.power(0, -infinity) == infinity)
    #expect(Kernels.power(-8, 1 / 3).isNaN && Kernels.power(-infinity, 0.5).isNaN)
    #expect(Kernels.power(-2, infinity).isNaN && Kernels.power(-1, -infinity).isNaN)
    #expect(
      Kernels.power(-2, 3) == -8 && Kernels.power(-2, -2) == 0.25 && Kernels.power(-1, 0x1p53 - 1) == -1)
    #expect(Kernels.power(-infinity, 3) == -infinity && Kernels.power(2, infinity) == infinity)
    #expect(Kernels.power(0.5, infinity) == 0 && Kernels.power(infinity, 0) == 1)
  }

  @Test func rationalPowers() {
    func power(_ base: Double, _ p: Int, _ q: Int) -> Double {
      Kernels.rationalPower(base, numerator: p, denominator: q)
    }
    #expect(power(4, 1, 2) == 2 && power(4, -1, 2) == 0.5 && power(4, 3, 2) == 8 && power(4, -3, 2) == 0.125)
    #expect(power(27, 1, 3) == 3 && power(27, 2, 3) == 9 && power(8, -1, 3) == 0.5 && power(8, -2, 3) == 0.25)
    #expect(power(16, 3, 4) == 8 && power(32, 1, 5) == 2 && power(1, 12345, 67) == 1)
    // Lowest terms, and signs of either part.
    #expect(power(4, 2, 4) == 2 && power(4, -2, -4) == 2 && power(4, 1, -2) == 0.5)
    #expect(power(-3, 4, 2) == 9 && power(-2, 9, 3) == -8 && power(-2, 3, -1) == -0.125)
    #expect(power(-8, 1, 3).isNaN && power(-infinity, 1, 2).isNaN && power(-least, 5, 7).isNaN)
    #expect(power(2, 1, 0).isNaN && power(2, 0, 0).isNaN && power(-5, 0, 3) == 1 && power(0, 0, 1) == 1)
    for zero in [0.0, -0.0] {
      for (p, q) in [(1, 2), (3, 2), (1, 3), (2, 3), (5, 2), (5, 7), (Int.max, 2)] {
        #expect(power(zero, p, q) == 0 && power(zero, p, q).sign == .plus)
        #expect(power(zero, -p, q) == infinity)
        #expect(power(infinity, p, q) == infinity && power(infinity, -p, q) == 0)
      }
      #expect(power(zero, 2, 1) == 0)
    }
    #expect(power(-0.0, -1, 1) == -infinity && power(0, -1, 1) == infinity)
    // Exact parity where the exponent itself is no Double, and the ends of the range of Int.
    #expect(power(-1, Int.max, 1) == -1 && power(-1, Int.max - 1, 1) == 1 && power(-1, Int.min, 1) == 1)
    #expect(power(2, Int.min, Int.min) == 2 && power(2, Int.max, Int.min) == 0.5)
    #expect(
      power(2, 1, Int.min) == 1 && power(2, Int.min, 1) == 0 && power(-infinity, Int.max, 1) == -infinity)
    // The result is at the end of the range where base^(nearest Double) is not.
    #expect(power(0x1p-1022, 1, 2) == 0x1p-511 && power(0x1p-1074, 3, 3) == least)
  }

  @Test("Cube roots of cubes are exact")
  func exactCubeRoots() {
    // Every integer whose cube is a Double in the unscaled range, and the same as tiny negative numbers.
    let inexact = (1...200_000).filter { integer in
      let root = Double(integer)
      let cube = root * root * root
      return Kernels.cbrt(cube) != root || Kernels.cbrt(-cube * 0x1p-960) != -root * 0x1p-320
    }
    #expect(inexact.isEmpty, "\(inexact.count) of them, such as \(inexact.prefix(5))")
  }
}
