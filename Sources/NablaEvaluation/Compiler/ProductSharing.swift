// Which parts of products are computed once: the products of a gradient differ in a factor or two.

import NablaContainers
import NablaExpressions

/// A set of factors, in the order of their codes: twice the key of the factor, plus one where it divides.
struct FactorGroup: Hashable {
  let codes: [Int32]

  /// A hash of the codes.
  var fingerprint: UInt32 {
    PlaceTable.hash(codes.reduce(0) { ($0 ^ UInt64(UInt32(bitPattern: $1))) &* 0x9E37_79B9_7F4A_7C15 })
  }
}

/// How the products of a program are put together from smaller ones.
///
/// A product that has all factors but one in common with another is that common part times or by the one left out; so on
/// for the common parts. Quadratic in the factors of one product, linear in their number.
struct ProductSharing {
  /// By group: the group without one factor, and the factor left out.
  private(set) var splits: [FactorGroup: (rest: FactorGroup, code: Int32)] = [:]

  /// Products of more factors than this are multiplied as they stand.
  private static let widest = 64

  private static func mix(_ code: Int32) -> UInt64 {
    var x = UInt64(UInt32(bitPattern: code)) &* 0x9E37_79B9_7F4A_7C15
    x ^= x >> 29
    x = x &* 0xBF58_476D_1CE4_E5B9
    return x ^ (x >> 32)
  }

  private static func hash(_ group: FactorGroup) -> UInt64 { group.codes.reduce(0) { $0 &+ mix($1) } }

  init(_ groups: Set<FactorGroup>) {
    var bySize: [Int: [FactorGroup]] = [:]
    for group in groups where group.codes.count > 1 && group.codes.count <= ProductSharing.widest {
      bySize[group.codes.count, default: []].append(group)
    }
    guard var size = bySize.keys.max() else { return }
    while size > 2 {
      let current = bySize[size] ?? []
      let present = Set((bySize[size - 1] ?? []).map(ProductSharing.hash))
      var counts: [UInt64: Int] = [:]
      for group in current {
        let whole = ProductSharing.hash(group)
        for code in group.codes { counts[whole &- ProductSharing.mix(code), default: 0] += 1 }
      }
      var added = Set(bySize[size - 1] ?? [])
      for group in current.sorted(by: { $0.codes.lexicographicallyPrecedes($1.codes) }) {
        let whole = ProductSharing.hash(group)
        var best: (count: Int, place: Int)?
        for (place, code) in group.codes.enumerated() {
          let rest = whole &- ProductSharing.mix(code)
          let count = (counts[rest] ?? 0) + (present.contains(rest) ? current.count + 1 : 0)
          if count > 1 && count > best?.count ?? 1 { best = (count, place) }
        }
        guard let best else { continue }
        var codes = group.codes
        let code = codes.remove(at: best.place)
        let rest = FactorGroup(codes: codes)
        splits[group] = (rest, code)
        if added.insert(rest).inserted { bySize[size - 1, default: []].append(rest) }
      }
      size -= 1
    }
  }
}
