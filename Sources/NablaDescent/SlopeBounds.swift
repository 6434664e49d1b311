// Functions that flatten out, with the proved maximum of their slopes.

import NablaExpressions

enum SlopeBounds {
  /// The greatest slope of a function whose slopes have one sign, are bounded and come near 0, as a number and as it is
  /// written; nil for other functions.
  static func greatest(_ row: FunctionRow) -> (value: Double, text: String)? {
    guard let low = row.slopeRange.low, let high = row.slopeRange.high else { return nil }
    if low.number.isZero && !low.isClosed { return (high.double, high.text) }
    if high.number.isZero && !high.isClosed { return (-low.double, low.text) }
    return nil
  }
}
