// Decoding is a trust boundary: whatever the rows say, there is an error or a sound expression, and never a fault.
import Foundation
import Nabla
import NablaTestSupport
import Testing

@Suite("Decoding what anybody may have written")
struct GraphReadingTests {
  private static func decode(_ text: String) throws -> Expr {
    try JSONDecoder().decode(Expr.self, from: Data(text.utf8))
  }

  /// Rows that are no graph of an expression: each an error of the kind `request`.
  static let refused = [
    // A relation where a number stands, and a number where a relation stands.
    #"[[2,3],["symbol","x"],["symbol","y"],["operation","or","0","1"],["constant","true"]]"#,
    #"[[2,3],["symbol","x"],["symbol","y"],["operation","and","0","1"],["constant","true"]]"#,
    #"[[2,3],["symbol","x"],["constant","true"],["operation","+","0","1"],["constant","true"]]"#,
    #"[[2,3],["symbol","x"],["constant","true"],["operation","*","1","0"],["constant","true"]]"#,
    #"[[2,3],["symbol","x"],["constant","true"],["operation","^","1","0"],["constant","true"]]"#,
    #"[[2,3],["symbol","x"],["constant","false"],["operation","<","1","0"],["constant","true"]]"#,
    #"[[2,3],["symbol","x"],["constant","true"],["call","sin","1"],["constant","true"]]"#,
    #"[[2,3],["symbol","x"],["constant","true"],["call","f","1"],["constant","true"]]"#,
    #"[[2,3],["symbol","x"],["symbol","y"],["operation","if","0","0","1"],["constant","true"]]"#,
    #"[[3,2],["symbol","x"],["operation","<","0","0"],["constant","true"],["operation","if","2","1","0"]]"#,
    // A condition inside an expression, and an expression as its own condition.
    #"[[3,1],["symbol","x"],["constant","true"],["call","log","0"],["operation","defined","2"]]"#,
    #"[[2,0],["symbol","x"],["symbol","y"],["operation","+","0","1"]]"#,
    #"[[0,2],["symbol","x"],["number","0"],["operation","<","0","1"]]"#,
    #"[[0,2],["symbol","x"],["number","0"],["operation","both","0","1"]]"#,
    #"[[0,1],["symbol","x"],["operation","requires","0"]]"#,
    #"[[0,1],["symbol","x"],["operation","kink","0"]]"#,
    #"[[0,2],["symbol","x"],["number","2"],["operation","differentiable","0","1"]]"#,
    #"[[0,2],["symbol","x"],["constant","true"],["operation","guarded","0","1"]]"#,
    // References to what is not before.
    #"[[0,1],["operation","+","0"],["constant","true"]]"#,
    #"[[0,1],["operation","+","1"],["constant","true"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["operation","+","-1","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["operation","+","9223372036854775807","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["operation","+","92233720368547758080","0"]]"#,
    #"[[9,1],["symbol","x"],["constant","true"]]"#, #"[[-1,1],["symbol","x"],["constant","true"]]"#,
    #"[[0],["symbol","x"],["constant","true"]]"#, #"[[],["symbol","x"]]"#, "[[0,0]]",
    // Counts and arities.
    #"[[2,1],["symbol","x"],["constant","true"],["operation","if","1","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["operation","+"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["operation","^","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["operation","no","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["call","atan2","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["call","sin"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["call","f"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["derivative","f"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["derivative","f","-1","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["derivative","f","9223372036854775807","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["derivative","f","1","2","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["derivative","f","1","0","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["declared","g","9223372036854775807","0","0","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["declared","g","4611686018427387904","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["declared","g","-1"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["declared","g","0","0"]]"#,
    #"[[2,1],["symbol","x"],["constant","true"],["declared","g","1","0","1","0"]]"#,
    // Numbers and kinds.
    #"[[0,1],["number","1/0"],["constant","true"]]"#, #"[[0,1],["number","1/2/3"],["constant","true"]]"#,
    #"[[0,1],["number",""],["constant","true"]]"#, #"[[0,1],["number","nan"],["constant","true"]]"#,
    #"[[0,1],["number","1","0"],["constant","true"]]"#, #"[[0,1],["constant","i"],["constant","true"]]"#,
    #"[[0,1],["symbol"],["constant","true"]]"#, #"[[0,1],[],["constant","true"]]"#,
    #"[[0,1],["node","x"],["constant","true"]]"#,
  ]

  @Test("rows that are no graph are errors of the kind request, with the node to blame", arguments: refused)
  func refuses(_ text: String) {
    do {
      let expression = try GraphReadingTests.decode(text)
      Issue.record("\(expression)")
    } catch let error as NablaError {
      #expect(error.kind == .request && !error.message.isEmpty)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test("what is no canonical form is brought into it, with the condition that this leaves behind")
  func normalises() throws {
    let text = #"""
      [[3,4],["symbol","x"],["number","-1"],["operation","^","0","1"],["operation","*","0","2"],["constant","true"]]
      """#
    let one = try GraphReadingTests.decode(text)
    #expect(one == 1)
    #expect(try one.conditions().map(\.description) == ["x ≠ 0"])
  }

  @Test("undefined functions keep their names, whatever else has it, and derivatives all their positions")
  func functions() throws {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    for name in ["sin", "ln", "if", "", "f", "a+b", "pi"] {
      let f = Function(name)
      let original = [f(x), f(x, y), try f(x, y).derivative(by: [x, y]), try f(x * y, y).derivative(by: y, order: 3)]
      for expression in original {
        let again = try JSONDecoder().decode(Expr.self, from: JSONEncoder().encode(expression))
        #expect(again == expression, "\(name): \(expression), \(again)")
      }
    }
    let mixed = try Function("f")(x, y).derivative(by: [x, y])
    let again = try JSONDecoder().decode(Expr.self, from: JSONEncoder().encode(mixed))
    #expect(again.description == "D[1, 2](f)(x, y)" && again.kind == .application(name: "f", positions: [1, 2]))
  }

  // MARK: Fuzzing

  private static func seeds(_ generator: inout SeededGenerator) throws -> Expr {
    let (x, y) = (Expr.symbol("x"), Expr.symbol("y"))
    let formula = Formula.random(depth: generator.below(5), &generator).expression
    switch generator.below(6) {
    case 0: return try formula.derivative(by: x)
    case 1: return try formula.gradient(by: [x, y])[1]
    case 2:
      let g = try Function("g", of: [x, y], value: x * sin(y), derivatives: [sin(y), nil])
      return g(formula, y) + Function("f")(formula, x)
    case 3: return try Function("f")(formula, x).derivative(by: x)
    case 4: return when(formula .< x || (y .>= 0 && x .!= y), formula / formula, log(x) - log(x))
    default: return formula
    }
  }

  private static let words = [
    "operation", "call", "number", "symbol", "constant", "derivative", "declared", "+", "*", "^", "<", "≤", "==", "≠",
    "and", "or", "if", "defined", "differentiable", "requires", "kink", "guarded", "both", "true", "false", "pi", "e",
    "sin", "log", "max", "atan2", "maxShare", "f", "x", "", "a+b", "\u{0}", "é", "x}\\input{/}", "1/2", "-3", "0",
    "1e9", "99999999999999999999999999", "-0", "1/0",
  ]

  /// One change to the rows: what a hostile or broken writer might do.
  private static func mutate(_ rows: inout [[String]], _ generator: inout SeededGenerator) {
    let place = generator.below(rows.count)
    func number(_ generator: inout SeededGenerator) -> String {
      switch generator.below(12) {
      case 0: return "-1"
      case 1: return "9223372036854775807"
      case 2: return "4611686018427387904"
      case 3: return String(rows.count)
      default: return String(generator.below(rows.count))
      }
    }
    switch generator.below(10) {
    case 0, 1, 2:
      // An operand, a count or a position.
      guard rows[place].count > 2 else { return }
      rows[place][2 + generator.below(rows[place].count - 2)] = number(&generator)
    case 3: if !rows[place].isEmpty { rows[place][generator.below(rows[place].count)] = generator.pick(words) }
    case 4: if rows[place].count > 1 { rows[place][1] = generator.pick(words) }
    case 5: rows[place].append(number(&generator))
    case 6: if !rows[place].isEmpty { rows[place].removeLast() }
    case 7: rows.swapAt(place, generator.below(rows.count))
    case 8: rows[place] += (0..<generator.below(40)).map { _ in number(&generator) }
    default: rows.insert(rows[generator.below(rows.count)], at: place)
    }
  }

  private static func use(_ expression: Expr) throws {
    _ = expression.description
    _ = expression.freeSymbols
    let again = try JSONDecoder().decode(Expr.self, from: JSONEncoder().encode(expression))
    #expect(again == expression, "\(expression)")
    for operand in expression.operands { _ = operand.description }
    _ = expression.map { $0 }
    do throws(NablaError) {
      _ = try expression.latex(maximumLength: 100_000)
      _ = try expression.conditions().map(\.description)
      let point = Dictionary(uniqueKeysWithValues: expression.freeSymbols.map { ($0, 2 as Expr) })
      _ = try expression.evaluated(at: point)
      _ = try expression.compiled(inputs: expression.freeSymbols)
      _ = try expression.gradient(by: expression.freeSymbols)
      _ = try expression.substituting(point)
    } catch {
      // Undefined functions have no values, declared ones perhaps no derivative, relations none; a condition may speak of
      // symbols to which no value was given; and there are limits.
      #expect([.domain, .limit, .request].contains(error.kind), "\(error)")
    }
  }

  @Test("mutated rows are refused or give a sound expression")
  func fuzzing() throws {
    var generator = SeededGenerator(seed: 77)
    let rounds = isThorough ? 100_000 : 1_000
    var accepted = 0
    for round in 0..<rounds {
      let expression = try GraphReadingTests.seeds(&generator)
      let data = try JSONEncoder().encode(expression)
      guard let list = try JSONSerialization.jsonObject(with: data) as? [Any], let roots = list.first as? [Int] else {
        Issue.record("\(expression)")
        return
      }
      let original = list.dropFirst().compactMap { $0 as? [String] }
      for _ in 0..<10 {
        var rows = original
        for _ in 0...generator.below(3) { GraphReadingTests.mutate(&rows, &generator) }
        var places = roots
        if generator.below(10) == 0 { places[generator.below(2)] = generator.below(rows.count) }
        let mutated = try JSONSerialization.data(withJSONObject: [places] + rows as [Any])
        let text = String(decoding: mutated, as: UTF8.self)
        do {
          let decoded = try Limits.$current.withValue(Limits(nodes: 100_000, bits: 100_000, seconds: 5)) {
            let decoded = try JSONDecoder().decode(Expr.self, from: mutated)
            try GraphReadingTests.use(decoded)
            return decoded
          }
          withExtendedLifetime(decoded) { accepted += 1 }
        } catch let error as NablaError {
          #expect(
            error.kind == .request || error.kind == .limit,
            "seed \(generator.seed), round \(round): \(error), \(text)")
        } catch {
          Issue.record("seed \(generator.seed), round \(round): \(error), \(text)")
        }
      }
    }
    #expect(accepted > rounds / 2 && accepted < rounds * 10)
  }
}
