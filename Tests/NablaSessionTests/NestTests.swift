// Every function of the catalogue and every form of the grammar, nested very deep, in every operation: none of them
// recurses on depth, and what takes long stops at its limit.

import Foundation
import Nabla
import NablaSession
import NablaTestSupport
import Testing

/// A form that has itself as a part.
struct Nest: Sendable, CustomTestStringConvertible {
  let name: String
  let head: String
  let tail: String
  var core = "x"

  init(_ head: String, _ tail: String, core: String = "x", name: String? = nil) {
    (self.head, self.tail, self.core) = (head, tail, core)
    self.name = name ?? "\(head)…\(tail)"
  }

  var testDescription: String { name }

  func text(_ depth: Int) -> String {
    String(repeating: head, count: depth) + core + String(repeating: tail, count: depth)
  }

  /// Every row of the catalogue, with a term beside it, so that nothing collapses; in full also as it is, as a factor, and
  /// in each argument.
  static let functions: [Nest] = Catalogue.all.flatMap { row -> [Nest] in
    var nests: [Nest] = []
    // Of the special functions a few stand for all where time is short.
    if row.kernel.row.isRounded && !isThorough && ![.gamma, .besselJ].contains(row.id) { return [] }
    if row.orders != nil { return [Nest("\(row.name)(2, y + ", ")")] }
    if row.accepts(1) { nests.append(Nest("\(row.name)(y + ", ")")) }
    if row.accepts(1) && isThorough { nests += [Nest("\(row.name)(", ")"), Nest("\(row.name)(y*", ")")] }
    if row.accepts(2) { nests.append(Nest("\(row.name)(y + 1/2, ", ")")) }
    if row.accepts(2) && isThorough { nests.append(Nest("\(row.name)(", ", y)")) }
    if row.accepts(3) && isThorough { nests.append(Nest("\(row.name)(y, ", ", y + 2)")) }
    return nests
  }

  /// Choices by the value of a choice.
  static let choices: [Nest] = [
    Nest("if(", " > 0, x, y)"), Nest("if(", " > y and x > 0, x, y)"), Nest("if(x > 0 or ", " > y, x, y)"),
  ]

  /// Every form of the grammar that nests.
  static let forms: [Nest] = [
    Nest("-", "", core: "x*y"), Nest("+-", "", core: "x/y"), Nest("-", "^2", core: "x"), Nest("(", ")"),
    Nest("-(", ")"),
    Nest("|", "|"), Nest("|y - ", "|"), Nest("(", ")^2"), Nest("(", ")^y"), Nest("(y + ", ")^2"), Nest("(", ")^(1/2)"),
    Nest("(y + ", ")^(-1/3)"), Nest("x^", ""), Nest("2^(y + ", ")"), Nest("y + (", ")"), Nest("y - (", ")"),
    Nest("y*(1 + ", ")"), Nest("1/(1 + ", ")"), Nest("y/(", ")"), Nest("x*(", " - y)"), Nest("", "!", core: "3"),
    Nest("", "/x", core: "y"), Nest("", "*x + y"), Nest("if(y > 0, ", ", x)"), Nest("if(y > 0, x, ", ")"),
    Nest("if(", ", 1, 2) == 1", core: "x > 0"), Nest("(", ")", core: "x > 0"), Nest("x < ", "", core: "y"),
    Nest("x > 0 and (y > 0 or ", ")", core: "x > y"), Nest("f(", ")"), Nest("f'(", ")"), Nest("D[1](f)(", ", y)"),
    Nest("`a b`(", ")"), Nest("diff(", ", x)", core: "x^3"), Nest("diff(x*", ", y)", core: "y"), Nest("[", "]"),
    Nest("exp(-", "^2)"), Nest("log(1 + exp(", "))"), Nest("x - max(y, ", ")"), Nest("y*sin(", ")*", core: "x*"),
    Nest("x*", "", core: "1"), Nest("(x + 1)*(", ")"), Nest("sqrt(x^2 + ", ")"), Nest("(", " - 1)*x"),
    Nest("2*x*(1 - ", ")"), Nest("exp(", ")/(1 + x)"), Nest("tanh(y*", " + x)"),
  ]
}

/// What went wrong on the way, which is told to the test when it is back on a thread of its own.
private struct Nester {
  static let depth = isThorough ? 100_000 : 1_000
  static let seconds = isThorough ? 1.0 : 0.4

  let nest: Nest
  var problems: [String] = []

  /// What takes so much longer than its limit obeys none. Generous: other tests run beside this one.
  private mutating func timed(_ what: String, _ body: (inout Nester) throws -> Void) {
    let start = ContinuousClock.now
    do { try body(&self) } catch { problems.append("\(what): \(error)") }
    let elapsed = ContinuousClock.now - start
    if elapsed > .seconds(20) { problems.append("\(what): \(elapsed)") }
  }

  /// An answer is good, or says that a limit was reached or that the operation has no meaning here.
  private mutating func ask(_ op: String, _ text: String, _ rest: String) {
    timed(op) { nester in
      let answer = try reply(op, text, "\(rest)\"limits\":{\"seconds\":\(Nester.seconds)}")
      let kinds: Set<String> = ["limit", "domain", "name", "request", "syntax", "unsupported"]
      if !answer.isGood && !kinds.contains(answer.errorKind) {
        nester.problems.append("\(op): \(answer.source.prefix(300))")
      }
    }
  }

  mutating func everyOperation() {
    let text = nest.text(Nester.depth)
    let all = #""form":["text","latex","graph"],"#
    let point = #""at":{"x":"1/3","y":"2/5"},"#
    for verb in Verbs.all where isThorough || Nester.quick.contains(verb.operation) {
      let isAtPoint = verb.operation == "gradient" || verb.answer == .values || verb.takes(.point)
      let extra = isAtPoint ? point : verb.answer == .formula ? all : ""
      ask(verb.operation, text, verb.parameters.compactMap(Nester.key).map { $0 + "," }.joined() + extra)
    }
    // Of the nest and itself together, which may cancel.
    ask("parse", "(\(text)) - (\(text)) + (\(text))/(\(text))", all)
    if !isThorough { return }
    ask("eval", text, point + #""digits":30,"#)
  }

  /// Asked in every run of the tests.
  private static let quick: Set<String> = ["parse", "latex", "diff", "gradient", "substitute"]

  /// What a verb takes beside the expression.
  private static func key(_ parameter: VerbParameter) -> String? {
    switch parameter {
    case .variables, .unknowns, .paths: return #""vars":["x","y"]"#
    case .steps: return #""vars":["x"]"#
    case .order: return #""order":2"#
    case .about: return #""about":{"x":"1/2"}"#
    case .direction: return #""direction":["1","y"]"#
    case .weights: return #""direction":["y"]"#
    case .unit: return #""unit":true"#
    case .replacements: return #""with":{"x":"y + z"}"#
    case .other: return #""with":"y + z""#
    case .base: return #""base":"exp""#
    case .symbolicOrder: return #""with":"n""#
    case .value, .components, .expression, .expressions, .equations, .texts, .statement, .against, .point,
      .step, .method:
      return nil
    }
  }

  /// A verb of the library, which may throw an error of the library.
  private mutating func attempt(_ name: String, _ body: () throws -> Void) {
    timed(name) { _ in
      do { try Limits.$current.withValue(Limits(seconds: Nester.seconds), operation: body) } catch is NablaError {}
    }
  }

  mutating func everyVerb() {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let text = nest.text(Nester.depth)
    var read: Expr?
    var isSame = true
    attempt("parsing") { read = try Expr(parsing: text, in: Store()) }
    guard let f = read else { return }
    attempt("coding") { isSame = try JSONDecoder().decode(Expr.self, from: JSONEncoder().encode(f)) == f }
    if !isSame { problems.append("coding") }
    attempt("compiled") {
      let compiled = try CompiledFunction<Double>([f], inputs: [x, y])
      _ = try compiled.values(at: [0.3, 0.4])
      _ = try compiled.values(columns: [[0.3, 0.5], [0.4, 0.2]])
    }
    attempt("walking") {
      _ = f.freeSymbols.count + f.nodeCount + f.operands.count + Expr.operationCount(of: [f])
      isSame = f.map { $0 } == f
      if case .relation = f.kind { return }
      isSame = isSame && f + 0 == f && (f * 1).hashValue == f.hashValue
      _ = f.contains(y)
    }
    if !isSame { problems.append("map") }
    if !isThorough { return }
    attempt("text") { _ = try f.text(maximumLength: 10_000_000) }
    attempt("latex") { _ = try f.latex(maximumLength: 10_000_000) }
    attempt("derivative") {
      let derivative = try f.derivative(by: x)
      _ = try derivative.text(maximumLength: 10_000_000)
      _ = try derivative.conditions().map(\.description)
      _ = try derivative.evaluated(at: [x: 1 / 3, y: 2 / 5])
    }
    attempt("sparseHessian") { _ = try f.sparseHessian(by: [x, y]) }
    attempt("jacobian") { _ = try Expr.jacobian(of: [f, f * f], by: [x, y]) }
    attempt("conditions") { _ = try (f - f + f / f).conditions().map(\.description) }
    attempt("evaluated") { _ = try f.evaluated(at: [x: 1 / 3, y: 2 / 5]) }
  }

  /// Runs on a thread whose stack is too small for a recursion on the depth of the nests.
  static func problems(_ nest: Nest, _ body: @escaping @Sendable (inout Nester) -> Void) async -> [String] {
    await withCheckedContinuation { (done: CheckedContinuation<[String], Never>) in
      let thread = Thread {
        var nester = Nester(nest: nest)
        body(&nester)
        done.resume(returning: nester.problems)
      }
      thread.stackSize = 256 << 10
      thread.start()
    }
  }
}

@Suite("Nests", .serialized) struct NestTests {
  @Test("every operation of the protocol", arguments: Nest.functions + Nest.forms + Nest.choices)
  func operations(_ nest: Nest) async {
    let problems = await Nester.problems(nest) { $0.everyOperation() }
    #expect(problems.isEmpty, "\(nest.name): \(problems)")
  }

  @Test("every verb of the library", arguments: Nest.functions + Nest.forms + Nest.choices)
  func verbs(_ nest: Nest) async {
    let problems = await Nester.problems(nest) { $0.everyVerb() }
    #expect(problems.isEmpty, "\(nest.name): \(problems)")
  }
}
