// The process-wide table of names: the one thing that never shrinks. Interning a name locks; reading none.

import NablaContainers

/// Names of symbols and undefined functions, each once.
package final class NameTable: @unchecked Sendable {
  // Sendable: entries are written once, before their index is handed out, into chunks that never move.

  package static let shared = NameTable()

  struct Entry {
    let name: String
    let fingerprint: UInt64
  }

  private struct State {
    var indices: [String: Int] = [:]
    var bytes = 0
  }

  private let state = Locked(State())
  private let entries = ChunkedArray<Entry>()

  /// Names stop being accepted past this many bytes in all.
  package static let byteLimit = 1 << 30

  /// The symbol of a name; nil when the table is full.
  package func intern(_ name: String) -> NodeID? {
    state.withLock { state in
      if let index = state.indices[name] { return NodeID(symbol: index) }
      guard state.bytes + name.utf8.count <= NameTable.byteLimit, entries.count < 0x1FFF_FFF0 else { return nil }
      state.bytes += name.utf8.count
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      let index = entries.append(Entry(name: name, fingerprint: Fingerprint.mix(hash, 0x51AB)))
      state.indices[name] = index
      return NodeID(symbol: index)
    }
  }

  package func name(of id: NodeID) -> String { entries[id.symbolIndex].name }

  @inline(__always)
  func fingerprint(of id: NodeID) -> UInt64 { entries.pointer(to: id.symbolIndex).pointee.fingerprint }
}

/// Structural fingerprints: 64 bits that depend on structure alone, the same in every process.
@usableFromInline
package enum Fingerprint {
  /// A multiply-fold mixer: two words in, one well-mixed word out.
  @inlinable package static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: b ^ 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low &+ (a &* 0xA076_1D64_78BD_642F)
  }
}
