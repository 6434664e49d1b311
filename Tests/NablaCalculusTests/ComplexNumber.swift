// Just enough complex arithmetic to differentiate by a step along the imaginary axis, which loses no digits.

import Foundation

/// A complex number; its functions are accurate where the imaginary part is tiny.
struct ComplexNumber {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  static func + (a: Self, b: Self) -> Self { Self(a.real + b.real, a.imaginary + b.imaginary) }
  static func - (a: Self, b: Self) -> Self { Self(a.real - b.real, a.imaginary - b.imaginary) }
  static prefix func - (a: Self) -> Self { Self(-a.real, -a.imaginary) }
  static func * (a: Self, b: Self) -> Self {
    Self(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func / (a: Self, b: Self) -> Self {
    let square = b.real * b.real + b.imaginary * b.imaginary
    return Self(
      (a.real * b.real + a.imaginary * b.imaginary) / square,
      (a.imaginary * b.real - a.real * b.imaginary) / square)
  }

  var exponential: Self {
    let size = exp(real)
    return Self(size * cos(imaginary), size * sin(imaginary))
  }
  var logarithm: Self { Self(log(hypot(real, imaginary)), atan2(imaginary, real)) }
  func power(_ exponent: Self) -> Self { (exponent * logarithm).exponential }

  var sine: Self { Self(sin(real) * cosh(imaginary), cos(real) * sinh(imaginary)) }
  var cosine: Self { Self(cos(real) * cosh(imaginary), -sin(real) * sinh(imaginary)) }
  var hyperbolicSine: Self { Self(sinh(real) * cos(imaginary), cosh(real) * sin(imaginary)) }
  var hyperbolicCosine: Self { Self(cosh(real) * cos(imaginary), sinh(real) * sin(imaginary)) }

  /// Of these the imaginary parts alone are accurate to all digits.
  var inverseHyperbolicSine: Self { ((self * self + Self(1)).squareRoot + self).logarithm }
  var inverseHyperbolicCosine: Self {
    (self + (self - Self(1)).squareRoot * (self + Self(1)).squareRoot).logarithm
  }
  var inverseHyperbolicTangent: Self {
    ((Self(1) + self).logarithm - (Self(1) - self).logarithm) * Self(0.5)
  }

  /// The root in the right half plane.
  var squareRoot: Self { power(Self(0.5)) }
  /// The root that is real for real numbers of either sign.
  var cubeRoot: Self { real < 0 ? -((-self).power(Self(1 / 3.0))) : power(Self(1 / 3.0)) }

  /// The inverse tangent, between the cuts that start at ±i.
  var arcTangent: Self {
    let square = real * real
    let spread = log1p(4 * imaginary / (square + (1 - imaginary) * (1 - imaginary)))
    return Self(atan2(2 * real, 1 - square - imaginary * imaginary) / 2, spread / 4)
  }
  var arcSine: Self { (self / (Self(1) - self * self).squareRoot).arcTangent }

  /// The error function by its power series, for small numbers.
  var errorFunction: Self {
    var term = self
    var sum = self
    for n in 1..<120 {
      term = term * self * self * Self(-1 / Double(n))
      sum = sum + term * Self(1 / Double(2 * n + 1))
    }
    return sum * Self(2 / Double.pi.squareRoot())
  }
}
