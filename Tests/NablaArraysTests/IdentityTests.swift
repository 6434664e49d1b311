// Gradients by whole arrays against the scalar engine, entry by entry.

import Foundation
import Nabla
import NablaArrays
import NablaCalculus
import NablaExpressions
import NablaSession
import NablaTestSupport
import Testing

/// Declarations that the identities share, with a size for each dimension.
enum Declared {
  static let sizes = ["n": 3, "m": 4, "k": 2]
  static let arrays: [(key: String, text: String)] =
    ["A", "B", "C", "D", "X", "Y"].map { ($0, "matrix(n, n)") }
    + ["a", "b", "c", "x", "u", "v", "w", "s", "mu", "y"].map { ($0, "vector(n)") }
    + [
      ("P", "matrix(k, m)"), ("Q", "matrix(m, n)"), ("R", "matrix(n, k)"), ("S", "symmetric(n)"), ("G", "diagonal(n)"),
      ("O", "orthogonal(n)"), ("r", "vector(m)"), ("z[i]", "vector(n), i = 1..m"), ("g[i]", "vector(k), i = 1..m"),
      ("V", "matrix(k, n)"), ("q", "vector(k)"),
    ]

  static func shape(_ text: String) -> [Int] {
    let dimensions = text.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }
    var shape = dimensions.split(separator: ",").map { sizes[$0.trimmingCharacters(in: .whitespaces)] ?? 0 }
    if ["symmetric", "diagonal", "orthogonal"].contains(where: text.hasPrefix) { shape.append(shape[0]) }
    if let range = text.range(of: "1..") { shape.insert(sizes[String(text[range.upperBound...])] ?? 0, at: 0) }
    return shape
  }

  /// Exact numbers that no identity has met before.
  static func value(_ key: String, _ text: String) -> ArrayProblem.Entries {
    let name = ArrayDeclaration.name(key)
    let seed = name.utf8.reduce(0) { 31 * $0 + Int($1) }
    let shape = shape(text)
    func number(_ place: [Int]) -> ArrayProblem.Entries {
      if text.hasPrefix("orthogonal") {
        // A cyclic exchange with one sign turned.
        let entry = place[1] == (place[0] + 1) % 3 ? (place[0] == 2 ? -1 : 1) : 0
        return .number(Expr(entry).node)
      }
      if text.hasPrefix("diagonal"), place[0] != place[1] { return .number(.zero) }
      let ordered = text.hasPrefix("symmetric") ? place.sorted() : place
      let mixed = ordered.reduce(seed) { ($0 &* 7 &+ $1 &* 5 &+ 3) % 101 }
      let isDiagonal = place.count == 2 && place[0] == place[1] && !key.contains("[") && shape[0] == shape[1]
      return .number(Expr(3 + mixed % 13 + (isDiagonal ? 24 : 0)).node)
    }
    func entries(_ place: [Int]) -> ArrayProblem.Entries {
      if place.count == shape.count { return number(place) }
      return .list((0..<shape[place.count]).map { entries(place + [$0]) })
    }
    return entries([])
  }

  /// All values but that of one array, in eighths.
  static func point(without name: String? = nil) -> [(name: String, value: ArrayProblem.Entries)] {
    arrays.filter { ArrayDeclaration.name($0.key) != name }.map {
      (ArrayDeclaration.name($0.key), value($0.key, $0.text))
    }
  }
}

@Suite("Gradients by arrays")
struct IdentityTests {
  static let lines: [String] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("identities.txt")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
  }()

  private static func parts(_ line: String) -> (loss: String, variable: String, gradient: String) {
    let sides = line.components(separatedBy: "  =>  ")
    let left = sides[0].components(separatedBy: " ; ")
    return (left[0], left[1], sides[1])
  }

  /// The array that a variable is or is an entry of.
  private static func name(_ variable: String) -> String { String(variable.prefix { $0 != "[" }) }

  @Test("each gradient is written as in the table, is that of the scalar engine, and is read back", arguments: lines)
  func identity(line: String) throws {
    let (loss, variable, wanted) = IdentityTests.parts(line)
    let name = IdentityTests.name(variable)
    let store = Store()
    let result = try store.build { (builder) throws(NablaError) in
      let problem = try ArrayProblem(builder, Declared.arrays)
      let value = try problem.read(loss)
      let by = try problem.variable(variable)
      let derivative = try problem.derivative(of: value, by: by)
      let text = try problem.text(derivative.value)
      // Entry by entry: the loss in symbols for the entries of the variable, differentiated as a scalar.
      let flat = try problem.entries(of: [value], at: Declared.point(without: name), mayHaveSymbols: true)[0].nodes[0]
      var (symbols, place): ([NodeID], [[Int]]) = ([], [])
      let declaration = Declared.arrays.first { ArrayDeclaration.name($0.key) == name }!
      let shape = Declared.shape(declaration.text)
      for i in 1...shape[0] {
        for j in 1...(shape.count > 1 ? shape[1] : 1) {
          symbols.append(Expr.symbol("\(name)_\(i)" + (shape.count > 1 ? "_\(j)" : "")).node)
          place.append(shape.count > 1 ? [i, j] : [i])
        }
      }
      var slopes = try builder.reverseSweep(of: flat, by: symbols)
      if declaration.text.hasPrefix("symmetric") {
        let n = shape[0]
        slopes = (0..<(n * n)).map {
          builder.scaled(builder.rational(1, 2), builder.sum(slopes[$0], slopes[$0 % n * n + $0 / n]))
        }
      }
      if declaration.text.hasPrefix("diagonal") {
        slopes = slopes.enumerated().map { place[$0][0] == place[$0][1] ? $1 : .zero }
      }
      let own = try problem.entries(of: [derivative.value], at: Declared.point())[0].nodes
      var numbers: [NodeID] = []
      func flatten(_ entries: ArrayProblem.Entries) {
        switch entries {
        case .number(let node): numbers.append(node)
        case .list(let parts): parts.forEach(flatten)
        }
      }
      flatten(Declared.value(declaration.key, declaration.text))
      let table = Dictionary(uniqueKeysWithValues: zip(symbols, numbers))
      let truth = try builder.substitute(table, in: slopes)
      var back: [NodeID]?
      if text.indices.isEmpty {
        back = try problem.entries(of: [try problem.read(text.text)], at: Declared.point())[0].nodes
      }
      _ = builder.takeConditions()
      return (text: text.text, own: own, truth: truth, back: back)
    }
    #expect(result.text == wanted)
    #expect(result.own.count == result.truth.count)
    func number(_ node: NodeID) throws -> Double {
      try Expr(store: store, node: node, condition: .yes).evaluated(at: [:]).value ?? .nan
    }
    for (place, (own, truth)) in zip(result.own, result.truth).enumerated() {
      let (a, b) = (try number(own), try number(truth))
      #expect(agree(a, b, tolerance: 1e-12), "entry \(place): \(a), and \(b) by the scalar engine")
      if let back = result.back {
        #expect(agree(a, try number(back[place]), tolerance: 1e-12), "read back, entry \(place)")
      }
    }
  }

  @Test("equal contractions are one formula, however they are written")
  func equalForms() throws {
    for (a, b) in [
      ("x'*A*y", "y'*A'*x"), ("tr(A*B*C)", "tr(B*C*A)"), ("tr(A*B)", "sum(A'.*B)"), ("A*(B*x)", "(A*B)*x"),
      ("x'*y", "dot(y, x)"), ("sum(sum(A[i, j]*x[i]*y[j], i, 1, n), j, 1, n)", "x'*A*y"), ("(A*B)'", "B'*A'"),
      ("inv(A')", "inv(A)'"), ("inv(2*A)", "1/2*inv(A)"), ("A*inv(A)*x", "x"), ("inv(A)*A", "eye(n)"),
      ("O'*O", "eye(n)"),
      ("O*O'*x", "x"), ("S'", "S"), ("tr(eye(n))", "n"), ("x'*eye(n)*y", "x'*y"), ("norm(x)^2", "x'*x"),
      ("diag(x)*y", "x.*y"), ("outer(x, y)", "x*y'"), ("sum(x[i], i, 1, n)", "ones(n)'*x"),
      ("frobenius(A, B)", "tr(A'*B)"),
      ("sum(x)*sum(y)", "sum(sum(x[i]*y[j], i, 1, n), j, 1, n)"), ("inv(inv(A))", "A"),
      ("tr(A*A'*A*A')", "tr(A'*A*A'*A)"),
    ] {
      let store = Store()
      let isEqual = try store.build { (builder) throws(NablaError) in
        let problem = try ArrayProblem(builder, Declared.arrays)
        return try problem.read(a).node == problem.read(b).node
      }
      #expect(isEqual, "\(a) and \(b)")
    }
  }

  @Test("bound indices are never captured")
  func capture() throws {
    for (a, b) in [
      ("sum(x[i]*sum(y[i], i, 1, n), i, 1, n)", "sum(x)*sum(y)"),
      ("sum(x[j]*sum(A[j, i]*y[i], i, 1, n), j, 1, n)", "x'*A*y"),
      ("sum(sum(x[i]*y[j], j, 1, n)^2, i, 1, n)", "sum(y)^2*norm(x)^2"),
    ] {
      let store = Store()
      let isEqual = try store.build { (builder) throws(NablaError) in
        let problem = try ArrayProblem(builder, Declared.arrays)
        return try problem.read(a).node == problem.read(b).node
      }
      #expect(isEqual, "\(a) and \(b)")
    }
  }

  /// What is wrong with a text where some arrays are declared.
  private static func error(_ arrays: [(key: String, text: String)], _ text: String) -> NablaError? {
    let store = Store()
    do throws(NablaError) {
      _ = try store.build { (builder) throws(NablaError) in try ArrayProblem(builder, arrays).read(text).node }
      return nil
    } catch {
      return error
    }
  }

  @Test("what does not fit is an error that names both shapes, at the operand")
  func errors() throws {
    for (text, message, place) in [
      ("A*r", "`*` does not go with a n by n matrix and a vector of m", 2..<3),
      ("x + r", "`+` does not go with a vector of n and a vector of m", 4..<5),
      ("x*y", "write x'*y for the inner product, x*y' for the outer one, x.*y entry by entry", 2..<3),
      ("x^2", "entry by entry they are written x.^2", 0..<3), ("tr(Q)", "tr takes a square matrix", 3..<4),
      ("inv(x)", "inv takes a square matrix", 4..<5), ("x[4.5]", "indices are 1, 2, 3, …", 2..<5),
      ("A[1]", "has 2 indices, not 1", 0..<4), ("z + 1", "z is a family: write z[i] for a member", 0..<1),
      ("sum(r[i]*x[i], i, 1, n)", "i runs to n, and m are there", 6..<7),
      ("softmax(A)", "softmax takes a vector", 8..<9),
      ("foo(x)", "there is no function foo of arrays", 0..<6), ("x'*A*r", "does not go with", 5..<6),
      ("sum(x[i], 2, 1, n)", "the index of a sum is a name", 10..<11), ("A/x", "`/` does not go with", 2..<3),
    ] {
      guard let error = IdentityTests.error(Declared.arrays, text) else {
        Issue.record("\(text) is accepted")
        continue
      }
      #expect(error.message.contains(message), "\(text): \(error.message)")
      #expect(error.range == place, "\(text): \(String(describing: error.range))")
    }
  }

  @Test("declarations that are none are refused with the key to blame")
  func declarations() throws {
    for (key, text, message) in [
      ("x", "vektor(n)", "there is no shape ‘vektor’"), ("x", "vector", "vector has 1 dimension"),
      ("x", "matrix(n)", "2 dimensions"),
      ("x", "vector(0)", "a dimension is 1, 2, 3"), ("x[i]", "vector(d)", "what its index runs over"),
      ("x", "vector(n", "lacks a `)`"),
      ("x[i]", "vector(d), j = 1..n", "runs from 1, as in i = 1..n"), ("a b", "vector(n)", "is not a name"),
    ] {
      guard let error = IdentityTests.error([(key, text)], "1") else {
        Issue.record("\(key): \(text) is accepted")
        continue
      }
      #expect(error.message.contains(message), "\(key): \(text): \(error.message)")
    }
  }

  @Test("the line protocol answers in matrix form, with the layout and values of the variable's shape")
  func protocolAnswers() throws {
    func line(_ text: String) -> String {
      let answer = String(decoding: Engine().answer(line: Array(text.utf8)), as: UTF8.self)
      return String(answer.prefix(upTo: answer.range(of: ",\"ms\"")?.lowerBound ?? answer.endIndex))
    }
    #expect(
      line(
        #"{"op": "gradient", "expr": "norm(A*x - b)^2", "vars": ["x"], "declare": {"A": "matrix(m, n)", "x": "vector(n)", "b": "vector(m)"}, "at": {"A": [[1, 2], [3, 4]], "x": [1, "1/2"], "b": [0, 1]}}"#
      )
        == #"{"id":null,"ok":true,"result":["2*A'*(A*x - b)"],"layout":"the shape of the variable","value":[[28,40]],"conditions":[],"notes":[]"#
    )
    #expect(
      line(
        #"{"op": "hessian", "expr": "x'*S*x", "vars": ["x"], "declare": {"S": "symmetric(n)", "x": "vector(n)"}, "form": ["text", "latex"]}"#
      )
      .contains(#""result":[["2*S"]],"latex":[["2 \\mathbf{S}"]]"#))
    #expect(
      line(
        #"{"op": "gradient", "expr": "sum((w'*x[i] - y[i])^2, i, 1, n)", "vars": ["w"], "declare": {"w": "vector(d)", "x[i]": "vector(d), i = 1..n", "y": "vector(n)"}, "at": {"w": [1, 1], "x": [[1, 2], [3, 4], [5, 6]], "y": [1, 2, 3]}}"#
      )
      .contains(
        #""result":["2*sum((w'*x[i] - y[i])*x[i], i, 1, n)"],"layout":"the shape of the variable","value":[[114,144]]"#)
    )
    #expect(
      line(
        #"{"op": "equal", "expr": "tr(A*B)", "with": "tr(B*A)", "declare": {"A": "matrix(m, n)", "B": "matrix(n, m)"}}"#
      )
      .contains(#""result":"true""#))
    #expect(
      line(#"{"op": "gradient", "expr": "A*x", "declare": {"A": "matrix(m, n)", "x": "vector(k)"}}"#)
        .contains(
          #""message":"`*` does not go with a m by n matrix and a vector of k","where":"expr","offset":2,"length":1"#))
    #expect(
      line(#"{"op": "eval", "expr": "x'*x", "declare": {"x": "vector(3)"}, "at": {"x": [1, 2]}}"#)
        .contains("x has 3 entries in this direction, and 2 are given"))
    #expect(
      line(#"{"op": "eval", "expr": "a*x[2]", "declare": {"x": "vector(n)"}, "at": {"x": [1, 2], "a": 3}}"#)
        .contains(#""value":6"#))
    #expect(
      line(
        #"{"op": "check", "expr": "logsumexp(S*x) + logdet(S + 9*eye(n))", "declare": {"S": "symmetric(n)", "x": "vector(n)"}}"#
      )
      .contains(#""verdict":"agrees""#))
  }
}
