// A request of the line protocol, checked key by key.

import Nabla
import NablaSyntax

/// What a program may ask for. The keys and their meaning are the protocol's.
public struct Request: Sendable {
  /// Which renderings an answer carries.
  public enum Form: String, Sendable { case text, latex, graph }

  /// A coordinate of a point: an exact decimal, or text of an expression.
  public enum Coordinate: Sendable {
    case decimal(String)
    case text(String)
    /// Of an array, its parts.
    indirect case list([Coordinate])
  }

  /// A point: coordinates by name.
  public typealias Point = [(name: String, value: Coordinate)]

  /// The bytes of the id, handed back untouched.
  public var id: [UInt8] = Array("null".utf8)
  /// The operation.
  public var operation: Operation
  /// The expression, or several of them.
  public var expressions: [String] = []
  /// Whether the expressions are formulas in LaTeX.
  public var isLaTeX = false
  /// Whether the expressions were given as an array.
  public var isArray = false
  /// The variables, in the order of the answer.
  public var variables: [String]?
  /// The order of a derivative.
  public var order: Int?
  /// The components of a direction.
  public var direction: [String]?
  /// A gradient to be judged.
  public var against: [String]?
  /// The length of a step along the slope.
  public var step: String?
  /// Comma-separated values, whose rows are points.
  public var data: String?
  /// How steps of a descent are found.
  public var method: String?
  /// Whether the direction is normalised.
  public var unit = false
  /// What the expression is compared with.
  public var other = ""
  /// The function in which the expression is to be written.
  public var base = ""
  /// Whether derivatives are written shorter where that saves two operations.
  public var simplify = true
  /// Replacements by name.
  public var replacements: [(name: String, text: String)] = []
  /// Where symbols are developed about.
  public var about: Point = []
  /// Shapes of arrays by name.
  public var declarations: [(key: String, text: String)] = []
  /// Names that are symbols whatever else they could mean.
  public var symbols: [String] = []
  /// Names that are undefined functions.
  public var functions: [String] = []
  /// Points at which values are wanted.
  public var points: [Point]?
  /// Whether the points were given as an array.
  public var isPointArray = false
  /// Significant decimal digits of values.
  public var digits = 17
  /// The renderings wanted.
  public var forms: [Form] = [.text]
  /// Whether errors speak of arguments rather than of keys.
  public var isFromShell = false
  /// What is assumed: words by symbols, and relations as texts, with the key that each stands under.
  public var assumed: [(name: String, text: String, key: String)] = []
  /// What may be spent.
  public var limits = Limits.program

  /// A request with its defaults.
  public init(_ operation: Operation, _ expressions: [String] = []) {
    self.operation = operation
    self.expressions = expressions
  }
}

extension Limits {
  /// The defaults of the program: a gradient of 100,000 parameters fits, and memory stays below a gigabyte or so.
  public static var program: Limits { Limits(nodes: 5_000_000, bits: 20_000_000, seconds: 60) }
}

/// Reads a request from a JSON object.
struct RequestReader {
  private let object: JSONValue
  private var request = Request(Request.Operation(Verbs.Parse.self))

  /// The id of a request as it was written; `null` where there is none.
  static func id(of value: JSONValue) -> [UInt8] {
    value["id"].map { Array($0.rawBytes) } ?? Array("null".utf8)
  }

  static func read(_ value: JSONValue) throws(NablaError) -> Request {
    guard value.kind == .object else { throw fault("a request is a JSON object", value) }
    var reader = RequestReader(object: value)
    try reader.readAll()
    return reader.request
  }

  private init(object: JSONValue) { self.object = object }

  private static func fault(_ message: String, _ value: JSONValue) -> NablaError {
    NablaError(.request, message, range: value.offset..<(value.offset + value.length))
  }

  /// Keys that belong to some operations only.
  private static let ownKeys: Set<String> = [
    "order", "direction", "unit", "with", "about", "against", "base", "step", "method",
  ]
  private static let keys: Set<String> = ownKeys.union([
    "id", "op", "declare", "expr", "from", "vars", "symbols", "functions", "at", "digits", "assume", "simplify",
    "form", "limits",
  ])

  /// What other programs call an op.
  private static let otherOps = [
    "grad": "gradient", "derivative": "diff", "differentiate": "diff", "evaluate": "eval", "subs": "substitute",
    "tex": "latex", "read": "parse",
  ]
  /// What is often written for a key.
  private static let otherKeys = [
    "latex": "LaTeX is asked for by `\"form\": [\"text\", \"latex\"]`",
    "format": "renderings are asked for by `form`: text, latex, graph", "forms": "did you mean `form`?",
    "tex": "LaTeX is asked for by `\"form\": [\"text\", \"latex\"]`", "wrt": "did you mean `vars`?",
    "variables": "did you mean `vars`?", "by": "did you mean `vars`?", "expression": "did you mean `expr`?",
    "formula": "did you mean `expr`?", "point": "did you mean `at`?", "precision": "did you mean `digits`?",
    "operation": "did you mean `op`?", "timeout": "time is limited by `\"limits\": {\"seconds\": 10}`",
    "seconds": "time is limited by `\"limits\": {\"seconds\": 10}`",
  ]

  private mutating func readAll() throws(NablaError) {
    guard let op = object["op"] else { throw RequestReader.fault("the key `op` is missing", object) }
    guard let name = op.string else { throw RequestReader.fault("`op` is a string", op) }
    guard let operation = Request.Operation(rawValue: name) else {
      let known = Request.Operation.allCases.filter(\.isSupported).map(\.rawValue)
      let near = RequestReader.otherOps[name] ?? Spelling.nearest(to: name, among: known)
      let hint = near.map { "; did you mean `\($0)`?" } ?? ""
      throw RequestReader.fault("there is no op `\(name)`\(hint); ops are \(known.joined(separator: ", "))", op)
    }
    request.operation = operation
    for member in object.members ?? [] {
      guard RequestReader.keys.contains(member.name) else {
        let near =
          RequestReader.otherKeys[member.name]
          ?? Spelling.nearest(to: member.name, among: RequestReader.keys.sorted()).map { "did you mean `\($0)`?" }
        throw RequestReader.fault("there is no key `\(member.name)`\(near.map { "; " + $0 } ?? "")", member.key)
      }
      if RequestReader.ownKeys.contains(member.name), !operation.keys.contains(member.name) {
        throw RequestReader.fault("the key `\(member.name)` does not go with `\(name)`", member.key)
      }
      try read(member.name, member.value)
    }
    if object["expr"] == nil { throw RequestReader.fault("the key `expr` is missing", object) }
    for key in operation.verb?.parameters.compactMap(\.requiredKey) ?? [] where object[key] == nil {
      throw RequestReader.fault("`\(name)` needs the key `\(key)`", object)
    }
    if operation.takes(.steps), let variables = request.variables, variables.count > 1, let order = object["order"] {
      throw RequestReader.fault("`order` goes with one variable; for mixed partials repeat the names in `vars`", order)
    }
  }

  private mutating func read(_ key: String, _ value: JSONValue) throws(NablaError) {
    switch key {
    case "expr":
      if let elements = value.elements {
        guard request.operation.takesSeveral else {
          let names = Verbs.all.filter { $0.takesSeveral }.map { $0.operation }
          let list = names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
          throw RequestReader.fault("`expr` is one string here; an array goes with \(list)", value)
        }
        request.isArray = true
        request.expressions = try strings(value, elements, "expr")
      } else {
        request.expressions = [try string(value, "expr")]
      }
    case "from":
      switch try string(value, "from") {
      case "nabla": request.isLaTeX = false
      case "latex": request.isLaTeX = true
      default: throw RequestReader.fault("`from` is nabla or latex", value)
      }
    case "vars": request.variables = try strings(value, "vars")
    case "order":
      guard let text = value.numberText, let number = Integer(text), !number.isNegative else {
        throw RequestReader.fault("`order` is a whole number", value)
      }
      guard let small = number.asInt else {
        throw NablaError(.limit, "a derivative of order \(number) is out of reach")
      }
      request.order = small
    case "against": request.against = try strings(value, "against")
    case "step": request.step = try expressionText(value, "step")
    case "method": request.method = try string(value, "method")
    case "direction": request.direction = try strings(value, "direction")
    case "unit": request.unit = try bool(value, "unit")
    case "with" where request.operation.takes(.other) || request.operation.takes(.symbolicOrder):
      request.other = try expressionText(value, "with")
    case "with":
      guard request.operation.takes(.replacements) else { return }
      guard let members = value.members else {
        throw RequestReader.fault("`with` is an object of names and expressions", value)
      }
      for member in members {
        request.replacements.append((member.name, try expressionText(member.value, "with.\(member.name)")))
      }
    case "base": request.base = try string(value, "base")
    case "about":
      guard request.operation.takes(.about) else { return }
      request.about = try point(value, "about")
    case "declare":
      guard let members = value.members else {
        throw RequestReader.fault("`declare` is an object of names and shapes, such as \"x\": \"vector(n)\"", value)
      }
      for member in members {
        request.declarations.append((member.name, try string(member.value, "declare.\(member.name)")))
      }
    case "symbols": request.symbols = try strings(value, "symbols")
    case "functions": request.functions = try strings(value, "functions")
    case "at": try readPoints(value)
    case "digits":
      guard let text = value.numberText, let digits = Int(text), digits >= 1 else {
        throw RequestReader.fault("`digits` is a whole number from 1", value)
      }
      request.digits = digits
    case "simplify": request.simplify = try bool(value, "simplify")
    case "form":
      let names = value.elements == nil ? [try string(value, "form")] : try strings(value, "form")
      request.forms = []
      for name in names {
        guard let form = Request.Form(rawValue: name) else {
          throw RequestReader.fault("`form` is text, latex or graph, or an array of them", value)
        }
        request.forms.append(form)
      }
    case "assume":
      guard let members = value.members else {
        throw RequestReader.fault("`assume` is an object of names and words, with relations under the key \"\"", value)
      }
      for member in members {
        let key = "assume.\(member.name)"
        let texts =
          member.value.elements == nil ? [try string(member.value, key)] : try strings(member.value, key)
        request.assumed += texts.map { (member.name, $0, key) }
      }
    case "limits": try readLimits(value)
    default: break
    }
  }

  private mutating func readPoints(_ value: JSONValue) throws(NablaError) {
    if let elements = value.elements {
      request.isPointArray = true
      var points: [Request.Point] = []
      for (index, element) in elements.enumerated() { points.append(try point(element, "at[\(index)]")) }
      request.points = points
    } else {
      request.points = [try point(value, "at")]
    }
  }

  private func point(_ value: JSONValue, _ place: String) throws(NablaError) -> Request.Point {
    guard let members = value.members else {
      throw RequestReader.fault("`\(place)` is an object of names and numbers or texts", value)
    }
    var point: Request.Point = []
    for member in members {
      point.append((member.name, try coordinate(member.value, "\(place).\(member.name)", 0)))
    }
    return point
  }

  /// A number or a text; of a declared array nested arrays of such.
  private func coordinate(_ value: JSONValue, _ place: String, _ depth: Int) throws(NablaError) -> Request.Coordinate {
    if let text = value.numberText { return .decimal(text) }
    if let text = value.string { return .text(text) }
    guard let elements = value.elements, depth < 8, object["declare"] != nil else {
      throw RequestReader.fault("`\(place)` is a number or a text", value)
    }
    var parts: [Request.Coordinate] = []
    for element in elements { parts.append(try coordinate(element, place, depth + 1)) }
    return .list(parts)
  }

  private mutating func readLimits(_ value: JSONValue) throws(NablaError) {
    guard let members = value.members else { throw RequestReader.fault("`limits` is an object", value) }
    for member in members {
      guard let text = member.value.numberText, let number = Double(text), number > 0 else {
        throw RequestReader.fault("`limits.\(member.name)` is a positive number", member.value)
      }
      switch member.name {
      case "seconds": request.limits.seconds = min(number, 1e9)
      case "nodes": request.limits.nodes = Int(min(number, 2e9))
      case "bits": request.limits.bits = Int(min(number, 4e9))
      default: throw RequestReader.fault("limits are seconds, nodes and bits", member.key)
      }
    }
  }

  // MARK: Types

  private func string(_ value: JSONValue, _ key: String) throws(NablaError) -> String {
    guard let string = value.string else { throw RequestReader.fault("`\(key)` is a string", value) }
    return string
  }

  /// A text, or a number as its decimal.
  private func expressionText(_ value: JSONValue, _ key: String) throws(NablaError) -> String {
    if let text = value.numberText { return text }
    return try string(value, key)
  }

  private func bool(_ value: JSONValue, _ key: String) throws(NablaError) -> Bool {
    guard let bool = value.bool else { throw RequestReader.fault("`\(key)` is true or false", value) }
    return bool
  }

  private func strings(_ value: JSONValue, _ key: String) throws(NablaError) -> [String] {
    guard let elements = value.elements else { throw RequestReader.fault("`\(key)` is an array of strings", value) }
    return try strings(value, elements, key)
  }

  private func strings(_ value: JSONValue, _ elements: [JSONValue], _ key: String) throws(NablaError) -> [String] {
    var result: [String] = []
    for element in elements {
      if key == "direction", let text = element.numberText {
        result.append(text)
      } else if let string = element.string {
        result.append(string)
      } else {
        throw RequestReader.fault("`\(key)` is an array of strings", element)
      }
    }
    return result
  }
}
