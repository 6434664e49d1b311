// The numeric functions of the catalogue, one static function each, grouped by family in the files beside
// this one. The conventions that all of them share are stated here once.

/// The real functions of the catalogue, computed on floating-point numbers.
///
/// What holds for every function here:
/// - **Accuracy.** The result is within 4 units in the last place of the exact value of the real function at
///   the given `Double`, over the whole range, subnormal numbers and huge arguments of `sin` included. A result
///   whose exact value exceeds the range is an infinity, one below the least subnormal number is 0.
/// - **NaN.** A NaN argument gives NaN, without exception: also for `sign`, `relu`, `power(x, 0)`,
///   `power(1, y)` and the extremes of many numbers.
/// - **Domain.** Outside the real domain, and where a limit at infinity does not exist, the result is NaN.
/// - **Poles.** `log(0)` is −∞, `atanh(±1)` is ±∞. `cot`, `csc`, and `power` with a negative exponent, are infinite at 0; where the
///   two sides differ, the sign of the zero chooses. `tan`, `sec` and the other poles of `cot` and `csc` are
///   multiples of pi/2 other than 0, which no `Double` equals: the results there are large, finite and accurate.
/// - **Kinks and jumps.** sign(0) = 0, heaviside(0) = 1/2, relu(0) = 0, floor is continuous from the right;
///   the sign of a zero argument makes no difference to them.
/// - No function traps or throws; each takes constant time, except those over many numbers.
public enum Kernels {}
