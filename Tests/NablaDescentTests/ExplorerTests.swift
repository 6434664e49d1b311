// The page of the explorer, and data in columns.

import Nabla
import NablaSession
import Testing

@Suite struct ExplorerTests {
  @Test("the page holds its formula, its code and nothing from elsewhere")
  func page() throws {
    let page = try Expr("w_1^2 + 4*w_2^2 + sigmoid(k)").explorerPage(plane: Expr.symbols("w_1 w_2"))
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>"))
    #expect(!page.contains("http") && !page.contains("/*DATA*/") && !page.contains("/*CODE*/"))
    #expect(
      page.contains("\"8*w_2\"") && page.contains("F.sigmoid(x[2])") && page.contains("{name: \"k\", value: 1.0}"))
  }

  @Test("names cannot break out of their places")
  func escapes() throws {
    let name = "</script><script>alert(1)</script>"
    let page = try (square(Expr.symbol(name)) + Expr.symbol("a\"'\\b\u{2028}")).explorerPage()
    #expect(page.ranges(of: "<script>").count == 1 && !page.contains("alert(1)</"))
    #expect(page.contains("\\u003c/script\\u003e") && page.contains("\\u2028"))
  }

  @Test("what no page can show is refused")
  func errors() throws {
    let w = Expr.symbol("w")
    #expect(throws: NablaError.self) { try square(w).explorerPage() }
    #expect(throws: NablaError.self) { try (w + besselJ(0, .symbol("v"))).explorerPage() }
    #expect(throws: NablaError.self) { try Session.explorerPage("x +") }
    #expect(throws: NablaError.self) { try Session.explorerPage("x*y", axes: ["x", "2"]) }
    #expect(try Session.explorerPage("x*y*k", axes: ["x", "k"], coordinates: ["y=2/3"]).contains("value: 0.6666"))
  }

  @Test("data tell the line and the column of what is wrong")
  func data() throws {
    let data = try DataTable(csv: "\u{FEFF}x, \"y\",z\r\n1,2,0\r\n-3.5,1e2,0\r\n\r\n")
    #expect(data.names == ["x", "y", "z"] && data.rows == [[1, 2, 0], [-3.5, 100, 0]])
    #expect(data.constantColumns.map(\.name) == ["z"] && data.remarks[0].contains("column z is 0 in all 2 rows"))
    for (text, message) in [
      ("x,y\n1,2\n3\n", "line 3 has 1 value, and the header has 2 names"),
      ("x,y\n1,abc\n", "line 2, column y: ‘abc’ is no number"),
      ("x,y\n1,nan\n", "line 2, column y: ‘nan’ is no number"),
      ("x,x\n1,2\n", "two columns are named x"), ("", "the data are empty"), ("x,y\n", "no line of numbers"),
      ("x,\n1,2", "column 2 has no name"),
    ] {
      do throws(NablaError) {
        _ = try DataTable(csv: text)
        Issue.record("\(text) is read")
      } catch {
        #expect(error.message.contains(message), "\(error.message)")
      }
    }
  }

  @Test("regression over data: zero columns, cancelling samples, healthy weights")
  func regression() throws {
    let data = try DataTable(csv: "x,z,y\n1,0,2\n2,0,3\n3,0,5\n")
    let symbols = Expr.symbols("w v b")
    let point: [Expr: Expr] = [symbols[0]: 1, symbols[1]: 1, symbols[2]: 0]
    let linear = try Expr("(w*x + v*z + b - y)^2").diagnosis(by: symbols, over: data, at: point)
    #expect(linear.parameters.map(\.cause) == [.healthy, .constantFeature, .healthy], "\(linear.text)")
    #expect(linear.parameters[0].value.value == -18)
    let logistic = try Expr("-y*log(sigmoid(w*x)) - (1 - y)*log(1 - sigmoid(w*x))").diagnosis(
      by: [symbols[0]], over: try DataTable(csv: "x,y\n1,1\n-1,1\n"), at: [symbols[0]: 0])
    #expect(logistic.parameters[0].cause == .samplesCancel)
    #expect(throws: NablaError.self) { try Expr("w*q").diagnosis(by: [symbols[0]], over: data, at: point) }
  }
}
