// Curves in a terminal, drawn with the dots of Braille.

/// A picture of lines of characters, each of two by four dots.
struct BraillePicture {
  private let columns: Int
  private let rows: Int
  private var cells: [UInt8]

  private init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    cells = [UInt8](repeating: 0, count: columns * rows)
  }

  private mutating func set(_ x: Int, _ y: Int) {
    guard x >= 0, y >= 0, x < 2 * columns, y < 4 * rows else { return }
    let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
    cells[(y / 4) * columns + x / 2] |= bits[(y % 4) * 2 + x % 2]
  }

  private mutating func line(_ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int) {
    let steps = max(abs(x1 - x0), abs(y1 - y0), 1)
    guard steps < 10_000 else { return }
    for step in 0...steps { set(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps) }
  }

  private func line(_ row: Int) -> String {
    var text = ""
    for cell in cells[(row * columns)..<((row + 1) * columns)] {
      text.unicodeScalars.append(cell == 0 ? " " : Unicode.Scalar(0x2800 + UInt32(cell)) ?? " ")
    }
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }

  /// The lines of a plot: heights to the left, the ends of the interval below, names where there are several curves.
  static func lines(_ plot: Plot, columns: Int, rows: Int) -> [String] {
    let labels = [Plot.label(plot.top), Plot.label(plot.bottom)]
    let margin = min(columns / 3, labels.map(\.count).max() ?? 0)
    let width = max(8, columns - margin - 2)
    var picture = BraillePicture(columns: width, rows: rows)
    let (dotsAcross, dotsDown) = (2 * width - 1, 4 * rows - 1)
    let height = plot.top - plot.bottom
    func y(_ value: Double) -> Int {
      let share = (plot.top - value) / height
      return Int((min(2, max(-1, share)) * Double(dotsDown)).rounded())
    }
    // The axes, dotted.
    if plot.bottom < 0, plot.top > 0 { for x in stride(from: 0, through: dotsAcross, by: 4) { picture.set(x, y(0)) } }
    if plot.low < 0, plot.high > 0 {
      let x = Int((-plot.low / (plot.high - plot.low) * Double(dotsAcross)).rounded())
      for y in stride(from: 0, through: dotsDown, by: 2) { picture.set(x, y) }
    }
    for curve in plot.curves {
      let count = curve.values.count
      func x(_ k: Int) -> Int { Int((Double(k) / Double(count - 1) * Double(dotsAcross)).rounded()) }
      for (k, value) in curve.values.enumerated() {
        guard let value else { continue }
        picture.set(x(k), y(value))
        if k + 1 < count, curve.isConnected[k], let next = curve.values[k + 1] {
          picture.line(x(k), y(value), x(k + 1), y(next))
        }
      }
    }
    var lines: [String] = []
    func padded(_ label: String) -> String {
      let short = label.count > margin ? String(label.prefix(margin)) : label
      return String(repeating: " ", count: margin - short.count) + short
    }
    for row in 0..<rows {
      let label = row == 0 ? labels[0] : row == rows - 1 ? labels[1] : ""
      lines.append("\(padded(label)) │\(picture.line(row))")
    }
    lines.append("\(padded("")) └" + String(repeating: "─", count: width))
    let (left, right) = (Plot.label(plot.low), Plot.label(plot.high))
    let gap = width + 1 - left.count - right.count - plot.variable.count
    let middle =
      gap >= 2
      ? String(repeating: " ", count: gap / 2) + plot.variable + String(repeating: " ", count: gap - gap / 2) : " "
    lines.append(padded("") + " " + left + middle + right)
    return lines
  }
}
