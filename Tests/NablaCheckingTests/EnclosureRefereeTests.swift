// Every derivative rule to 25 digits: differences of enclosures of the function, whose steps lose nothing that matters.
#if NABLA_HAS_FLINT
  import Nabla
  import NablaEvaluation
  import NablaExpressions
  import NablaKernels
  import NablaTestSupport
  import Testing

  @Suite struct EnclosureRefereeTests {
    private static let bits = 800
    /// The difference over twice this step is off by its square, 10^(−60) and less.
    private static let step = Ball.powerOfTwo(-100)

    @Test("rules agree with differences of enclosures in 25 digits", arguments: SampledFunction.all)
    func rules(_ function: SampledFunction) throws {
      var generator = SeededGenerator(seed: 31)
      let variables = (0..<function.arity).map { Expr.symbol("x\($0)") }
      let call = try function.call(variables)
      let orders = function.order.map { [Ball(Double($0))] } ?? []
      for position in 0..<function.arity {
        let derivative = try call.derivative(by: variables[position])
        for _ in 0..<TestSize.cases(20, full: 200) {
          let (x, room) = function.sample(&generator)
          if room < 1e-2 { continue }
          // Not dyadic: a third more.
          let point = x.map { Ball($0).plus(Ball(1, 3 << 20, bits: Self.bits), bits: Self.bits) }
          func value(_ sign: Double) -> Ball? {
            var moved = point
            moved[position] = moved[position].plus(Self.step.times(Ball(sign), bits: Self.bits), bits: Self.bits)
            if function.row.kernel == .log && moved.count == 2 {
              guard let above = KernelID.log.ball([moved[1]], bits: Self.bits) else { return nil }
              return KernelID.log.ball([moved[0]], bits: Self.bits).map { above.divided(by: $0, bits: Self.bits) }
            }
            return function.row.ball(orders + moved, Self.bits)
          }
          guard let above = value(1), let below = value(-1) else { continue }
          let slope = above.minus(below, bits: Self.bits).divided(
            by: Self.step.times(Ball(2), bits: Self.bits), bits: Self.bits)
          try #require(slope.isFinite && slope.radius < 1e-30, "\(function) at \(x): no enclosure of the slope")
          let assigned = Dictionary(uniqueKeysWithValues: zip(variables.map(\.node), point))
          let values = try derivative.store.build { builder throws(NablaError) in
            try builder.balls(of: [derivative.node], at: assigned, bits: Self.bits)
          }
          guard case .number(let found)? = values.first else {
            Issue.record("\(derivative) at \(x): no value")
            continue
          }
          let rest = found.minus(slope, bits: Self.bits)
          let size = max(slope.double.magnitude, 1e-10)
          #expect(
            rest.double.magnitude <= 1e-25 * size,
            "\(derivative) at \(x): \(found.double), not \(slope.double), seed \(generator.seed)")
        }
      }
    }
  }
#endif
