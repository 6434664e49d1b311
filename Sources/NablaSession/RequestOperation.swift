// What can be asked for by the line protocol: the verbs, and what the contract holds beside them.

import Nabla

extension Request {
  /// What can be asked for: a verb, or something that this version does not carry out yet.
  public struct Operation: Sendable, Hashable, RawRepresentable, CaseIterable {
    /// Its name in the line protocol.
    public let rawValue: String
    let verb: (any Verb.Type)?

    /// The operation of a name; nil where there is none.
    public init?(rawValue: String) {
      verb = Verbs.verb(operation: rawValue)
      if verb == nil && Operation.planned[rawValue] == nil { return nil }
      self.rawValue = rawValue
    }

    package init(_ verb: any Verb.Type) {
      self.verb = verb
      rawValue = verb.operation
    }

    /// Every operation of the contract.
    public static var allCases: [Operation] {
      Verbs.all.map { Operation($0) }
        + planned.keys.sorted().compactMap { Operation(rawValue: $0) }.filter { !$0.isSupported }
    }

    /// Whether this version carries it out.
    public var isSupported: Bool { verb != nil }

    /// What the contract holds and no verb carries out, with the keys that belong to it. A verb of the name goes before.
    private static let planned: [String: [String]] = [
      "gcd": ["with"]
    ]

    /// The keys that belong to it, beside those that go with all operations.
    var keys: [String] { verb.map { $0.parameters.flatMap(\.keys) } ?? Operation.planned[rawValue] ?? [] }

    func takes(_ parameter: VerbParameter) -> Bool { verb?.takes(parameter) ?? false }

    /// Whether `expr` may be an array.
    var takesSeveral: Bool { verb?.takesSeveral ?? false }

    /// Whether two names are the same.
    public static func == (a: Operation, b: Operation) -> Bool { a.rawValue == b.rawValue }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
  }
}
