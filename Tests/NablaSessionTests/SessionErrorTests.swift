// Carets stand under what is to blame, whatever stands before it.

import NablaSession
import Testing

@Suite struct SessionErrorTests {
  @Test(arguments: [
    ("x + $", 4, 1), ("α + $", 4, 1), ("αβγ*(δ + $)", 9, 1), ("\tα + $", 5, 1), ("  x +", 5, 1), ("x ≤ ≤ y", 4, 1),
    ("sin(x, y)", 0, 9), ("1 + nope(x)", 4, 4), ("π*nope(x)", 2, 4), ("a = b + )", 8, 1),
    ("f(x) := x + nope(x)", 12, 4),
    ("eval x + ) at x = 1", 9, 1), ("eval α at α = 1 + $", 18, 1), ("latex  ω + $", 11, 1), ("a = a + 1", 4, 1),
    ("σ = 2*σ", 6, 1), ("diff(x, 3)", 8, 1), ("[1, 2]*[3, 4]", 7, 6), ("x/|", 3, 1), ("", -1, 0),
  ])
  func caretsStandUnderTheFault(_ line: String, column: Int, width: Int) {
    let response = Session().execute(line)
    guard column >= 0 else {
      #expect(!response.isError)
      return
    }
    let lines = response.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(response.isError && lines.count == 3, "\(response.text)")
    guard lines.count == 3 else { return }
    #expect(lines[0].hasPrefix("error: ") && lines[0].count > 10)
    let marks = lines[2].dropFirst(2)
    #expect(marks.prefix { $0 == " " }.count == column, "\(response.text)")
    #expect(marks.filter { $0 == "^" }.count == width, "\(response.text)")
  }

  @Test func longLinesAreShownAroundTheFault() {
    for before in [0, 10, 100, 5000] {
      for after in [0, 10, 100, 5000] {
        let line = String(repeating: "α+", count: before) + "$" + String(repeating: "+x", count: after)
        let lines = Session().execute(line).text.split(separator: "\n")
        #expect(lines.count == 3)
        guard lines.count == 3 else { continue }
        #expect(lines[1].count < 100 && lines[2].count < 100)
        let column = lines[2].prefix { $0 == " " }.count
        #expect(Array(lines[1])[column] == "$", "\(before) \(after): \(lines)")
      }
    }
  }

  @Test func notUTF8IsAnErrorWithAPlace() {
    let response = Session().execute([0x78, 0x2B, 0xFF])
    #expect(response.isError && response.text.contains("byte 2"), "\(response.text)")
  }
}
