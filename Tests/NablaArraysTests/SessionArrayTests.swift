// Declared arrays in a session.

import Nabla
import NablaSession
import Testing

@Suite("Arrays in a session")
struct SessionArrayTests {
  private func answers(_ lines: String...) -> [String] {
    let session = Session()
    return lines.map { session.execute($0).answer }
  }

  @Test("losses are defined, differentiated and compared; other lines mean what they meant")
  func losses() {
    let found = answers(
      "declare A: matrix(m, n)", "x: vector(n)", "b: vector(m)", "L = norm(A*x - b)^2", "grad L x", "grad(L, [A, b])",
      "hessian(L, x)", "equal(norm(A*x)^2, x'*A'*A*x)", "2 + 2", "y + 1")
    #expect(found[3] == "L = norm(A*x - b)^2")
    #expect(found[4] == "2*A'*(A*x - b)")
    #expect(found[5] == "[2*(A*x - b)*x', -2*(A*x - b)]")
    #expect(found[6] == "2*A'*A")
    #expect(found[7] == "true")
    #expect(found[8] == "[1] 4")
    #expect(found[9] == "[2] y + 1")
  }

  @Test("what was declared can be forgotten, and declared otherwise")
  func forgetting() {
    let found = answers("A: matrix(m, n)", "A*A", "A: matrix(n, n)", "A*A", "forget A", "A*A")
    #expect(found[1].contains("does not go with"))
    #expect(found[3] == "A*A")
    #expect(found[5] == "[1] A^2")
    let undone = answers("A: matrix(m, n)", "undo", "A*A")
    #expect(undone[2] == "[1] A^2")
  }
}

@Suite("Arrays from Swift")
struct ArrayFormulaTests {
  @Test("a scope declares, formulas are differentiated, compared and have values")
  func formulas() throws {
    let scope = try ArrayScope(["A": "matrix(m, n)", "x": "vector(n)", "b": "vector(m)"])
    let loss = try scope.formula("norm(A*x - b)^2")
    let gradient = try loss.gradient(by: "x")
    #expect(gradient.description == "2*A'*(A*x - b)")
    #expect(gradient.layout == "the shape of the variable")
    #expect(try loss.hessian(by: "x").description == "2*A'*A")
    #expect(try gradient.isProvedEqual(to: scope.formula("2*A'*A*x - 2*A'*b")))
    #expect(try !gradient.isProvedEqual(to: scope.formula("A'*A*x - 2*A'*b")))
    #expect(try gradient.rows(at: ["A": [[1, 2], [3, 4]], "x": [1, 0.5], "b": [0, 1]]) == [[28], [40]])
    #expect(try loss.rows(at: ["A": [[1, 2], [3, 4]], "x": [1, 0.5], "b": [0, 1]]) == [[20]])
    #expect(throws: NablaError.self) { try scope.formula("x*x") }
    #expect(throws: NablaError.self) { try ArrayScope(["x": "vektor(n)"]) }
    #expect(throws: NablaError.self) { try loss.rows(at: ["A": [[1, 2], [3]], "x": [1, 1], "b": [0, 1]]) }
  }
}
