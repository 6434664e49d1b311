// What operators cannot refuse by throwing ends the process with a message, in optimised builds too.
import Nabla
import Testing

@Suite("What operators cannot refuse by throwing stops the process with a message")
struct StopTests {
  private static func says(_ result: ExitTest.Result?, _ text: String) -> Bool {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(text)
  }

  @Test("NaN and infinities are no expressions")
  func notANumber() async {
    let r0 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Expr(floatLiteral: .nan)
    }
    #expect(StopTests.says(r0, "no real number"))
    let r1 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Expr(-Float.infinity)
    }
    #expect(StopTests.says(r1, "no real number"))
  }

  @Test("a relation is no number")
  func relations() async {
    let r0 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Expr.symbol("x")
      _ = when(x .> 0 && x .< 2, x, 1).operands[0] * x
    }
    #expect(StopTests.says(r0, "a relation is no number"))
    let r1 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = sin(when(Expr.symbol("x") .> 0, 2, 1).operands[0])
    }
    #expect(StopTests.says(r1, "a relation is no number"))
    let r2 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = when(Expr.symbol("x") .> 0, 2, 1).operands[0] .< 2
    }
    #expect(StopTests.says(r2, "a relation is no number"))
    let r3 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Expr.symbol("x")
      _ = when(x .> 1, when(x .> 0, 2, 1).operands[0], 1)
    }
    #expect(StopTests.says(r3, "a relation is no number"))
    let r4 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Function("f")(when(Expr.symbol("x") .> 0, 2, 1).operands[0])
    }
    #expect(StopTests.says(r4, "a relation is no number"))
  }

  @Test("map gives a relation for a relation and a number for a number")
  func map() async {
    let r0 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Expr.symbol("x")
      _ = when(x .> 0, x, 1).map { $0 == x ? $0 : sin(x) }
    }
    #expect(StopTests.says(r0, "the image of a relation is a relation"))
    let r1 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Expr.symbol("x")
      _ = when(x .> 0 || x .< -1, x, 1).map { $0 == x || $0 == 1 ? $0 : 2 }
    }
    #expect(StopTests.says(r1, "the image of a relation is a relation"))
    let r2 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
      let either = when(x .> 0 || y .> 0, x, y).operands[0]
      let relation = either.operands[0]
      _ = relation.map { _ in relation }
    }
    #expect(StopTests.says(r2, "the image of a number is a number"))
    let r3 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Expr.symbol("x")
      let g = try? Function("g", of: [x], value: x ** 2)
      _ = g?(x + 1).map { $0 + 1 }
    }
    #expect(StopTests.says(r3, "apply the function anew"))
  }

  @Test("functions take as many arguments as they have, programs as many values")
  func arguments() async {
    let r0 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Expr.symbol("x")
      _ = try? Function("g", of: [x], value: x ** 2)(x, x)
    }
    #expect(StopTests.says(r0, "takes 1 arguments, not 2"))
    let r1 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Function("f")()
    }
    #expect(StopTests.says(r1, "at least one argument"))
    let r2 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
      _ = try? (x * y).compiled(inputs: [x, y])(1)
    }
    #expect(StopTests.says(r2, "2 values are expected, not 1"))
    let r3 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Rational(1) / (Rational(1) - 1)
    }
    #expect(StopTests.says(r3, "division by zero"))
  }
}
