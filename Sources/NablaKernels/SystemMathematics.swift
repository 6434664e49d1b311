// The system's mathematical functions under names of their own: inside `Kernels` a plain `exp` would be
// the kernel itself, and the module that holds the system's one differs between platforms.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@inlinable @inline(__always) internal func systemExp(_ x: Double) -> Double { exp(x) }
@inlinable @inline(__always) internal func systemLog(_ x: Double) -> Double { log(x) }
@inlinable @inline(__always) internal func systemPow(_ x: Double, _ y: Double) -> Double { pow(x, y) }
@inlinable @inline(__always) internal func systemCbrt(_ x: Double) -> Double { cbrt(x) }
@inlinable @inline(__always) internal func systemErf(_ x: Double) -> Double { erf(x) }

@inlinable @inline(__always) internal func systemSin(_ x: Double) -> Double { sin(x) }
@inlinable @inline(__always) internal func systemCos(_ x: Double) -> Double { cos(x) }
@inlinable @inline(__always) internal func systemTan(_ x: Double) -> Double { tan(x) }
@inlinable @inline(__always) internal func systemAsin(_ x: Double) -> Double { asin(x) }
@inlinable @inline(__always) internal func systemAcos(_ x: Double) -> Double { acos(x) }
@inlinable @inline(__always) internal func systemAtan(_ x: Double) -> Double { atan(x) }
@inlinable @inline(__always) internal func systemAtan2(_ y: Double, _ x: Double) -> Double { atan2(y, x) }

@inlinable @inline(__always) internal func systemSinh(_ x: Double) -> Double { sinh(x) }
@inlinable @inline(__always) internal func systemCosh(_ x: Double) -> Double { cosh(x) }
@inlinable @inline(__always) internal func systemTanh(_ x: Double) -> Double { tanh(x) }
@inlinable @inline(__always) internal func systemAsinh(_ x: Double) -> Double { asinh(x) }
@inlinable @inline(__always) internal func systemAcosh(_ x: Double) -> Double { acosh(x) }
@inlinable @inline(__always) internal func systemAtanh(_ x: Double) -> Double { atanh(x) }
