// The subcommands that are no verbs, and what all have in common.

import ArgumentParser
import Nabla
import NablaSession

/// What one answer may spend.
struct LimitOptions: ParsableArguments {
  @Option(help: "Seconds that an answer may take.") var seconds: Double?
  @Option(help: "Nodes that an expression may grow by, as 10000000.") var nodes: Int?
  @Option(help: "Bits that an exact number may have.") var bits: Int?

  func applied(to limits: Limits) throws -> Limits {
    try limits.with(seconds: seconds, nodes: nodes, bits: bits)
  }
}

extension Limits {
  /// With what was asked for in place of the defaults.
  func with(seconds: Double?, nodes: Int?, bits: Int?) throws -> Limits {
    var limits = self
    guard (seconds ?? 1) > 0, (nodes ?? 1) > 0, (bits ?? 1) > 0 else { throw ValidationError("a limit is positive") }
    if let seconds { limits.seconds = min(seconds, 1e9) }
    if let nodes { limits.nodes = min(nodes, 2_000_000_000) }
    if let bits { limits.bits = min(bits, 4_000_000_000) }
    return limits
  }
}

struct Batch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Answers requests of the line protocol: a JSON object a line in, one a line out.",
    discussion: """
      For example: echo '{"op": "diff", "expr": "x^2"}' | nabla batch
      The protocol is described in Documentation/LineProtocol.md.
      """)

  func run() throws {
    let engine = Engine()
    var reader = ByteLineReader(fileDescriptor: 0)
    while let line = try reader.next() {
      switch line {
      case .bytes(let bytes): try Terminal.write(engine.answer(line: bytes))
      case .tooLong(let length): try Terminal.write(engine.line(tooLong: length))
      }
    }
  }
}
