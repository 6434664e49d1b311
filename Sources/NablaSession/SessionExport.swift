// A document of the work: every line with its result, typeset. LaTeX, Markdown, or a page with MathML.

import Nabla
import NablaExpressions
import NablaSyntax
import NablaTypesetting

extension Session {
  /// `export s.tex`, `s.md`, `s.html`.
  func export(_ argument: String, _ range: Range<Int>) throws(NablaError) -> Response {
    let path = try path(argument, "export s.tex, s.md or s.html", range)
    let text: String
    switch path.split(separator: ".").last.map({ $0.lowercased() }) {
    case "tex": text = try document(range, .latex)
    case "md", "markdown": text = try document(range, .markdown)
    case "html", "htm": text = try document(range, .page)
    default: throw NablaError(.syntax, "documents are s.tex, s.md or s.html", range: range)
    }
    try FileText.write(Array(text.utf8), to: path, range)
    let count = journal.count
    return Response(text: "wrote \(count) line\(count == 1 ? "" : "s") to \(path)")
  }

  private enum Document { case latex, markdown, page }

  private func document(_ range: Range<Int>, _ form: Document) throws(NablaError) -> String {
    var parts: [String] = []
    for entry in journal {
      let line = String(decoding: entry.text, as: UTF8.self)
      // What was typed, set as it was typed; where it is a command, its words alone.
      let typed = try? TypedLaTeX.text(entry.text)
      var result: Nested<Expr>?
      if let number = entry.result, number <= context.results.count { result = context.results[number - 1] }
      var options = DisplayOptions(decimals: line.contains("."))
      options.abbreviatesFrom = 600
      switch form {
      case .latex:
        parts.append("\\begin{verbatim}\n\(line)\n\\end{verbatim}")
        if let result {
          parts.append(Session.equation(try result.latex(options, maximumLength: 1_000_000, conditions: true)))
        } else if let typed {
          parts.append(Session.equation(typed))
        }
      case .markdown:
        parts.append("```\n\(line)\n```")
        if let result {
          parts.append("$$\(try result.latex(options, maximumLength: 1_000_000, conditions: true))$$")
        } else if let typed {
          parts.append("$$\(typed)$$")
        }
      case .page:
        parts.append("<pre>\(MathML.escaped(line))</pre>")
        if let result { parts.append(try result.mathML(options, maximumLength: 1_000_000)) }
      }
    }
    let body = parts.joined(separator: "\n")
    switch form {
    case .latex:
      return """
        \\documentclass{article}
        \\usepackage{amsmath,amssymb,graphicx}
        % A formula that is wider than the page is made as small as the page asks for.
        \\newcommand{\\fitted}[1]{\\[\\sbox0{$\\displaystyle #1$}%
          \\ifdim\\wd0>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox0}\\else\\usebox0\\fi\\]}
        \\begin{document}
        \(body)
        \\end{document}

        """
    case .markdown: return body + "\n"
    case .page:
      return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Nabla</title>
        <style>body { max-width: 50em; margin: 2em auto; } math { overflow-x: auto; }</style></head><body>
        \(body)
        </body></html>

        """
    }
  }

  private static func equation(_ latex: String) -> String { "\\fitted{\(latex)}" }
}
