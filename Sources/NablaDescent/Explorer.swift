// A page of its own for a loss over a plane: contours, slopes under the pointer, balls that race by method.

import NablaCalculus
import NablaEvaluation
import NablaExpressions

extension Expr {
  /// A self-contained page that shows this loss over two of its variables: no network, no other file.
  ///
  /// `plane` are the two variables of the axes, else the first two in natural order; the others have sliders, which start at
  /// `point`, else at 1. The page computes value, gradient and Hessian by code generated from the graph. Any name is shown as
  /// text and none can break out of its place. Throws `domain` for relations, fewer than two variables, and symbols that
  /// are named twice; `unsupported` for functions that the page cannot compute; `limit` for more than 20,000 nodes.
  public func explorerPage(
    plane: [Expr]? = nil, at point: [Expr: Expr] = [:], half: Double = 5
  ) throws(NablaError) -> String {
    let symbols = freeSymbols
    let axes = plane ?? Array(symbols.prefix(2))
    guard axes.count == 2 else {
      let found = symbols.isEmpty ? "no variable" : symbols.map { Wording.name($0) }.joined(separator: ", ")
      throw NablaError(.domain, "a plane has two variables, and here there is \(found); name two")
    }
    guard half > 0, half.isFinite else { throw NablaError(.domain, "half the width of a plane is a positive number") }
    let others = symbols.filter { !axes.contains($0) }
    guard others.count <= 40 else {
      throw NablaError(
        .limit, "there are \(others.count) variables beside the plane, and the page has room for 40 sliders")
    }
    let gradient = try self.gradient(by: axes)
    let hessian = try self.hessian(by: axes)
    let inputs = axes + others
    let code = try JavaScriptProgram.source(
      [self, gradient[0], gradient[1], hessian[0][0], hessian[0][1], hessian[1][1]], inputs: inputs)
    var fields: [String] = []
    for symbol in inputs {
      let value = try point[symbol].map { (value) throws(NablaError) in try value.evaluated().value ?? 1 } ?? 1
      fields.append("{name: \(Explorer.text(Wording.name(symbol))), value: \(JavaScriptProgram.literal(value))}")
    }
    let slopes = gradient.map { Explorer.text(Explorer.short($0)) }.joined(separator: ", ")
    let data =
      "{formula: \(Explorer.text(Explorer.short(self))), inputs: [\(fields.joined(separator: ", "))], "
      + "slopes: [\(slopes)], half: \(JavaScriptProgram.literal(half))}"
    return Explorer.page.replacing("/*DATA*/null", with: data, maxReplacements: 1)
      .replacing("/*CODE*/", with: code, maxReplacements: 1)
  }
}

extension Explorer {
  /// A formula as it is shown; of a very long one its beginning.
  fileprivate static func short(_ expression: Expr) -> String {
    guard expression.isSmall(atMost: 2000) else { return "…" }
    let text = "\(expression)"
    return text.count <= 300 ? text : text.prefix(299) + "…"
  }

  /// A text as a string of JavaScript inside a page: no quote, line end or tag of it has a meaning.
  static func text(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\", "<", ">", "&", "'", "\u{2028}", "\u{2029}": result += Explorer.escaped(scalar)
      default:
        if scalar.value < 32 { result += Explorer.escaped(scalar) } else { result.unicodeScalars.append(scalar) }
      }
    }
    return result + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
