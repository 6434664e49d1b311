import NablaSession
import Testing

@Suite struct JSONValueTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-0", "-0.0e-0", "1E5", "1e+5", "10.25", "\"\"", "[]", "{}", " [ ] ",
    "\t{\r\n}",
    "[1,2,[3,{\"a\":[]}]]", "{\"\":0}", "{\"a\":1,\"b\":{\"a\":2}}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"",
    "\"\\uD834\\uDD1E\"", "\"\\uDBFF\\uDFFF\"", "\"\\u0000\"", "\"\u{7F}\u{10FFFF}\"",
    "{\"é\":1,\"e\u{301}\":2}",
    "[[[[[[[[]]]]]]]]", "123456789012345678901234567890.5", "\"\u{2028}\"", "[\"]\"]",
  ])
  func accepts(_ text: String) {
    #expect(jsonFault(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("", 0), (" ", 1), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("[", 1), ("]", 0), ("[}", 1), ("[1}", 2),
    ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\" 1}", 5), ("{\"a\":1", 6),
    ("{\"a\":1]", 6), ("{1:2}", 1), ("{,}", 1), ("01", 0), ("[-01]", 1), ("1.", 2), (".5", 0), ("+1", 0),
    ("-", 1),
    ("1e", 2), ("1e+", 3), ("1.e3", 2), ("-a", 1), ("0x10", 1), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1),
    ("nul", 0), ("nulll", 0), ("True", 0), ("null null", 5), ("1 2", 2), ("{}}", 2), ("'a'", 0), ("\"a", 0),
    ("\"\\", 1), ("\"\\\"", 0), ("\"\\x41\"", 1), ("\"\\u12G4\"", 1), ("\"\\u12", 1), ("\"a\\uD834\"", 2),
    ("\"\\uD834\\u0041\"", 1), ("\"\\uDD1E\\uD834\"", 1), ("\"\\uD834\\n\"", 1), ("\"\t\"", 1),
    ("\"a\nb\"", 2),
    ("\"\u{0}\"", 1), ("[1,\u{0}]", 3), ("// c\n1", 0), ("[1]/*c*/", 3), ("\u{FEFF}1", 0), ("\u{A0}1", 0),
    ("{\"a\":1,\"a\":2}", 7), ("{\"a\":1,\"\\u0061\":2}", 7), ("[{\"b\":1,\"c\":[{}],\"b\":2}]", 17),
    ("[1", 2), ("[1,", 3), ("{\"a\":", 5), ("{\"a\":1,", 7), ("-01.5", 0), ("{\"a\":1 \"b\":2}", 7),
  ])
  func rejects(_ text: String, at offset: Int) {
    let fault = jsonFault(Array(text.utf8))
    #expect(fault?.offset == offset, "\(text.debugDescription): \(fault?.description ?? "accepted")")
    #expect((fault.map { $0.offset + $0.length } ?? 0) <= text.utf8.count)
  }

  @Test(
    arguments: [
      ([0xFF], 1, 1), ([0x80], 1, 1), ([0xC0, 0x80], 1, 1), ([0xC1, 0xBF], 1, 1), ([0xE0, 0x9F, 0xBF], 1, 1),
      ([0xED, 0xA0, 0x80], 1, 1), ([0xF0, 0x8F, 0xBF, 0xBF], 1, 1), ([0xF4, 0x90, 0x80, 0x80], 1, 1),
      ([0xF5, 0x80, 0x80, 0x80], 1, 1), ([0xC3], 1, 1), ([0xE2, 0x82], 1, 2), ([0xF0, 0x9F, 0x98], 1, 3),
      ([0xE2, 0x82, 0xAC, 0xE2, 0x28], 4, 1), ([0xF4, 0x8F, 0xBF, 0xBF, 0xFE], 5, 1),
    ] as [([UInt8], Int, Int)])
  func rejectsWhatIsNotUTF8(_ bytes: [UInt8], at offset: Int, length: Int) {
    let inString = jsonFault([0x22] + bytes + [0x22])
    #expect(inString?.offset == offset && inString?.length == length && inString?.message == "not UTF-8")
    #expect(jsonFault([0x5B] + bytes + [0x5D])?.offset == offset)
    #expect(jsonFault([0x22] + bytes)?.offset == offset)
  }

  @Test func agreesWithTheStandardLibraryOnUTF8() {
    var random = JSONRandom(stream: 1)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 1...6, using: &random)).map { _ -> UInt8 in
        let leads: [UInt8] = [
          0x41, 0xC2, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0x80, 0x9F, 0xA0, 0x8F, 0x90, 0xBF,
        ]
        return leads.randomElement(using: &random) ?? 0
      }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      #expect((jsonFault([0x22] + bytes + [0x22]) == nil) == isValid, "\(bytes), seed \(JSONRandom.seed)")
    }
  }

  @Test func decodesEscapes() throws {
    let text = #""\"\\\/\b\f\n\r\t\u00e9\u03B8\uD834\uDD1E\u0000x""#
    let value = try JSONValue.parse(Array(text.utf8))
    #expect(value.string == "\"\\/\u{8}\u{C}\n\r\té\u{3B8}\u{1D11E}\0x")
    #expect(value.range == 0..<text.utf8.count)
    let object = try JSONValue.parse(Array(#"{"\u0061b":1,"é":2}"#.utf8))
    #expect(object["ab"]?.numberText == "1")
    #expect(object["é"]?.numberText == "2")
    #expect(object["e\u{301}"] == nil)
  }

  @Test func knowsPlaces() throws {
    let text = Array(#" {"id": [1, {"a" : "é"}], "expr" :"x^2", "n": -1.50e3, "t":true}"#.utf8)
    let value = try JSONValue.parse(text)
    #expect(value.kind == .object && value.offset == 1 && value.length == text.count - 1)
    let id = try #require(value["id"])
    #expect(Array(id.rawBytes) == Array(#"[1, {"a" : "é"}]"#.utf8))
    #expect(id.elements?.count == 2 && id.elements?[1]["a"]?.string == "é")
    #expect(value["expr"]?.stringBytes.map(Array.init) == Array("x^2".utf8))
    #expect(value["n"]?.numberText == "-1.50e3")
    #expect(value["t"]?.bool == true && value["t"]?.string == nil && value["missing"] == nil)
    let members = try #require(value.members)
    #expect(members.map(\.name) == ["id", "expr", "n", "t"])
    #expect(members.allSatisfy { Array($0.key.rawBytes) == Array("\"\($0.name)\"".utf8) })
    #expect(value.elements == nil && id.members == nil && id["a"] == nil && value.isNull == false)
  }

  @Test func keepsLongNumbers() throws {
    let digits =
      "-" + String(repeating: "9", count: 1_000) + "." + String(repeating: "01", count: 500) + "e-12345"
    let value = try JSONValue.parse(Array("[\(digits)]".utf8))
    #expect(value.elements?.first?.numberText == digits)
  }

  @Test(arguments: ["[", "{\"a\":", "[[],"])
  func boundsDepth(_ opener: String) {
    let bytes = Array(String(repeating: opener, count: 1_000_000).utf8)
    let fault = jsonFault(bytes)
    #expect(fault?.message == "nested more than 512 deep")
    #expect(fault?.offset == (opener == "[[]," ? 511 * 4 + 1 : 512 * opener.utf8.count))
  }

  @Test func depthNeedsNoStack() throws {
    let depth = 1_000_000
    let text = [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
    var value = try JSONValue.parse(text, maximumDepth: depth)
    #expect(value.length == 2 * depth)
    for _ in 0..<1_000 { value = try #require(value.elements?.first) }
    #expect(value.offset == 1_000)
  }

  @Test func boundsValues() {
    #expect(throws: JSONError(message: "more than 3 values", offset: 5, length: 1)) {
      _ = try JSONValue.parse(Array("[1,2,3]".utf8), maximumValues: 3)
    }
  }

  @Test func manyKeys() throws {
    let count = 20_000
    let members = (0..<count).map { "\"key\($0)\":\($0)" }.joined(separator: ",")
    let value = try JSONValue.parse(Array("{\(members)}".utf8))
    #expect(value.members?.count == count)
    #expect(value["key19999"]?.numberText == "19999")
    #expect(jsonFault(Array("{\(members),\"key7\":0}".utf8))?.length == 6)
  }

  #if !DEBUG
    @Test func longLines() throws {
      let clock = ContinuousClock()
      let numbers =
        [0x5B] + Array(repeatElement(Array("1.2345,".utf8), count: 15_000_000).joined()) + Array("0]".utf8)
      let string = [0x22] + [UInt8](repeating: 0x61, count: 105_000_000) + [0x22]
      let objects =
        [0x5B] + Array(repeatElement(Array(#"{"x":1,"y":"a"},"#.utf8), count: 6_000_000).joined())
        + Array("0]".utf8)
      for text in [numbers, string, objects] {
        let time = try clock.measure { _ = try JSONValue.parse(text) }
        #expect(time < .seconds(10), "\(text.count) bytes in \(time)")
      }
    }
  #endif

  /// Damages valid documents; whatever comes out must be read or refused with a place inside the text.
  @Test func survivesDamage() throws {
    var random = JSONRandom(stream: 2)
    let interesting = Array("[]{},:\"\\u0eE+-.tfn \u{0}\n".utf8) + [0xFF, 0x80, 0xC3]
    var accepted = 0
    #if DEBUG
      let rounds = 5_000
    #else
      let rounds = 200_000
    #endif
    for _ in 0..<rounds {
      var writer = JSONWriter()
      JSONTree.random(depth: 4, using: &random).write(to: &writer)
      var bytes = writer.bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let byte =
          Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random) : interesting.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(byte, at: place)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2: bytes.removeSubrange(place...)
        default: if place < bytes.count { bytes[place] = byte }
        }
      }
      if let fault = jsonFault(bytes) {
        #expect(
          fault.offset >= 0 && fault.length >= 0 && fault.offset + fault.length <= bytes.count,
          "\(bytes), seed \(JSONRandom.seed)")
      } else {
        accepted += 1
        // What is acceptable survives being written again.
        let value = try JSONValue.parse(bytes)
        var again = JSONWriter()
        JSONTree(value).write(to: &again)
        #expect(
          JSONTree(try JSONValue.parse(again.bytes)) == JSONTree(value), "\(bytes), seed \(JSONRandom.seed)")
      }
    }
    #expect(accepted > 0 && accepted < rounds)
  }
}
