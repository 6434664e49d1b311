// Slopes from values alone: central differences, extrapolated to step 0 (Ridders, 1982), with an error estimate.

/// A slope found from values, and how far it may be off.
struct SlopeEstimate {
  let slope: Double
  let error: Double
}

enum FiniteDifferences {
  /// The slope of a function at a point.
  ///
  /// Central differences have an error in even powers of the step, so that polynomials in its square, extrapolated to
  /// 0 by Neville's scheme, gain two orders a column. The error of an entry is its distance from the two it was made
  /// of, never less than what the rounding of the values alone may do to it. Nil where a value is missing.
  static func slope(
    at x: Double, step first: Double, rows: Int = 12, rounding: Double = 0x1p-50,
    of function: (Double) throws -> Double?
  ) rethrows -> SlopeEstimate? {
    let shrink = 1.5
    var best: SlopeEstimate?
    var previous: [(entry: Double, noise: Double)] = []
    var step = first
    for _ in 0..<rows {
      // The step that is really taken, free of the rounding of x + step.
      let (above, below) = (x + step, x - step)
      guard let high = try function(above), let low = try function(below), high.isFinite, low.isFinite else {
        return nil
      }
      let noise = rounding * max(high.magnitude, low.magnitude) / (above - below)
      var row = [(entry: (high - low) / (above - below), noise: noise)]
      var factor = shrink * shrink
      for (column, older) in previous.enumerated() {
        let newer = row[column]
        let entry = newer.entry + (newer.entry - older.entry) / (factor - 1)
        let noise = newer.noise + (newer.noise + older.noise) / (factor - 1)
        row.append((entry, noise))
        let error = max((entry - newer.entry).magnitude, (entry - older.entry).magnitude, noise)
        if error <= best?.error ?? .infinity { best = SlopeEstimate(slope: entry, error: error) }
        factor *= shrink * shrink
      }
      previous = row
      step /= shrink
    }
    return best
  }
}
