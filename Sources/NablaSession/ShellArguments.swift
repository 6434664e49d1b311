// What is written in a shell, read as a request.

import Nabla
import NablaExpressions
import NablaSyntax

/// What is wrong with arguments.
public struct ArgumentError: Error, Sendable {
  /// In words.
  public let message: String

  init(_ message: String) { self.message = message }
}

extension Request {
  /// A request of a subcommand: formulas, then symbols, as `x y`, `x,y` or `[x, y]`; for `diff` an order behind each.
  package static func shell(_ verb: any Verb.Type, _ arguments: [String]) throws(ArgumentError) -> Request {
    var formulas = 1
    if verb.takesSeveral {
      formulas = max(1, arguments.count)
      while formulas > 1, isSymbols(arguments[formulas - 1]) { formulas -= 1 }
    }
    var request = Request(Operation(verb), Array(arguments.prefix(formulas)))
    request.isFromShell = true
    request.isArray = formulas > 1
    var rest = arguments.dropFirst(formulas)
    if verb.takes(.other) {
      guard let other = rest.popFirst() else { throw ArgumentError("\(verb.name) takes two formulas") }
      request.other = other
    }
    if verb.takes(.base) {
      guard let base = rest.popFirst() else { throw ArgumentError("\(verb.name) takes a formula and a function") }
      request.base = base
    }
    if let excess = rest.first, verb.takes(.other) || verb.takes(.base) {
      throw ArgumentError("\(verb.name) takes no further argument, and there is ‘\(excess)’")
    }
    if !rest.isEmpty { try request.readVariables(Array(rest)) }
    return request
  }

  private static func isSymbols(_ text: String) -> Bool {
    let names = names(in: text)
    return !names.isEmpty && names.allSatisfy { SyntaxTree.name(in: $0) == $0 }
  }

  private static func names(in text: String) -> [String] {
    let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
    return inner.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
  }

  private mutating func readVariables(_ arguments: [String]) throws(ArgumentError) {
    var steps: [(name: String, order: Int?)] = []
    for name in arguments.flatMap(Request.names) {
      if operation.takes(.steps), let order = Int(name), order >= 0 {
        guard let last = steps.last, last.order == nil else {
          throw ArgumentError(
            "an order stands behind the symbol it belongs to: nabla \(operation.rawValue) FORMULA x 2 y")
        }
        steps[steps.count - 1].order = order
      } else {
        steps.append((name, nil))
      }
    }
    if steps.count == 1 {
      variables = [steps[0].name]
      order = steps[0].order
      return
    }
    guard steps.reduce(0, { $0 + min($1.order ?? 1, 10_000) }) < 10_000 else {
      throw ArgumentError("mixed partial derivatives of such an order are out of reach")
    }
    variables = steps.flatMap { Array(repeating: $0.name, count: $0.order ?? 1) }
    // All orders 0: the formula itself.
    if variables?.isEmpty == true {
      variables = [steps[0].name]
      order = 0
    }
  }

  /// Adds coordinates such as `x=2` or `x=2,y=1/3`; a lone `at` says nothing.
  public mutating func addPoint(_ arguments: [String]) throws(ArgumentError) {
    var point = points?.first ?? []
    for argument in arguments where argument != "at" {
      let text = Array(argument.utf8)
      guard let coordinates = Parser.parseCoordinates(text, verbs: Verbs.words) else {
        throw ArgumentError("‘\(argument)’ is no coordinate; write x=2")
      }
      for coordinate in coordinates {
        if point.contains(where: { $0.name == coordinate.name }) {
          throw ArgumentError("\(coordinate.name) has two values")
        }
        point.append((coordinate.name, .text(String(decoding: text[coordinate.range], as: UTF8.self))))
      }
    }
    if !point.isEmpty { points = [point] }
  }

  /// Coordinates such as `x=2`, `x=2,y=1/3`.
  package static func coordinates(_ arguments: [String]) throws(ArgumentError) -> Point {
    var request = Request(Operation(Verbs.Parse.self))
    try request.addPoint(arguments)
    return request.points?.first ?? []
  }

  /// `x^2 at x = 2` as one argument of `eval`.
  public mutating func splitPoint() throws(ArgumentError) {
    let text = Array((expressions.first ?? "").utf8)
    guard let command = try? Reader.command(text, until: .point, allowsResultNames: false), !command.coordinates.isEmpty
    else { return }
    expressions[0] = String(decoding: text[command.range], as: UTF8.self)
    var point = points?.first ?? []
    for coordinate in command.coordinates {
      point.append((coordinate.name, .text(String(decoding: text[coordinate.range], as: UTF8.self))))
    }
    points = [point]
  }
}

extension Session {
  /// The command of the program that a lone word may have meant, among some names.
  public static func nearestCommand(to word: String, among names: [String]) -> String? {
    Spelling.nearest(to: word, among: names)
  }

  /// Whether a text is one name, and no constant.
  public static func isWord(_ text: String) -> Bool {
    SyntaxTree.name(in: text) == text && text.utf8.count > 1 && NameText.constant(named: text) == nil
  }

  /// Whether a text can be read as a statement or a command.
  public static func isStatement(_ text: String) -> Bool {
    (try? Parser.parseStatement(Array(text.utf8), allowsResultNames: true)) != nil
  }
}
