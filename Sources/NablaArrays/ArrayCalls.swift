// Functions of arrays by name: sums, norms, traces, and the functions of numbers entry by entry.

import NablaExpressions
import NablaNumbers
import NablaSyntax

extension ArrayReader {
  /// The functions that take whole arrays, as messages show them.
  package static let forms: [String: String] = [
    "sum": "sum(x) or sum(f, i, 1, n)", "mean": "mean(x)", "norm": "norm(x)", "dot": "dot(x, y)",
    "outer": "outer(x, y)", "tr": "tr(A)", "trace": "trace(A)", "det": "det(A)", "logdet": "logdet(A)",
    "inv": "inv(A)", "solve": "solve(A, b)", "diag": "diag(x)", "eye": "eye(n)", "identity": "identity(n)",
    "ones": "ones(n) or ones(m, n)", "zeros": "zeros(n) or zeros(m, n)", "hadamard": "hadamard(x, y)",
    "frobenius": "frobenius(A) or frobenius(A, B)", "softmax": "softmax(x)", "logsumexp": "logsumexp(x)",
    "max": "max(x)", "transpose": "transpose(A)", "prod": "prod(f, i, 1, n)", "if": "if(c, a, b)",
    "kron": "kron(A, B)", "vec": "vec(A)",
  ]

  func call(_ index: Int) throws(NablaError) -> ArrayValue {
    let name = tree.name(index)
    let arguments = children(index)
    if let array = declared[name] { return try productLikeCall(array, index, arguments) }
    guard tree.positions(index).isEmpty else {
      throw fault("derivatives of undefined functions do not go with declared arrays", index, .unsupported)
    }
    if let result = try arrayFunction(name, arguments, index) { return result }
    guard let function = Catalogue.callable(named: name) else {
      let known = ArrayReader.forms.keys.sorted() + Catalogue.callables.map(\.name)
      let near = Spelling.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
      throw fault("there is no function \(name) of arrays\(near)", index, .name)
    }
    guard function.accepts(arguments.count) else {
      throw fault(function.arityMessage(arguments.count), index, .name)
    }
    var nodes: [NodeID] = []
    var shape = ArrayShape.scalar
    for argument in arguments {
      let value = try value(argument)
      if value.shape != .scalar {
        guard shape == .scalar || shape == value.shape else {
          throw mismatch(name, ArrayValue(.zero, shape), value, argument)
        }
        shape = value.shape
      }
      nodes.append(value.node)
    }
    if let complaint = function.complaint(algebra.builder, nodes) { throw fault(complaint, index) }
    if function.name == "log", nodes.count == 1, let difference = try algebra.logarithmOfShare(nodes[0]) {
      return ArrayValue(difference, shape)
    }
    return ArrayValue(function.applied(algebra.builder, nodes), shape)
  }

  /// A(x + y), and A'(x + y), where A is an array.
  private func productLikeCall(_ array: NodeID, _ index: Int, _ arguments: [Int]) throws(NablaError) -> ArrayValue {
    guard arguments.count == 1, let definition = algebra.array(array), definition.familyCount == 0 else {
      throw fault("\(tree.name(index)) is an array: entries are written \(tree.name(index))[i]", index, .name)
    }
    let indices = [algebra.row, algebra.column]
    let places = definition.dimensions.enumerated().map { indices[$0]($1) }
    let shape: ArrayShape =
      places.count == 1
      ? .column(definition.dimensions[0]) : .matrix(definition.dimensions[0], definition.dimensions[1])
    var left = ArrayValue(algebra.entry(array, places), shape)
    for _ in tree.positions(index) { left = algebra.transpose(left) }
    let right = try value(arguments[0])
    guard let product = try algebra.matrixProduct(left, right) else { throw mismatch("*", left, right, index) }
    return product
  }

  private func arrayFunction(_ name: String, _ arguments: [Int], _ index: Int) throws(NablaError) -> ArrayValue? {
    guard let form = ArrayReader.forms[name] else { return nil }
    func values(_ count: Int) throws(NablaError) -> [ArrayValue] {
      guard arguments.count == count else { throw fault("this is written \(form)", index, .name) }
      var values: [ArrayValue] = []
      for argument in arguments { values.append(try value(argument)) }
      return values
    }
    func required(_ result: ArrayValue?, _ what: String) throws(NablaError) -> ArrayValue {
      guard let result else {
        throw fault("\(name) takes \(what), and this is \(algebra.text(try value(arguments[0]).shape))", arguments[0])
      }
      return result
    }
    switch name {
    case "sum" where arguments.count == 4: return try indexedSum(arguments)
    case "sum": return try algebra.total(try values(1)[0])
    case "mean":
      let value = try values(1)[0]
      let total = try algebra.total(value)
      return ArrayValue(algebra.builder.quotient(total.node, algebra.count(value)), .scalar)
    case "prod": throw fault("products with an index do not go with declared arrays", index, .unsupported)
    case "norm": return try algebra.norm(try values(1)[0])
    case "frobenius" where arguments.count == 1: return try algebra.norm(try values(1)[0])
    case "dot", "frobenius":
      let pair = try values(2)
      guard let product = algebra.elementwise(pair[0], pair[1], { algebra.builder.product($0, $1) }),
        pair[0].shape == pair[1].shape
      else { throw mismatch(name, pair[0], pair[1], index) }
      return try algebra.total(product)
    case "hadamard":
      let pair = try values(2)
      guard let product = algebra.elementwise(pair[0], pair[1], { algebra.builder.product($0, $1) }) else {
        throw mismatch(name, pair[0], pair[1], index)
      }
      return product
    case "outer":
      let pair = try values(2)
      guard case .column = pair[0].shape, case .column = pair[1].shape,
        let product = try algebra.matrixProduct(pair[0], algebra.transpose(pair[1]))
      else { throw mismatch(name, pair[0], pair[1], index) }
      return product
    case "tr", "trace": return try required(try algebra.trace(try values(1)[0]), "a square matrix")
    case "det", "logdet":
      return try required(
        try algebra.determinant(try values(1)[0], logarithm: name == "logdet"), "a square matrix")
    case "inv": return try required(try algebra.inverse(try values(1)[0]), "a square matrix")
    case "solve":
      let pair = try values(2)
      let inverse = try required(try algebra.inverse(pair[0]), "a square matrix")
      guard let product = try algebra.matrixProduct(inverse, pair[1]) else {
        throw mismatch(name, pair[0], pair[1], index)
      }
      return product
    case "diag": return try required(try algebra.diagonal(try values(1)[0]), "a vector or a square matrix")
    case "transpose": return algebra.transpose(try values(1)[0])
    case "eye", "identity":
      _ = try values(1)
      let n = try number(arguments[0])
      return ArrayValue(algebra.deltaEntry(algebra.row(n), algebra.column(n)), .matrix(n, n))
    case "ones", "zeros":
      let entry: NodeID = name == "ones" ? .one : .zero
      if arguments.count == 2 {
        return ArrayValue(entry, .matrix(try number(arguments[0]), try number(arguments[1])))
      }
      _ = try values(1)
      return ArrayValue(entry, .column(try number(arguments[0])))
    case "softmax" where arguments.count == 1:
      return try required(try algebra.softmax(try values(1)[0]), "a vector")
    case "logsumexp" where arguments.count == 1:
      return try required(try algebra.logarithmOfSumOfExponentials(try values(1)[0]), "a vector")
    case "max" where arguments.count == 1:
      let value = try values(1)[0]
      return value.shape == .scalar ? value : try required(try algebra.maximum(value), "a vector")
    case "if":
      let parts = try values(3)
      guard algebra.store.isBoolean(parts[0].node) else { throw fault("the first argument of if is a relation", index) }
      let shapes = parts.map(\.shape).filter { $0 != .scalar }
      let shape = shapes.first ?? .scalar
      guard shapes.allSatisfy({ $0 == shape }) else {
        throw mismatch(name, parts[1], parts[2], index)
      }
      return ArrayValue(algebra.builder.ifElse(parts[0].node, parts[1].node, parts[2].node), shape)
    case "kron", "vec":
      throw fault(
        "\(name) is not supported by this version; write what it is made for with sums over indices", index,
        .unsupported)
    default: return nil
    }
  }

  private func indexedSum(_ arguments: [Int]) throws(NablaError) -> ArrayValue {
    guard case .index(let symbol) = meanings[arguments[1]] else {
      throw fault("the index of a sum is a name: sum(f, i, 1, n)", arguments[1])
    }
    let body = try value(arguments[0])
    return ArrayValue(try algebra.contract([symbol], body.node), body.shape)
  }
}
