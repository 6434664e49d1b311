// The order in which a text brings up its names: what results are written in.

extension SyntaxTree {
  /// The first names of the text, at most 64, in the order of appearance, but as they follow each other in its products:
  /// in `exp(-g*t)*cos(w*t)` w stands before t. Linear in the text.
  package func symbolOrder() -> [String] {
    let count = min(64, names.count)
    // After each name, as a set of bits: names that follow it in a product, directly or by others.
    var after = [UInt64](repeating: 0, count: count)
    for (index, entry) in entries.enumerated() where entry.form == .product {
      for divides in [false, true] {
        var last: Int?
        for child in children(index) where (child.sign == .divide) == divides {
          guard let name = factorName(Int(child.entry)), name < count else { continue }
          if let last, last != name, after[name] & (1 << UInt64(last)) == 0 {
            let new = after[name] | 1 << UInt64(name)
            // What comes before the one comes before the other as well.
            for other in 0..<count where other == last || after[other] & (1 << UInt64(last)) != 0 {
              after[other] |= new
            }
          }
          last = name
        }
      }
    }
    // The first of those before which none has to stand.
    var order: [String] = []
    var left: UInt64 = count == 64 ? .max : (1 << UInt64(count)) - 1
    while left != 0 {
      let next = (0..<count).first { name in
        left & (1 << UInt64(name)) != 0
          && (0..<count).allSatisfy { left & (1 << UInt64($0)) == 0 || after[$0] & (1 << UInt64(name)) == 0 }
      }
      guard let next else { break }
      order.append(names[next])
      left &= ~(1 << UInt64(next))
    }
    return order
  }

  /// The name of a factor that is a symbol or a power of one.
  private func factorName(_ index: Int) -> Int? {
    let entry = entries[index]
    switch entry.form {
    case .name: return Int(entry.name)
    case .power, .elementPower, .transpose, .all:
      guard let base = children(index).first, entries[Int(base.entry)].form == .name else { return nil }
      return Int(entries[Int(base.entry)].name)
    case .number, .call, .negative, .positive, .sum, .product, .relation, .factorial, .and, .or, .not, .absolute,
      .vector,
      .group, .component:
      return nil
    }
  }
}
