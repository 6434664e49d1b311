// Functions of many numbers at once: eight lanes in Swift, by pointer and count. Within four units in the last place, as
// the scalar kernels are; lanes out of the range of the short formulas go through those.

/// Kernels over columns. Each reads `count` numbers at `x` and writes as many at `y`, which may be the same place.
public enum VectorKernels {
  @usableFromInline typealias V = SIMD8<Double>

  // MARK: Loops

  /// Whole vectors through a formula where all lanes lie in its range, single numbers through the scalar kernel elsewhere.
  @inline(__always)
  private static func run<Formula: VectorFormula>(
    _: Formula.Type, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    var k = 0
    // In bounds: whole vectors as long as eight numbers are left.
    while k &+ 8 <= count {
      let value = UnsafeRawPointer(x + k).loadUnaligned(as: V.self)
      if all(Formula.covers(value)) {
        UnsafeMutableRawPointer(y + k).storeBytes(of: Formula.apply(value), toByteOffset: 0, as: V.self)
      } else {
        for lane in 0..<8 { y[k &+ lane] = Formula.scalar(value[lane]) }
      }
      k &+= 8
    }
    while k < count {
      y[k] = Formula.scalar(x[k])
      k &+= 1
    }
  }

  /// The same for two formulas that share their work.
  @inline(__always)
  private static func run<Pair: VectorPair>(
    _: Pair.Type, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ z: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    var k = 0
    // In bounds: whole vectors as long as eight numbers are left.
    while k &+ 8 <= count {
      let value = UnsafeRawPointer(x + k).loadUnaligned(as: V.self)
      if all(Pair.covers(value)) {
        let (first, second) = Pair.apply(value)
        UnsafeMutableRawPointer(y + k).storeBytes(of: first, toByteOffset: 0, as: V.self)
        UnsafeMutableRawPointer(z + k).storeBytes(of: second, toByteOffset: 0, as: V.self)
      } else {
        for lane in 0..<8 { (y[k &+ lane], z[k &+ lane]) = Pair.scalar(value[lane]) }
      }
      k &+= 8
    }
    while k < count {
      (y[k], z[k]) = Pair.scalar(x[k])
      k &+= 1
    }
  }

  /// sin x and cos x.
  public static func sineAndCosine(
    _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ z: UnsafeMutablePointer<Double>, _ count: Int
  ) { run(SineAndCosine.self, x, y, z, count) }

  /// tanh x and its derivative 1/cosh(x)^2.
  public static func tanhAndSechSquared(
    _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ z: UnsafeMutablePointer<Double>, _ count: Int
  ) { run(TangentAndSechSquared.self, x, y, z, count) }

  /// log(1 + e^x) and its derivative 1/(1 + e^−x).
  public static func softplusAndSigmoid(
    _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ z: UnsafeMutablePointer<Double>, _ count: Int
  ) { run(SoftplusAndSigmoid.self, x, y, z, count) }

  /// e^x.
  public static func exp(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    run(ExponentialFormula.self, x, y, count)
  }

  /// log x; NaN where x is not positive.
  public static func log(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    run(LogarithmFormula.self, x, y, count)
  }

  /// log(1 + x); NaN where x ≤ −1.
  public static func log1p(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    run(LogarithmOfOnePlusFormula.self, x, y, count)
  }

  /// tanh x.
  public static func tanh(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    run(TangentFormula.self, x, y, count)
  }

  /// 1/cosh(x)^2.
  public static func sechSquared(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    run(SechSquaredFormula.self, x, y, count)
  }

  /// 1/(1 + e^−x).
  public static func sigmoid(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    run(SigmoidFormula.self, x, y, count)
  }

  /// log(1 + e^x).
  public static func softplus(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    run(SoftplusFormula.self, x, y, count)
  }

  /// sin x.
  public static func sin(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    run(SineFormula.self, x, y, count)
  }

  /// cos x.
  public static func cos(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    run(CosineFormula.self, x, y, count)
  }
}

/// A formula on eight lanes, and where it holds.
private protocol VectorFormula: SendableMetatype {
  static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>>
  static func apply(_ x: SIMD8<Double>) -> SIMD8<Double>
  static func scalar(_ x: Double) -> Double
}

/// Two formulas on eight lanes.
private protocol VectorPair: SendableMetatype {
  static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>>
  static func apply(_ x: SIMD8<Double>) -> (SIMD8<Double>, SIMD8<Double>)
  static func scalar(_ x: Double) -> (Double, Double)
}

/// The pieces that the formulas share.
private enum Lanes {
  typealias V = SIMD8<Double>

  /// Adding and taking off this rounds to an integer, whose low bits are then those of the sum.
  static var magic: Double { 0x1.8p52 }

  @inline(__always) static func magnitude(_ x: V) -> V {
    unsafeBitCast(unsafeBitCast(x, to: SIMD8<UInt64>.self) & 0x7FFF_FFFF_FFFF_FFFF, to: V.self)
  }

  /// x with the sign of another.
  @inline(__always) static func withSign(_ x: V, of y: V) -> V {
    unsafeBitCast(
      unsafeBitCast(x, to: SIMD8<UInt64>.self) | (unsafeBitCast(y, to: SIMD8<UInt64>.self) & 0x8000_0000_0000_0000),
      to: V.self)
  }

  /// x = n·log 2 + r with |r| ≤ log(2)/2: r, and 2^n for |x| < 708.
  @inline(__always) static func reduce(_ x: V) -> (r: V, scale: V) {
    let shifted = x * 1.4426950408889634 + magic
    let n = shifted - magic
    let r = (x - n * 0x1.62e42fefa3800p-1) - n * 0x1.ef35793c76730p-45
    // The low bits of the shifted number are n; 1023 + n in the exponent's place is 2^n.
    let bits = (unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &+ 1023) &<< 52
    return (r, unsafeBitCast(bits, to: V.self))
  }

  /// (e^r − 1 − r)/r² for |r| ≤ log(2)/2: the series to r^13/13!.
  @inline(__always) static func exponentialTail(_ r: V) -> V {
    var p = r * 1.6059043836821613e-10 + 2.08767569878681e-09
    p = p * r + 2.505210838544172e-08
    p = p * r + 2.755731922398589e-07
    p = p * r + 2.7557319223985893e-06
    p = p * r + 2.48015873015873e-05
    p = p * r + 1.984126984126984e-04
    p = p * r + 1.388888888888889e-03
    p = p * r + 8.333333333333333e-03
    p = p * r + 4.1666666666666664e-02
    p = p * r + 1.6666666666666666e-01
    return p * r + 0.5
  }

  /// e^x for |x| < 708.
  @inline(__always) static func exp(_ x: V) -> V {
    let (r, scale) = reduce(x)
    return (1 + (r + r * r * exponentialTail(r))) * scale
  }

  /// e^x − 1 for 0 ≤ x < 708.
  @inline(__always) static func exponentialLessOne(_ x: V) -> V {
    let (r, scale) = reduce(x)
    return (r + r * r * exponentialTail(r)) * scale + (scale - 1)
  }

  /// log x for positive normal x.
  @inline(__always) static func log(_ x: V) -> V {
    let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    // m in [sqrt(1/2), sqrt(2)), x = m·2^n.
    let offset: UInt64 = 0x3FE6_A09E_667F_3BCD
    let shifted = bits &- offset
    let n = (unsafeBitCast(shifted, to: SIMD8<Int64>.self) &>> 52)
    let m = unsafeBitCast(bits &- (unsafeBitCast(n, to: SIMD8<UInt64>.self) &<< 52), to: V.self)
    // n as a double, through the low bits of the magic number.
    let e = unsafeBitCast(unsafeBitCast(V(repeating: magic), to: SIMD8<Int64>.self) &+ n, to: V.self) - magic
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    var p = z * 0.08695652173913043 + 0.09523809523809523
    p = p * z + 0.10526315789473684
    p = p * z + 0.11764705882352941
    p = p * z + 0.13333333333333333
    p = p * z + 0.15384615384615385
    p = p * z + 0.18181818181818182
    p = p * z + 0.2222222222222222
    p = p * z + 0.2857142857142857
    p = p * z + 0.4
    p = p * z + 0.6666666666666666
    // log m = f − f²/2 + s·(f²/2 + p·z), so that the leading terms are exact.
    let half = 0.5 * f * f
    let tail = s * (half + p * z) + e * 0x1.ef35793c76730p-45
    return e * 0x1.62e42fefa3800p-1 - ((half - tail) - f)
  }

  /// log(1 + x) for x > −1.
  @inline(__always) static func log1p(_ x: V) -> V {
    let w = 1 + x
    // What rounding took from 1 + x comes back to first order.
    return log(w) + (x - (w - 1)) / w
  }

  /// The sine and cosine of what is left of x after whole quarter turns, and their number in the low bits.
  @inline(__always) static func quarterTurns(_ x: V) -> (sine: V, cosine: V, turns: SIMD8<UInt64>) {
    let shifted = x * 0.6366197723675814 + magic
    let n = shifted - magic
    // π/2 in three parts of 33, 33 and 53 bits: n times the first two is exact.
    let a = x - n * 0x1.921fb54400000p+0
    let w = n * 0x1.0b4611a600000p-34
    let b = a - w
    let c = n * 0x1.3198a2e037073p-69 - ((a - b) - w)
    let r = b - c
    let low = (b - r) - c
    let z = r * r
    // The series of both to sixteen and seventeen factors, and what is below r to first order.
    var p = z * 2.8114572543455206e-15 - 7.647163731819816e-13
    p = p * z + 1.6059043836821613e-10
    p = p * z - 2.505210838544172e-08
    p = p * z + 2.7557319223985893e-06
    p = p * z - 0.0001984126984126984
    p = p * z + 0.008333333333333333
    p = p * z - 0.16666666666666666
    let half = 0.5 * z
    let sine = r + (z * r * p + low * (1 - half))
    var q = z * 4.779477332387385e-14 - 1.1470745597729725e-11
    q = q * z + 2.08767569878681e-09
    q = q * z - 2.755731922398589e-07
    q = q * z + 2.48015873015873e-05
    q = q * z - 0.001388888888888889
    q = q * z + 0.041666666666666664
    let head = 1 - half
    let cosine = head + (((1 - head) - half) + (z * z * q - r * low))
    return (sine, cosine, unsafeBitCast(shifted, to: SIMD8<UInt64>.self))
  }

  /// Sine, or cosine with one more quarter turn.
  @inline(__always) static func wave(_ x: V, _ extra: UInt64) -> V {
    let (sine, cosine, turns) = quarterTurns(x)
    return turned(sine, cosine, turns &+ extra)
  }

  /// The sine after n quarter turns.
  @inline(__always) private static func turned(_ sine: V, _ cosine: V, _ n: SIMD8<UInt64>) -> V {
    let value = sine.replacing(with: cosine, where: (n & 1) .== 1)
    // Two more quarter turns change the sign.
    return unsafeBitCast(unsafeBitCast(value, to: SIMD8<UInt64>.self) ^ ((n & 2) &<< 62), to: V.self)
  }

  @inline(__always) static func waves(_ x: V) -> (sine: V, cosine: V) {
    let (sine, cosine, turns) = quarterTurns(x)
    return (turned(sine, cosine, turns), turned(sine, cosine, turns &+ 1))
  }
}

private enum ExponentialFormula: VectorFormula {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { Lanes.magnitude(x) .< 708 }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> SIMD8<Double> { Lanes.exp(x) }
  @inline(__always) static func scalar(_ x: Double) -> Double { Kernels.exp(x) }
}

private enum LogarithmFormula: VectorFormula {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> {
    (x .>= 0x1p-1022) .& (x .< .infinity)
  }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> SIMD8<Double> { Lanes.log(x) }
  @inline(__always) static func scalar(_ x: Double) -> Double { x > 0 ? Kernels.log(x) : .nan }
}

private enum LogarithmOfOnePlusFormula: VectorFormula {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { (x .> -0.9) .& (x .< 1e300) }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> SIMD8<Double> { Lanes.log1p(x) }
  @inline(__always) static func scalar(_ x: Double) -> Double { x > -1 ? Kernels.logarithmOfOnePlus(x) : .nan }
}

private enum TangentFormula: VectorFormula {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { Lanes.magnitude(x) .< 300 }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let e = Lanes.exponentialLessOne(2 * Lanes.magnitude(x))
    return Lanes.withSign(e / (e + 2), of: x)
  }
  @inline(__always) static func scalar(_ x: Double) -> Double { Kernels.tanh(x) }
}

private enum SechSquaredFormula: VectorFormula {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { Lanes.magnitude(x) .< 350 }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let e = Lanes.exp(-2 * Lanes.magnitude(x))
    let d = 1 + e
    return 4 * e / (d * d)
  }
  @inline(__always) static func scalar(_ x: Double) -> Double { Kernels.sechSquared(x) }
}

private enum SigmoidFormula: VectorFormula {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { Lanes.magnitude(x) .< 700 }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let e = Lanes.exp(-Lanes.magnitude(x))
    return SIMD8(repeating: 1).replacing(with: e, where: x .< 0) / (1 + e)
  }
  @inline(__always) static func scalar(_ x: Double) -> Double { Kernels.sigmoid(x) }
}

private enum SoftplusFormula: VectorFormula {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { Lanes.magnitude(x) .< 700 }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let e = Lanes.exp(-Lanes.magnitude(x))
    return x.replacing(with: 0, where: x .< 0) + Lanes.log1p(e)
  }
  @inline(__always) static func scalar(_ x: Double) -> Double { Kernels.softplus(x) }
}

private enum SineFormula: VectorFormula {
  // Below the bound the sine is x to the last digit, and the sign of zero is kept by the scalar kernel.
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> {
    let size = Lanes.magnitude(x)
    return (size .< 1e5) .& (size .> 1e-300)
  }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> SIMD8<Double> { Lanes.wave(x, 0) }
  @inline(__always) static func scalar(_ x: Double) -> Double { Kernels.sin(x) }
}

private enum CosineFormula: VectorFormula {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { Lanes.magnitude(x) .< 1e5 }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> SIMD8<Double> { Lanes.wave(x, 1) }
  @inline(__always) static func scalar(_ x: Double) -> Double { Kernels.cos(x) }
}

// MARK: Pairs

private enum SineAndCosine: VectorPair {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { SineFormula.covers(x) }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> (SIMD8<Double>, SIMD8<Double>) { Lanes.waves(x) }
  @inline(__always) static func scalar(_ x: Double) -> (Double, Double) { (Kernels.sin(x), Kernels.cos(x)) }
}

private enum TangentAndSechSquared: VectorPair {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { TangentFormula.covers(x) }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> (SIMD8<Double>, SIMD8<Double>) {
    // With m = e^(2|x|) − 1: tanh = m/(m + 2), and its derivative 4·(m + 1)/(m + 2)².
    let m = Lanes.exponentialLessOne(2 * Lanes.magnitude(x))
    let r = 1 / (m + 2)
    return (Lanes.withSign(m * r, of: x), ((m + 1) * r) * (4 * r))
  }
  @inline(__always) static func scalar(_ x: Double) -> (Double, Double) { (Kernels.tanh(x), Kernels.sechSquared(x)) }
}

private enum SoftplusAndSigmoid: VectorPair {
  @inline(__always) static func covers(_ x: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> { SoftplusFormula.covers(x) }
  @inline(__always) static func apply(_ x: SIMD8<Double>) -> (SIMD8<Double>, SIMD8<Double>) {
    let e = Lanes.exp(-Lanes.magnitude(x))
    let softplus = x.replacing(with: 0, where: x .< 0) + Lanes.log1p(e)
    return (softplus, SIMD8(repeating: 1).replacing(with: e, where: x .< 0) / (1 + e))
  }
  @inline(__always) static func scalar(_ x: Double) -> (Double, Double) { (Kernels.softplus(x), Kernels.sigmoid(x)) }
}
