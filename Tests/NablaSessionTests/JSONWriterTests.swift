import NablaSession
import Testing

@Suite struct JSONWriterTests {
  @Test func writesStructure() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("id")
    writer.raw(Array("[1 ,\r2]".utf8))
    writer.key("empty")
    writer.beginArray()
    writer.endArray()
    writer.key("result")
    writer.beginArray()
    writer.string("x")
    writer.beginObject()
    writer.endObject()
    writer.number(3)
    writer.null()
    writer.bool(true)
    writer.endArray()
    writer.key("n")
    writer.numberText("1.50")
    writer.endObject()
    writer.endLine()
    writer.beginArray()
    writer.endArray()
    let expected = "{\"id\":[1 , 2],\"empty\":[],\"result\":[\"x\",{},3,null,true],\"n\":1.50}\n[]"
    #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    writer.removeAll()
    #expect(writer.bytes.isEmpty)
  }

  @Test func escapesWhatItMust() {
    var writer = JSONWriter()
    writer.string("\"\\/\u{0}\u{1F}\u{8}\t\n\u{C}\r\u{7F}é\u{1D11E}")
    let expected = #""\"\\/\u0000\u001f\b\t\n\f\r"# + "\u{7F}é\u{1D11E}\""
    #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
  }

  @Test(
    arguments: [
      (5.0, "5"), (-6.0, "-6"), (0.0, "0"), (-0.0, "-0.0"), (0.1, "0.1"),
      (9_007_199_254_740_991.0, "9007199254740991"),
      (1e20, "1e+20"), (Double.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"),
      (.nan, "null"),
      (-.infinity, "null"), (1.0 / 3, "0.3333333333333333"),
    ] as [(Double, String)])
  func writesDoubles(_ value: Double, as text: String) {
    var writer = JSONWriter()
    writer.number(value)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
  }

  @Test func doublesReadBack() throws {
    var random = JSONRandom(stream: 3)
    for round in 0..<20_000 {
      var value = Double(bitPattern: random.next())
      if round % 2 == 0 { value = Double(Int64(truncatingIfNeeded: random.next() >> (random.next() % 64))) }
      guard value.isFinite else { continue }
      var writer = JSONWriter()
      writer.number(value)
      let text = try #require(JSONValue.parse(writer.bytes).numberText)
      #expect(Double(text)?.bitPattern == value.bitPattern, "\(value), seed \(JSONRandom.seed)")
    }
  }

  @Test func readingGivesBackWhatWasWritten() throws {
    var random = JSONRandom(stream: 4)
    for _ in 0..<3_000 {
      let tree = JSONTree.random(depth: 5, using: &random)
      var writer = JSONWriter()
      tree.write(to: &writer)
      let value = try JSONValue.parse(writer.bytes)
      #expect(JSONTree(value) == tree, "seed \(JSONRandom.seed)")
      #expect(!writer.bytes.contains { $0 < 0x20 }, "seed \(JSONRandom.seed)")
      // Every part stands where it says it does, and a raw part is a value of its own.
      for part in (value.elements ?? []) + (value.members ?? []).map(\.value) {
        #expect(
          JSONTree(try JSONValue.parse(Array(part.rawBytes))) == JSONTree(part), "seed \(JSONRandom.seed)")
        var copy = JSONWriter()
        copy.raw(part.rawBytes)
        #expect(copy.bytes.elementsEqual(part.rawBytes), "seed \(JSONRandom.seed)")
      }
    }
  }
}
