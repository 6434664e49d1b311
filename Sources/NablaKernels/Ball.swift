// Real numbers as balls of Arb: every result encloses the exact value. Absent without FLINT.
#if NABLA_HAS_FLINT
  import CFLINT
#endif

#if NABLA_HAS_FLINT
  /// A midpoint and a radius at any precision; immutable once made.
  package final class Ball: @unchecked Sendable {
    // Sendable: written in initialisers only. One element, freed in `deinit`: in bounds for every Arb function.
    let pointer: UnsafeMutablePointer<arb_struct>

    /// Whether this build has balls.
    package static let isAvailable = true

    /// Zero, for a result.
    init() {
      pointer = .allocate(capacity: 1)
      arb_init(pointer)
    }

    deinit {
      arb_clear(pointer)
      pointer.deallocate()
    }

    /// A double, exactly.
    package convenience init(_ value: Double) {
      self.init()
      arb_set_d(pointer, value)
    }

    /// A fraction of decimal integers, rounded to so many bits.
    package convenience init(numerator: String, denominator: String, bits: Int) {
      self.init()
      var (p, q) = (fmpz(), fmpz())
      fmpz_init(&p)
      fmpz_init(&q)
      fmpz_set_str(&p, numerator, 10)
      fmpz_set_str(&q, denominator, 10)
      arb_set_fmpz(pointer, &p)
      if denominator != "1" { arb_div_fmpz(pointer, pointer, &q, bits) }
      fmpz_clear(&p)
      fmpz_clear(&q)
    }

    /// A fraction, rounded to so many bits. The denominator is positive.
    package convenience init(_ numerator: Int, _ denominator: Int, bits: Int) {
      self.init()
      arb_set_si(pointer, numerator)
      if denominator != 1 { arb_div_ui(pointer, pointer, UInt(bitPattern: denominator), bits) }
    }

    /// π, and Euler's number.
    package static func pi(bits: Int) -> Ball {
      let ball = Ball()
      arb_const_pi(ball.pointer, bits)
      return ball
    }

    package static func e(bits: Int) -> Ball {
      let ball = Ball()
      arb_const_e(ball.pointer, bits)
      return ball
    }

    /// 2 to a power.
    package static func powerOfTwo(_ exponent: Int) -> Ball {
      let ball = Ball(1)
      arb_mul_2exp_si(ball.pointer, ball.pointer, exponent)
      return ball
    }

    /// Whether it is finite; a function outside its domain gives a ball that is not.
    package var isFinite: Bool { nabla_arb_is_finite(pointer) != 0 }
    /// Whether it is exactly one number.
    package var isExact: Bool { arb_is_exact(pointer) != 0 }
    /// Whether all of it, or none of it, lies on one side of 0; nil where that is open.
    package var sign: Int? {
      if arb_is_positive(pointer) != 0 { return 1 }
      if arb_is_negative(pointer) != 0 { return -1 }
      return arb_is_zero(pointer) != 0 ? 0 : nil
    }
    /// Whether it is one integer.
    package var isInteger: Bool { arb_is_int(pointer) != 0 }
    /// Whether some integer lies in it.
    package var containsInteger: Bool { arb_contains_int(pointer) != 0 }
    /// The only integer that lies in it; nil where there is none, or several.
    package var nearestInteger: Ball? {
      var integer = fmpz()
      fmpz_init(&integer)
      defer { fmpz_clear(&integer) }
      guard arb_get_unique_fmpz(&integer, pointer) != 0 else { return nil }
      let ball = Ball()
      arb_set_fmpz(ball.pointer, &integer)
      return ball
    }
    /// The least e for which the midpoint is below 2^e; extreme for 0 and for what no `Int` counts.
    package var exponent: Int { nabla_arb_midpoint_exponent(pointer) }
    /// Whether all of it is below a power of two in magnitude.
    package func isBelow(powerOfTwo exponent: Int) -> Bool {
      var size = mag_struct()
      mag_init(&size)
      defer { mag_clear(&size) }
      arb_get_mag(&size, pointer)
      return mag_cmp_2exp_si(&size, exponent) < 0
    }
    /// Correct bits relative to its size; large where it is exact.
    package var accuracyBits: Int { arb_rel_accuracy_bits(pointer) }
    /// The midpoint as a double.
    package var double: Double { nabla_arb_midpoint(pointer) }
    /// The radius, or a little above it.
    package var radius: Double { nabla_arb_radius(pointer) }

    /// Integers a ≤ b and an exponent with a·2^exponent ≤ x ≤ b·2^exponent, in decimal; nil if that is out of reach.
    package var interval: (low: String, high: String, exponent: Int)? {
      guard isFinite else { return nil }
      var (a, b, e) = (fmpz(), fmpz(), fmpz())
      fmpz_init(&a)
      fmpz_init(&b)
      fmpz_init(&e)
      defer {
        fmpz_clear(&a)
        fmpz_clear(&b)
        fmpz_clear(&e)
      }
      arb_get_interval_fmpz_2exp(&a, &b, &e, pointer)
      guard fmpz_fits_si(&e) != 0 else { return nil }
      let exponent = fmpz_get_si(&e)
      guard exponent > -10_000_000 && exponent < 10_000_000 else { return nil }
      func text(_ x: inout fmpz) -> String {
        guard let bytes = fmpz_get_str(nil, 10, &x) else { return "0" }
        defer { flint_free(bytes) }
        return String(cString: bytes)
      }
      return (text(&a), text(&b), exponent)
    }

    /// A whole power.
    package func power(_ exponent: Int, bits: Int) -> Ball {
      let result = Ball()
      var e = fmpz()
      fmpz_init(&e)
      fmpz_set_si(&e, exponent)
      arb_pow_fmpz(result.pointer, pointer, &e, bits)
      fmpz_clear(&e)
      return result
    }

    /// A root of a number that is not negative.
    package func root(_ degree: Int, bits: Int) -> Ball {
      let result = Ball()
      arb_root_ui(result.pointer, pointer, UInt(degree), bits)
      return result
    }
  }
#else
  /// Stands for the balls of Arb in a build without FLINT: none can be made that encloses anything.
  package final class Ball: Sendable {
    /// Whether this build has balls.
    package static let isAvailable = false
    package init(_ value: Double) {}
    package init(numerator: String, denominator: String, bits: Int) {}
    package init(_ numerator: Int, _ denominator: Int, bits: Int) {}
    package static func pi(bits: Int) -> Ball { Ball(0) }
    package static func e(bits: Int) -> Ball { Ball(0) }
    package static func powerOfTwo(_ exponent: Int) -> Ball { Ball(0) }
    package var isFinite: Bool { false }
    package var isExact: Bool { false }
    package var sign: Int? { nil }
    package var isInteger: Bool { false }
    package var containsInteger: Bool { false }
    package var nearestInteger: Ball? { nil }
    package var exponent: Int { 0 }
    package func isBelow(powerOfTwo exponent: Int) -> Bool { false }
    package var accuracyBits: Int { 0 }
    package var double: Double { .nan }
    package var radius: Double { .infinity }
    package var interval: (low: String, high: String, exponent: Int)? { nil }
    package func power(_ exponent: Int, bits: Int) -> Ball { self }
    package func root(_ degree: Int, bits: Int) -> Ball { self }
  }
#endif
