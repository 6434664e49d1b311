// The size of expressions as a reader counts it.
import Nabla
import Testing

@Suite("Operation counts")
struct OperationCountTests {
  @Test(
    "operations of the printed form, each distinct one once",
    arguments: [
      ("x", 0), ("7", 0), ("x + y", 1), ("x - y", 1), ("x + y + z", 2), ("2*x*y", 2), ("-x", 1), ("x/y", 1), ("x^2", 1),
      ("sqrt(x)", 1), ("1/sqrt(x)", 2), ("sin(x)", 1), ("2*x*cos(x^2)", 4), ("sin(x) + sin(x)^2", 3),
      ("(x + y)*sin(x + y)", 3), ("max(x, y, 1)", 1), ("if(x > 0, x, -x)", 3), ("f(x, y)", 1), ("x - 2*y/z", 3),
      ("exp(-x^2/2)", 4),
    ])
  func counts(_ text: String, _ count: Int) throws {
    #expect(Expr.operationCount(of: [try Expr(parsing: text)]) == count)
  }

  @Test("what several expressions share counts once")
  func shared() throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let part = sin(x * y)
    #expect(Expr.operationCount(of: [part + 1, part * x]) == 4)
    #expect(Expr.operationCount(of: []) == 0)
    #expect(Expr.operationCount(of: [part, part]) == Expr.operationCount(of: [part]))
  }

  @Test("the count ends at the limit of time")
  func limit() {
    let sum = Expr.sum((0..<20_000).map { sin(Expr.symbol("x_\($0)")) })
    let count = Limits.$current.withValue(Limits(seconds: 1e-9)) { Expr.operationCount(of: [sum]) }
    #expect(count == .max)
  }
}
