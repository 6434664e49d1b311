// Slopes from values alone: central differences at shrinking steps, extrapolated to step 0.

/// Central differences have an error in even powers of the step, so polynomials in its square, extrapolated to 0 by
/// Neville's scheme, gain two orders a column (Ridders, 1982). The error of an entry is its distance from the two it was
/// made of, never less than what the rounding of the values may do to it.
struct RiddersDifferences {
  static let rows = 11
  static let shrink = 1.6

  /// The steps that are taken at a coordinate, exactly representable sums and differences included.
  static func coordinates(at x: Double) -> [(above: Double, below: Double)] {
    var step = max(x.magnitude, 0.1) * 0.1
    return (0..<rows).map { _ in
      defer { step /= shrink }
      return (x + step, x - step)
    }
  }

  /// The slope and its error; nil where too few values are there. The first steps may leave the domain. One-sided
  /// differences have an error in all powers of the step, so each column gains one order.
  static func slope(
    _ coordinates: [(above: Double, below: Double)], _ values: [(above: Double, below: Double)],
    isOneSided: Bool = false
  ) -> (slope: Double, error: Double)? {
    var best: (slope: Double, error: Double)?
    var previous: [(entry: Double, noise: Double)] = []
    for (x, f) in zip(coordinates, values) {
      guard f.above.isFinite && f.below.isFinite else {
        // What is nearer may still be inside.
        previous = []
        best = nil
        continue
      }
      let width = x.above - x.below
      let noise = 0x1p-50 * max(f.above.magnitude, f.below.magnitude) / width.magnitude
      var row = [(entry: (f.above - f.below) / width, noise: noise)]
      let gain = isOneSided ? shrink : shrink * shrink
      var factor = gain
      for (column, older) in previous.enumerated() {
        let newer = row[column]
        let entry = newer.entry + (newer.entry - older.entry) / (factor - 1)
        let noise = newer.noise + (newer.noise + older.noise) / (factor - 1)
        row.append((entry, noise))
        let error = max((entry - newer.entry).magnitude, (entry - older.entry).magnitude, noise)
        if error <= best?.error ?? .infinity { best = (entry, error) }
        factor *= gain
      }
      previous = row
    }
    return best
  }
}
