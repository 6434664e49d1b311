// Conditions collected by value: what a part of a verb leaves behind belongs to its result.
import Nabla
import Testing

@Suite("Recording of conditions")
struct RecordingTests {
  @Test("a candidate that is dropped leaves no condition, one that is taken brings its own")
  func candidates() throws {
    let (x, y) = (Expr.symbol("x").node, Expr.symbol("y").node)
    try Store().build { (builder) throws(NablaError) in
      _ = builder.quotient(x, x)
      let (one, condition) = builder.recording { builder.quotient(y, y) }
      #expect(one == .one && builder.store.isOperation(condition, .defined))
      let before = builder.takeConditions()
      #expect(builder.store.isOperation(before, .defined) && before != condition)
      #expect(builder.recording { builder.product([x, y]) }.condition == .yes)
      #expect(builder.takeConditions() == .yes)
    }
  }

  @Test("what was recorded before stays where the part fails")
  func failure() throws {
    let (x, y) = (Expr.symbol("x").node, Expr.symbol("y").node)
    try Store().build { (builder) throws(NablaError) in
      _ = builder.quotient(x, x)
      do throws(NablaError) {
        _ = try builder.recording { () throws(NablaError) -> NodeID in
          _ = builder.quotient(y, y)
          throw NablaError(.domain, "no")
        }
      } catch {}
      let left = builder.takeConditions()
      #expect(builder.store.isOperation(left, .defined))
      #expect(left == builder.recording { builder.quotient(x, x) }.condition)
    }
  }
}
