// Names with numbers in the order that people expect.

/// The order of names in which x2 comes before x10.
package enum NaturalOrder {
  package static func isBefore(_ a: String, _ b: String) -> Bool {
    var left = Array(a.utf8)[...]
    var right = Array(b.utf8)[...]
    func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
    while let x = left.first, let y = right.first {
      if isDigit(x) && isDigit(y) {
        let first = left.prefix(while: isDigit)
        let second = right.prefix(while: isDigit)
        let (p, q) = (first.drop { $0 == 48 }, second.drop { $0 == 48 })
        if p.count != q.count { return p.count < q.count }
        if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) }
        if first.count != second.count { return first.count < second.count }
        left = left[first.endIndex...]
        right = right[second.endIndex...]
      } else {
        if x != y { return x < y }
        left = left.dropFirst()
        right = right.dropFirst()
      }
    }
    return left.isEmpty && !right.isEmpty
  }
}
