// Curves as samples: what the pictures of a terminal and of a file are drawn from.

import Nabla
import NablaExpressions

/// Curves over an interval, sampled, with the part of the plane that shows them.
struct Plot {
  struct Curve {
    let name: String
    /// By sample; nil where there is no value.
    var values: [Double?]
    /// Whether the curve goes on from a sample to the next: not across a pole.
    var isConnected: [Bool]
  }

  let variable: String
  let low: Double
  let high: Double
  var curves: [Curve]
  var bottom = -1.0
  var top = 1.0

  /// Samples formulas of one symbol. Throws past the limits of the task.
  init(
    _ formulas: [(name: String, formula: Expr)], by variable: Expr, from low: Double, to high: Double, samples: Int
  ) throws(NablaError) {
    (self.variable, self.low, self.high) = (variable.description, low, high)
    curves = []
    func value(_ formula: Expr, _ x: Double) throws(NablaError) -> Double? {
      guard let value = try formula.evaluated(at: [variable: x]).value, value.isFinite else { return nil }
      return value
    }
    for (name, formula) in formulas {
      var values: [Double?] = []
      for k in 0..<samples {
        values.append(try value(formula, low + (high - low) * Double(k) / Double(samples - 1)))
      }
      curves.append(Curve(name: name, values: values, isConnected: []))
    }
    fit()
    let height = top - bottom
    for index in curves.indices {
      let values = curves[index].values
      var isConnected = [Bool](repeating: false, count: samples)
      for k in 0..<(samples - 1) {
        guard let a = values[k], let b = values[k + 1] else { continue }
        isConnected[k] = true
        // A jump is looked at in its middle: between two ends of a steep curve there is something, across a pole there is not.
        guard abs(b - a) > height / 3 else { continue }
        var (left, right) = (low + (high - low) * Double(k) / Double(samples - 1), 0.0)
        right = left + (high - low) / Double(samples - 1)
        var (first, last): (Double?, Double?) = (a, b)
        for _ in 0..<20 {
          let middle = (left + right) / 2
          let between = try value(formulas[index].formula, middle)
          guard let between, let start = first, let end = last else {
            isConnected[k] = false
            break
          }
          if abs(between - start) > abs(end - between) {
            (right, last) = (middle, between)
          } else {
            (left, first) = (middle, between)
          }
        }
        if let start = first, let end = last, abs(end - start) > height / 3 { isConnected[k] = false }
      }
      curves[index].isConnected = isConnected
    }
  }

  /// The heights that show most of the curves: what is far from the rest, as near a pole, is cut off.
  private mutating func fit() {
    let all = curves.flatMap { $0.values.compactMap { $0 } }.sorted()
    guard let least = all.first, let most = all.last else { return }
    let (lower, upper) = (all[all.count / 10], all[all.count - 1 - all.count / 10])
    let reach = max(upper - lower, 1e-12 * max(abs(upper), abs(lower)))
    bottom = max(least, lower - 2 * reach)
    top = min(most, upper + 2 * reach)
    if top - bottom <= 1e-12 * max(abs(top), abs(bottom), 1e-300) {
      let margin = max(1, abs(top) / 2)
      (bottom, top) = (bottom - margin, top + margin)
    }
  }

  /// Round numbers in an interval, about as many as asked for.
  static func ticks(_ low: Double, _ high: Double, about count: Int) -> [Double] {
    let width = high - low
    guard width > 0, width.isFinite else { return [low] }
    var step = 1.0
    let rough = width / Double(count)
    // A power of ten at or below it, found without logarithms.
    while step > rough { step /= 10 }
    while step * 10 <= rough { step *= 10 }
    for factor in [5.0, 2.0] where step * factor <= rough {
      step *= factor
      break
    }
    var ticks: [Double] = []
    var k = (low / step).rounded(.up)
    while k * step <= high + step * 1e-9, ticks.count < 50 {
      ticks.append(k == 0 ? 0 : k * step)
      k += 1
    }
    return ticks
  }

  /// A short decimal.
  static func label(_ number: Double) -> String {
    if number == 0 { return "0" }
    var scale = 1.0
    while abs(number) * scale < 1000, scale < 1e15 { scale *= 10 }
    let rounded = (number * scale).rounded() / scale
    return ValueText.text(rounded)
  }
}
