// Real powers by the system's own.

import Foundation
/// The real power x^(p/q), by the system's own.
func realPower(_ x: Double, _ p: Int, _ q: Int) -> Double {
  p % q == 0 ? pow(x, Double(p / q)) : x < 0 ? .nan : pow(x, Double(p) / Double(q))
}
