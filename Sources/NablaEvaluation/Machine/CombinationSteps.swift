// Sums of products: up to four products a pass, the sum in registers between them.

/// Makes the closures that add products to a column, a number, or nothing.
enum CombinationSteps<Scalar: BlockArithmetic> {
  typealias Column = ColumnSource<Scalar>
  typealias Uniform = UniformSource<Scalar>

  static func make(_ step: PlacedInstruction, _ next: @escaping BlockStep) -> BlockStep {
    switch step.operands.first {
    case nil: return make(step, NoSource<Scalar>.self, 0, next)
    case .slot(let index): return make(step, Column.self, index, next)
    case .uniform(let index): return make(step, Uniform.self, index, next)
    }
  }

  private static func make<Start: BlockSource>(
    _ step: PlacedInstruction, _ start: Start.Type, _ s: Int, _ next: @escaping BlockStep
  ) -> BlockStep where Start.Scalar == Scalar {
    func index(_ place: BlockPlace) -> Int {
      switch place {
      case .slot(let index), .uniform(let index): return index
      }
    }
    let factors = step.products.map { (index($0), index($1)) }
    if case .uniform? = step.products.first?.0 {
      return make(start, s, Uniform.self, MultiplyAdd.self, factors, step.result, next)
    }
    if step.isNegative { return make(start, s, Column.self, SubtractProduct.self, factors, step.result, next) }
    return make(start, s, Column.self, MultiplyAdd.self, factors, step.result, next)
  }

  private static func make<Start: BlockSource, Factor: BlockSource, Operation: BlockTernary>(
    _: Start.Type, _ s: Int, _: Factor.Type, _: Operation.Type, _ f: [(Int, Int)], _ d: Int,
    _ next: @escaping BlockStep
  ) -> BlockStep where Start.Scalar == Scalar, Factor.Scalar == Scalar {
    typealias Product = ProductSource<Factor, Operation>
    let size = MemoryLayout<SIMD8<Scalar>>.size
    let f0 = f[0]
    switch f.count {
    case 1:
      return { frame in
        let (start, p0) = (Start(frame, s), Product(frame, f0))
        let result = frame.pointee.slots[d]
        for k in 0..<frame.pointee.vectors {
          result.storeBytes(of: p0.added(to: start, k), toByteOffset: k &* size, as: SIMD8<Scalar>.self)
        }
        next(frame)
      }
    case 2:
      let f1 = f[1]
      return { frame in
        let (start, p0, p1) = (Start(frame, s), Product(frame, f0), Product(frame, f1))
        let result = frame.pointee.slots[d]
        for k in 0..<frame.pointee.vectors {
          let total = p1.added(to: p0.added(to: start, k), k)
          result.storeBytes(of: total, toByteOffset: k &* size, as: SIMD8<Scalar>.self)
        }
        next(frame)
      }
    case 3:
      let (f1, f2) = (f[1], f[2])
      return { frame in
        let (start, p0, p1, p2) = (Start(frame, s), Product(frame, f0), Product(frame, f1), Product(frame, f2))
        let result = frame.pointee.slots[d]
        for k in 0..<frame.pointee.vectors {
          let total = p2.added(to: p1.added(to: p0.added(to: start, k), k), k)
          result.storeBytes(of: total, toByteOffset: k &* size, as: SIMD8<Scalar>.self)
        }
        next(frame)
      }
    default:
      let (f1, f2, f3) = (f[1], f[2], f[3])
      return { frame in
        let (start, p0, p1) = (Start(frame, s), Product(frame, f0), Product(frame, f1))
        let (p2, p3) = (Product(frame, f2), Product(frame, f3))
        let result = frame.pointee.slots[d]
        for k in 0..<frame.pointee.vectors {
          let two = p1.added(to: p0.added(to: start, k), k)
          result.storeBytes(
            of: p3.added(to: p2.added(to: two, k), k), toByteOffset: k &* size, as: SIMD8<Scalar>.self)
        }
        next(frame)
      }
    }
  }
}

/// The product of two operands, and how it enters a sum.
private struct ProductSource<Factor: BlockSource, Operation: BlockTernary> {
  typealias Vector = SIMD8<Factor.Scalar>
  private let a: Factor
  private let b: ColumnSource<Factor.Scalar>

  @inline(__always) init(_ frame: UnsafePointer<BlockFrame>, _ factors: (Int, Int)) {
    a = Factor(frame, factors.0)
    b = ColumnSource(frame, factors.1)
  }

  @inline(__always) func added(to total: Vector, _ k: Int) -> Vector { Operation.apply(a[k], b[k], total) }

  /// The product alone where nothing is there to add it to.
  @inline(__always) func added<Start: BlockSource>(to start: Start, _ k: Int) -> Vector
  where Start.Scalar == Factor.Scalar {
    Start.isPresent ? added(to: start[k], k) : Factor.Scalar.multiply(a[k], b[k])
  }
}
