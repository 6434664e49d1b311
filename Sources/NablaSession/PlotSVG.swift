// Curves as a file of vectors (SVG): axes with round numbers, one colour a curve, names beside.

import NablaTypesetting

enum SVGPicture {
  /// Colours that are told apart by everybody (Okabe and Ito).
  private static let colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]

  static func text(_ plot: Plot) -> String {
    let (width, height) = (640.0, 400.0)
    let (left, right, top, bottom) = (64.0, 16.0, 16.0, 40.0)
    let (across, down) = (width - left - right, height - top - bottom)
    func x(_ value: Double) -> Double { left + (value - plot.low) / (plot.high - plot.low) * across }
    func y(_ value: Double) -> Double { top + (plot.top - value) / (plot.top - plot.bottom) * down }
    func number(_ value: Double) -> String { Plot.label((value * 100).rounded() / 100) }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"400\" viewBox=\"0 0 640 400\" font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"640\" height=\"400\" fill=\"white\"/>",
      "<clipPath id=\"frame\"><rect x=\"\(number(left))\" y=\"\(number(top))\" width=\"\(number(across))\" height=\"\(number(down))\"/></clipPath>",
    ]
    for tick in Plot.ticks(plot.low, plot.high, about: 8) {
      let place = number(x(tick))
      lines.append(
        "<path d=\"M\(place) \(number(top))V\(number(top + down))\" stroke=\"\(tick == 0 ? "#888" : "#ddd")\"/>"
          + "<text x=\"\(place)\" y=\"\(number(top + down + 16))\" text-anchor=\"middle\">\(Plot.label(tick))</text>")
    }
    for tick in Plot.ticks(plot.bottom, plot.top, about: 6) {
      let place = number(y(tick))
      lines.append(
        "<path d=\"M\(number(left)) \(place)H\(number(left + across))\" stroke=\"\(tick == 0 ? "#888" : "#ddd")\"/>"
          + "<text x=\"\(number(left - 6))\" y=\"\(number(y(tick) + 4))\" text-anchor=\"end\">\(Plot.label(tick))</text>"
      )
    }
    lines.append(
      "<text x=\"\(number(left + across / 2))\" y=\"\(number(height - 6))\" text-anchor=\"middle\" font-style=\"italic\">\(MathML.escaped(plot.variable))</text>"
    )
    for (index, curve) in plot.curves.enumerated() {
      let colour = colours[index % colours.count]
      var path = ""
      var isOpen = false
      for (k, value) in curve.values.enumerated() {
        guard let value else {
          isOpen = false
          continue
        }
        // What lies far outside is clipped; kept near, so that no number is too long.
        let height = plot.top - plot.bottom
        let near = min(plot.top + height, max(plot.bottom - height, value))
        let place = x(plot.low + (plot.high - plot.low) * Double(k) / Double(curve.values.count - 1))
        path += "\(isOpen ? "L" : "M")\(number(place)) \(number(y(near)))"
        isOpen = curve.isConnected[k]
      }
      lines.append(
        "<path d=\"\(path)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.8\" clip-path=\"url(#frame)\"/>")
      lines.append(
        "<text x=\"\(number(left + 10))\" y=\"\(number(top + 18 + 16 * Double(index)))\" fill=\"\(colour)\">\(MathML.escaped(curve.name))</text>"
      )
    }
    return lines.joined(separator: "\n") + "\n</svg>\n"
  }
}
