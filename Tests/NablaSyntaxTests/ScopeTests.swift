// Verbs that bind a name: in its scope it means itself, whatever it means outside.
import Nabla
import NablaTestSupport
import Testing

@Suite("Scopes")
struct ScopeTests {
  /// `total(f, i, a, b)`: the sum of f over i from a to b, as far as these tests need it.
  private static let total = LanguageVerb(
    form: "total(f, i, 1, n)", advice: "", bindings: [VerbBinding(name: 1, scope: [0])]
  ) { (builder, arguments, range, _) throws(NablaError) in
    let parts = arguments.flatMap { $0.value.elements }
    guard parts.count == 4, parts[1].node.isSymbol, let first = builder.value(parts[2].node)?.asInteger?.asInt,
      let last = builder.value(parts[3].node)?.asInteger?.asInt
    else { throw NablaError(.name, "total(f, i, 1, n)", range: range) }
    var terms: [NodeID] = []
    for k in first...max(first, last) {
      terms.append(
        try builder.substitute([parts[1].node: builder.integer(k)], in: parts[0].node, condition: .yes).node)
    }
    return .scalar(Conditioned(terms.reduce(.zero) { builder.sum($0, $1) }))
  }

  private func read(_ text: String, _ values: [String: Expr] = [:]) throws -> String {
    var context = ResolutionContext()
    context.values = values.mapValues { .scalar($0) }
    context.verbs = Verbs.words.merging(["total": Self.total]) { $1 }
    let tree = try Parser.parse(Array(text.utf8), verbs: context.verbs)
    let store = Store()
    return try store.build { (builder) throws(NablaError) in
      try Resolver.resolve(tree, in: context, builder).value.map {
        Expr(store: store, node: $0.node, condition: $0.condition)
      }
    }.text(decimals: false)
  }

  @Test(
    "a bound name means itself in its scope and what it meant before outside",
    arguments: [
      ("total(i^2, i, 1, 3)", "14"), ("i + total(i^2, i, 1, 3) + i", "24"), ("total(i*j, i, 1, 2)*i", "15*j"),
      ("total(total(i*j, j, 1, 2), i, 1, 3)", "18"), ("total(total(i, i, 1, 3), i, 1, 3)", "18"),
      ("total(i, i, i, i + 1)", "11"), ("total(i, i, 1, 2) + i where i = 7", "10"),
      ("total(`i`, i, 1, 3)", "15"), ("total(i*t, i, 1, 3) where t = 2", "12"),
      ("diff(total(x^i, i, 1, 3), x)", "3*x^2 + 2*x + 1"),
    ])
  func bound(_ text: String, _ answer: String) throws {
    #expect(try read(text, ["i": 5]) == answer)
  }

  @Test(
    "what cannot be bound is refused at its place",
    arguments: [
      ("1 + total(e, e, 1, 3)", 13, "fixed meaning"), ("total(x, sin, 1, 3)", 9, "fixed meaning"),
      ("total(i(2, 3), i, 1, 3)", 6, "i is a symbol here"), ("total(x, 2, 1, 3)", 0, "total(f, i, 1, n)"),
    ])
  func refused(_ text: String, _ offset: Int, _ fragment: String) {
    do {
      Issue.record("\(text) is read as \(try read(text))")
    } catch let error as NablaError {
      #expect(error.message.contains(fragment) && error.range?.lowerBound == offset, "\(text): \(error)")
    } catch { Issue.record("\(error)") }
  }

  @Test("deep nests of binders are linear and do not recurse")
  func deep() throws {
    let depth = isThorough ? 100_000 : 3_000
    let text = String(repeating: "total(", count: depth) + "i" + String(repeating: ", i, 1, 1)", count: depth)
    #expect(try read(text) == "1")
  }
}
