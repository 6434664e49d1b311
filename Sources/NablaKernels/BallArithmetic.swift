// Arithmetic of balls: every result encloses all results of numbers in the operands.
#if NABLA_HAS_FLINT
  import CFLINT

  extension Ball {
    func applying(_ body: (_ result: arb_ptr, _ own: arb_ptr) -> Void) -> Ball {
      let result = Ball()
      body(result.pointer, pointer)
      return result
    }

    package func plus(_ other: Ball, bits: Int) -> Ball { applying { arb_add($0, $1, other.pointer, bits) } }
    package func minus(_ other: Ball, bits: Int) -> Ball { applying { arb_sub($0, $1, other.pointer, bits) } }
    package func times(_ other: Ball, bits: Int) -> Ball { applying { arb_mul($0, $1, other.pointer, bits) } }
    package func divided(by other: Ball, bits: Int) -> Ball { applying { arb_div($0, $1, other.pointer, bits) } }
    package func power(_ exponent: Ball, bits: Int) -> Ball { applying { arb_pow($0, $1, exponent.pointer, bits) } }
    package func maximum(_ other: Ball, bits: Int) -> Ball { applying { arb_max($0, $1, other.pointer, bits) } }
    package func minimum(_ other: Ball, bits: Int) -> Ball { applying { arb_min($0, $1, other.pointer, bits) } }
    /// Exactly.
    package var negated: Ball { applying { arb_neg($0, $1) } }
    package var magnitude: Ball { applying { arb_abs($0, $1) } }

    /// Constant below, at and above zero; nil where the side is open.
    static func steps(_ x: Ball, _ below: Double, _ at: Double, _ above: Double) -> Ball? {
      x.sign.map { Ball($0 < 0 ? below : $0 == 0 ? at : above) }
    }

    /// The share of the first among those that are largest (sense 1) or smallest (−1).
    static func share(_ x: [Ball], _ sense: Int, bits: Int) -> Ball? {
      // One that is larger decides, whatever may be tied with the first.
      let signs = x.dropFirst().map { $0.minus(x[0], bits: bits).sign }
      if signs.contains(sense) { return Ball(0) }
      if signs.contains(nil) { return nil }
      return Ball(1).divided(by: Ball(1 + Double(signs.count { $0 == 0 })), bits: bits)
    }
  }
#else
  extension Ball {
    package func plus(_ other: Ball, bits: Int) -> Ball { self }
    package func minus(_ other: Ball, bits: Int) -> Ball { self }
    package func times(_ other: Ball, bits: Int) -> Ball { self }
    package func divided(by other: Ball, bits: Int) -> Ball { self }
    package func power(_ exponent: Ball, bits: Int) -> Ball { self }
    package var negated: Ball { self }
    package var magnitude: Ball { self }
  }
#endif
