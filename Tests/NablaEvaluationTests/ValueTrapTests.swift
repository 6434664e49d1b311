// Traps from other systems' trackers that concern values at points, each with the value worked out by hand.

import Nabla
import NablaKernels
import Testing

@Suite struct ValueTrapTests {
  private static func evaluation(_ formula: String, by name: String? = nil, order: Int = 1, _ point: [String: String])
    throws
    -> Evaluation
  {
    var at: [Expr: Expr] = [:]
    for (name, value) in point { at[.symbol(name)] = try Expr(parsing: value) }
    var expression = try Expr(parsing: formula)
    if let name { expression = try expression.derivative(by: .symbol(name), order: order) }
    return try expression.evaluated(at: at)
  }

  /// Formula, variable of a derivative, its order, x, value.
  private static let traps: [(String, String?, Int, String, Double?)] = [
    ("abs(x)", "x", 1, "-2", -1), ("x*abs(x)", "x", 1, "-3", 6), ("x*abs(x)", "x", 1, "0", 0),
    ("log(abs(x))", "x", 1, "-4", -0.25), ("sign(x)", "x", 1, "3", 0), ("sign(abs(x))", nil, 1, "0", 0),
    ("floor(x)", "x", 1, "5/2", 0), ("max(x, x)", "x", 1, "1", 1), ("max(x, 2*x, 3*x)", "x", 1, "0", 2),
    ("x^0", nil, 1, "0", 1), ("0^x", nil, 1, "2", 0), ("0^x", "x", 1, "2", 0), ("0^x", "x", 1, "-2", nil),
    ("x^x", "x", 1, "1", 1), ("x^x", nil, 1, "-2", 0.25), ("2^x", "x", 1, "0", 0.693_147_180_559_945_3),
    ("asin(sin(x))", "x", 1, "3", -1), ("asin(sin(x))", nil, 1, "3", 0.141_592_653_589_793_24),
    ("sqrt(x^2)", nil, 1, "-2", 2), ("sqrt(x^2)", "x", 1, "-2", -1), ("(x^5)^(1/3)", nil, 1, "-8", nil),
    ("cbrt(x)", nil, 1, "-8", -2), ("x^(1/3)", nil, 1, "-8", nil), ("log(exp(x))", nil, 1, "-800", -800),
    ("exp(log(x))", nil, 1, "-1", nil), ("exp(log(x))", nil, 1, "3", 3),
    ("atan(x) + atan(1/x)", nil, 1, "-2", -1.570_796_326_794_896_6), ("x/x", nil, 1, "0", nil),
    ("x^(-2) - x^(-2)", nil, 1, "0", nil), ("sin(x)/x", nil, 1, "0", nil),
    ("if(x < 1, x^2, 2*x - 1)", "x", 1, "1", 2), ("if(x > 0, log(x), 0)", nil, 1, "-1", 0),
    ("if(x > 0, log(x), 0)", "x", 1, "-1", 0), ("if(x > 0, sqrt(x), 0)", "x", 1, "-1", 0),
    ("sigmoid(x)", nil, 1, "1000", 1), ("sigmoid(x)", "x", 1, "1000", 0), ("sigmoid(x)", "x", 1, "-1000", 0),
    ("log(sigmoid(x))", nil, 1, "-1000", -1000), ("log(1 + exp(x))", nil, 1, "1000", 1000),
    ("log(1 + exp(x))", nil, 1, "-1000", 0), ("log(1 + exp(x))", "x", 1, "1000", 1),
    ("log(1 + x)", nil, 1, "1e-20", 1e-20), ("exp(x) - 1", nil, 1, "1e-20", 1e-20),
    ("(1 - cos(x))/x^2", nil, 1, "1e-9", 0.5), ("sqrt(x + 1) - sqrt(x)", nil, 1, "1e16", 5e-9),
    ("log(exp(x) + exp(x + 0))", nil, 1, "1000", 1000.693_147_180_559_9),
    ("log(exp(x) + exp(1000))", nil, 1, "1000", 1000.693_147_180_559_9),
    ("tanh(x)", "x", 1, "400", 0), ("tanh(x)", "x", 1, "-400", 0), ("1/cosh(x)^2", nil, 1, "800", 0),
    ("1/(1 + exp(-x))", "x", 1, "-1000", 0), ("x^(1/10)", nil, 1, "1e400", 1e40), ("atan2(x, -1)", "x", 1, "0", -1),
    ("atan2(1, x)", "x", 1, "0", -1), ("x*sinh(1/x)", nil, 1, "1e10", 1), ("(x^2 - 1)/(x - 1)", nil, 1, "1", nil),
    ("((x + 1)^2 - x^2 - 2*x - 1)*exp(x)", nil, 1, "1e9", 0), ("cosh(x)^2 - sinh(x)^2", nil, 1, "300", 1),
    ("x^2*cbrt(x)", nil, 1, "0", 0), ("sin(x)^4", "x", 10, "0", nil),
  ]

  @Test(arguments: traps.indices)
  func value(index: Int) throws {
    let (formula, name, order, at, expected) = Self.traps[index]
    let found = try Self.evaluation(formula, by: name, order: order, ["x": at])
    let what: Comment = "\(name.map { "d\(order)/d\($0)^\(order) " } ?? "")\(formula) at \(at): \(found)"
    if order == 10 {
      // (cos 4x − 4·cos 2x)/8: −(4^10 − 4·2^10)/8.
      #expect(found.value == -130_560, what)
      return
    }
    guard let expected else {
      #expect(found.value == nil, what)
      return
    }
    guard Ball.isAvailable || found.value != nil else { return }
    let value = try #require(found.value, what)
    let isNear = (value - expected).magnitude <= 2 * expected.ulp && (expected != 0 || value.magnitude < 1e-300)
    #expect(isNear || !Ball.isAvailable, what)
  }
}
