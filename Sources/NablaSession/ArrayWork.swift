// Requests in which names are declared as vectors and matrices.

import Nabla
import NablaArrays
import NablaExpressions
import NablaSyntax

extension Work {
  /// What is answered to a request with declared arrays.
  mutating func runArrays(_ verb: any Verb.Type, _ answer: inout Answer) throws(NablaError) {
    let (request, store) = (request, store)
    if verb.answer == .report { return try checkArrays(&answer) }
    let points = request.points
    let result = try store.build { (builder) throws(NablaError) in
      let problem = try ArrayProblem(builder, request.declarations)
      let outcome = try ArrayWork(problem, request).outcome(verb)
      var texts: [ArrayText] = []
      for (value, indices) in outcome.values.elements { texts.append(try problem.text(value, indices: indices)) }
      var found: [[(rows: Int, columns: Int, nodes: [NodeID])]] = []
      let values = outcome.values.elements.map(\.0)
      if outcome.verdict == "unknown" {
        // Numbers at which they may differ.
        for seed in 1...3 {
          guard let point = problem.sample(seed) else { break }
          guard let entries = try? problem.entries(of: values, at: point) else { continue }
          found.append(entries)
        }
        return ArrayWork.Result(
          texts: outcome.values.reshaped(texts), layout: nil, verdict: "unknown", values: found,
          shapes: outcome.values.map { $0.0.shape })
      }
      for (place, point) in (points ?? (verb.answer == .values ? [[]] : [])).enumerated() {
        do throws(NablaError) {
          found.append(try problem.entries(of: values, at: try ArrayWork.entries(point, problem)))
        } catch {
          var error = error
          if request.isPointArray { error.text = error.text.map { $0.replacingPrefix("at", "at[\(place)]") } }
          throw error
        }
      }
      return ArrayWork.Result(
        texts: outcome.values.reshaped(texts), layout: outcome.layout, verdict: outcome.verdict, values: found,
        shapes: outcome.values.map { $0.0.shape })
    }
    for text in result.texts.elements where !text.indices.isEmpty {
      notes.append(
        Answer.Note(
          message: "the entry at [\(text.indices.joined(separator: ", "))]; there is no matrix form", range: nil))
    }
    if let verdict = result.verdict {
      answer.verdict = Answer.Verdict(text: try differs(result) ? "false" : verdict)
      answer.notes = notes
      return
    } else if verb.answer == .formula {
      answer.arrays = Answer.ArrayResult(
        texts: result.texts.map { $0.text }, latex: result.texts.map { $0.latex }, layout: result.layout)
    }
    if points != nil || verb.answer == .values {
      answer.hasValue = true
      answer.isPointArray = request.isPointArray
      for (place, entries) in result.values.enumerated() {
        var next = 0
        let shapes = result.shapes
        let value: Nested<Nested<Expr>> = shapes.map { shape in
          let own = entries[next]
          next += 1
          let numbers = own.nodes.map { Nested<Expr>.scalar(Expr(store: store, node: $0, condition: .yes)) }
          switch shape {
          case .scalar: return numbers[0]
          case .column, .row: return .vector(numbers)
          case .matrix:
            return .vector(
              (0..<own.rows).map { row in .vector(Array(numbers[(row * own.columns)..<((row + 1) * own.columns)])) })
          }
        }
        try append(value.joined, at: [:], request.isPointArray ? "at[\(place)]" : "at", to: &answer)
      }
    }
    var seen = Set<Answer.Note>()
    answer.notes = notes.filter { seen.insert($0).inserted }
  }
}

extension Work {
  /// Derivatives by arrays against values of the loss written out at small dimensions.
  private mutating func checkArrays(_ answer: inout Answer) throws(NablaError) {
    let (request, store) = (request, store)
    if request.points != nil { throw NablaError(.request, "`check` draws its own points; leave out `at`", text: "at") }
    if request.against != nil {
      throw NablaError(.unsupported, "`against` does not go with `declare` in this version", text: "against")
    }
    let found = try store.build { (builder) throws(NablaError) in
      let problem = try ArrayProblem(builder, request.declarations)
      let work = ArrayWork(problem, request)
      let value = try work.number()
      var (flat, symbols, slopes): (NodeID, [NodeID], [NodeID]) = (.zero, [], [])
      for variable in try work.variables(in: request.expressions) where variable.isWhole {
        let own = try problem.writtenOut(value, by: variable)
        (flat, symbols, slopes) = (own.value, symbols + own.symbols, slopes + own.slopes)
      }
      _ = builder.takeConditions()
      return (flat, symbols, slopes)
    }
    func expression(_ node: NodeID) -> Expr { Expr(store: store, node: node, condition: .yes) }
    answer.report = try expression(found.0).check(by: found.1.map(expression), against: found.2.map(expression))
    answer.notes = notes
  }

  /// Whether a difference is certainly not 0 at one of some points.
  private func differs(_ result: ArrayWork.Result) throws(NablaError) -> Bool {
    for entries in result.values {
      for node in entries[0].nodes {
        let value = Expr(store: store, node: node, condition: .yes)
        if let number = value.number {
          if number.signum != 0 { return true }
          continue
        }
        // Thirty digits, each of which is sure.
        let found = try Expr.evaluate([value], at: [:], digits: 30)[0]
        if let text = found.text, text.contains(where: { ("1"..."9").contains($0) }) { return true }
      }
    }
    return false
  }
}

extension Nested {
  /// Nested values as one.
  fileprivate func joinedValues<Inner>() -> Nested<Inner> where Element == Nested<Inner> {
    switch self {
    case .scalar(let inner): return inner
    case .vector(let parts): return .vector(parts.map { $0.joinedValues() })
    }
  }
}

extension Nested where Element == Nested<Expr> {
  fileprivate var joined: Nested<Expr> { joinedValues() }
}

extension String {
  fileprivate func replacingPrefix(_ old: String, _ new: String) -> String {
    hasPrefix(old) ? new + dropFirst(old.count) : self
  }
}

/// The operations on formulas with declared arrays.
struct ArrayWork {
  struct Result: Sendable {
    let texts: Nested<ArrayText>
    let layout: String?
    let verdict: String?
    let values: [[(rows: Int, columns: Int, nodes: [NodeID])]]
    let shapes: Nested<ArrayShape>
  }

  struct Outcome {
    var values: Nested<(ArrayValue, [NodeID])>
    var layout: String?
    var verdict: String?
  }

  let problem: ArrayProblem
  let request: Request

  init(_ problem: ArrayProblem, _ request: Request) {
    self.problem = problem
    self.request = request
  }

  private func placed<Value>(
    _ place: String, _ body: () throws(NablaError) -> Value
  ) throws(NablaError) -> Value {
    do {
      return try body()
    } catch {
      var error = error
      if error.text == nil { error.text = place }
      throw error
    }
  }

  private func operand(_ index: Int = 0) throws(NablaError) -> ArrayValue {
    let text = request.expressions[index]
    return try placed(request.isArray ? "expr[\(index)]" : "expr") { () throws(NablaError) in try problem.read(text) }
  }

  func variables(in operands: [String]) throws(NablaError) -> [ArrayVariable] {
    var names = request.variables ?? []
    if request.variables == nil {
      for text in operands { names += try problem.variables(in: text).filter { !names.contains($0) } }
    }
    var variables: [ArrayVariable] = []
    for (index, name) in names.enumerated() {
      let place = request.variables == nil ? "expr" : "vars[\(index)]"
      variables.append(try placed(place) { () throws(NablaError) in try problem.variable(name) })
    }
    return variables
  }

  /// The loss, which is a number.
  func number() throws(NablaError) -> ArrayValue {
    let value = try operand()
    guard value.shape == .scalar else {
      throw NablaError(
        .domain, "gradients are those of numbers, and this is \(problem.algebra.text(value.shape)); use `jacobian`",
        range: 0..<request.expressions[0].utf8.count, text: "expr")
    }
    return value
  }

  func outcome(_ verb: any Verb.Type) throws(NablaError) -> Outcome {
    switch request.operation.rawValue {
    case "parse", "eval", "simplify", "expand":
      return Outcome(values: .scalar((try operand(), [])))
    case "gradient": return try derivatives(of: try number(), by: try variables(in: request.expressions))
    case "jacobian":
      let variables = try variables(in: request.expressions)
      var rows: [Nested<(ArrayValue, [NodeID])>] = []
      var layout: String?
      for index in request.expressions.indices {
        let row = try derivatives(of: try operand(index), by: variables)
        rows.append(row.values)
        layout = layout ?? row.layout
      }
      return Outcome(values: .vector(rows), layout: layout)
    case "hessian":
      let value = try operand()
      guard value.shape == .scalar else {
        throw NablaError(
          .domain, "Hessians are those of numbers", range: 0..<request.expressions[0].utf8.count, text: "expr")
      }
      let variables = try variables(in: request.expressions)
      var rows: [Nested<(ArrayValue, [NodeID])>] = []
      for variable in variables {
        let gradient = try problem.derivative(of: value, by: variable)
        rows.append(try derivatives(of: gradient.value, by: variables).values)
      }
      return Outcome(values: .vector(rows), layout: "rows: the first variable, columns: the second")
    case "diff":
      var value = try operand()
      let variables = try variables(in: request.expressions)
      guard request.variables != nil || variables.count == 1 else {
        throw NablaError(.request, "name what to differentiate by in `vars`", text: "vars")
      }
      var indices: [NodeID] = []
      var layout: String?
      for variable in variables {
        for _ in 0..<(request.order ?? 1) {
          guard indices.isEmpty else {
            throw NablaError(.unsupported, "derivatives beyond two indices are not differentiated again")
          }
          let derivative = try problem.derivative(of: value, by: variable)
          (value, indices, layout) = (derivative.value, derivative.indices, derivative.layout)
        }
      }
      return Outcome(values: .scalar((value, indices)), layout: layout)
    case "equal":
      let (left, other) = (try operand(), request.other)
      let right = try placed("with") { () throws(NablaError) in try problem.read(other) }
      guard left.shape == right.shape else {
        let (a, b) = (problem.algebra.text(left.shape), problem.algebra.text(right.shape))
        throw NablaError(.domain, "`expr` is \(a), and this is \(b)", text: "with")
      }
      if try problem.isProvedEqual(left, right) { return Outcome(values: .vector([]), verdict: "true") }
      var difference = left
      difference.node = problem.algebra.builder.difference(left.node, right.node)
      return Outcome(values: .scalar((difference, [])), verdict: "unknown")
    default:
      throw NablaError(.unsupported, "`\(request.operation.rawValue)` does not go with `declare` in this version")
    }
  }

  private func derivatives(of value: ArrayValue, by variables: [ArrayVariable]) throws(NablaError) -> Outcome {
    var values: [Nested<(ArrayValue, [NodeID])>] = []
    var layout: String?
    for variable in variables {
      let derivative = try problem.derivative(of: value, by: variable)
      values.append(.scalar((derivative.value, derivative.indices)))
      layout = layout ?? derivative.layout
    }
    return Outcome(values: .vector(values), layout: layout)
  }

  /// The values of a point, as they are given.
  static func entries(
    _ point: Request.Point, _ problem: ArrayProblem
  ) throws(NablaError) -> [(name: String, value: ArrayProblem.Entries)] {
    func node(_ text: String, _ name: String) throws(NablaError) -> NodeID {
      do {
        return try problem.number(text)
      } catch {
        var error = error
        error.text = "at.\(name)"
        throw error
      }
    }
    func entries(_ coordinate: Request.Coordinate, _ name: String) throws(NablaError) -> ArrayProblem.Entries {
      switch coordinate {
      case .decimal(let text), .text(let text): return .number(try node(text, name))
      case .list(let parts):
        var inner: [ArrayProblem.Entries] = []
        for part in parts { inner.append(try entries(part, name)) }
        return .list(inner)
      }
    }
    var result: [(name: String, value: ArrayProblem.Entries)] = []
    for (name, coordinate) in point { result.append((name, try entries(coordinate, name))) }
    return result
  }
}
