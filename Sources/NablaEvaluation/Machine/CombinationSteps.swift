// Sums of products: up to four products a pass, the sum in registers between them.

/// Makes the closures that add products to a column, a number, or nothing.
enum CombinationSteps<Scalar: BlockArithmetic> {
  typealias Column = ColumnSource<Scalar>
  typealias Uniform = UniformSource<Scalar>

  static func make(_ step: PlacedInstruction, _ plan: BlockPlan, _ next: @escaping BlockStep) -> BlockStep {
    if step.a == .none { return make(step, plan, NoSource<Scalar>.self, 0, next) }
    switch step.a.kind {
    case .slot(let index): return make(step, plan, Column.self, index, next)
    case .uniform(let index): return make(step, plan, Uniform.self, index, next)
    }
  }

  private static func make<Start: BlockSource>(
    _ step: PlacedInstruction, _ plan: BlockPlan, _ start: Start.Type, _ s: Int, _ next: @escaping BlockStep
  ) -> BlockStep where Start.Scalar == Scalar {
    if step.isNegative { return make(start, s, PlainProduct<Column, SubtractProduct>.self, step, plan, next) }
    let first = plan.products[step.products.lowerBound]
    guard case .uniform = first.a.kind else {
      return make(start, s, PlainProduct<Column, MultiplyAdd>.self, step, plan, next)
    }
    return first.c == .none
      ? make(start, s, PlainProduct<Uniform, MultiplyAdd>.self, step, plan, next)
      : make(start, s, ProductMultiple<Scalar>.self, step, plan, next)
  }

  private static func make<Start: BlockSource, Product: ProductSource>(
    _: Start.Type, _ s: Int, _: Product.Type, _ step: PlacedInstruction, _ plan: BlockPlan, _ next: @escaping BlockStep
  ) -> BlockStep where Start.Scalar == Scalar, Product.Scalar == Scalar {
    let size = MemoryLayout<SIMD8<Scalar>>.size
    let d = step.result
    func factors(_ k: Int) -> (Int, Int, Int) {
      let product = plan.products[step.products.lowerBound + k]
      return (product.a.index, product.b.index, product.c == .none ? 0 : product.c.index)
    }
    let f0 = factors(0)
    switch step.products.count {
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
      let f1 = factors(1)
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
      let (f1, f2) = (factors(1), factors(2))
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
      let (f1, f2, f3) = (factors(1), factors(2), factors(3))
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

/// A product, and how it enters a sum.
private protocol ProductSource: SendableMetatype {
  associatedtype Scalar: BlockArithmetic
  init(_ frame: UnsafePointer<BlockFrame>, _ factors: (Int, Int, Int))
  /// The product alone.
  subscript(k: Int) -> SIMD8<Scalar> { get }
  func added(to total: SIMD8<Scalar>, _ k: Int) -> SIMD8<Scalar>
}

extension ProductSource {
  /// The product alone where nothing is there to add it to.
  @inline(__always) func added<Start: BlockSource>(to start: Start, _ k: Int) -> SIMD8<Scalar>
  where Start.Scalar == Scalar { Start.isPresent ? added(to: start[k], k) : self[k] }
}

/// Of two factors.
private struct PlainProduct<Factor: BlockSource, Operation: TernaryOperation>: ProductSource {
  typealias Scalar = Factor.Scalar
  private let a: Factor
  private let b: ColumnSource<Scalar>

  @inline(__always) init(_ frame: UnsafePointer<BlockFrame>, _ factors: (Int, Int, Int)) {
    a = Factor(frame, factors.0)
    b = ColumnSource(frame, factors.1)
  }
  @inline(__always) subscript(k: Int) -> SIMD8<Scalar> { Scalar.multiply(a[k], b[k]) }
  @inline(__always) func added(to total: SIMD8<Scalar>, _ k: Int) -> SIMD8<Scalar> {
    Operation.apply(a[k], b[k], total)
  }
}

/// A number times the product of two columns.
private struct ProductMultiple<Scalar: BlockArithmetic>: ProductSource {
  private let a: UniformSource<Scalar>
  private let b: ColumnSource<Scalar>
  private let c: ColumnSource<Scalar>

  @inline(__always) init(_ frame: UnsafePointer<BlockFrame>, _ factors: (Int, Int, Int)) {
    a = UniformSource(frame, factors.0)
    b = ColumnSource(frame, factors.1)
    c = ColumnSource(frame, factors.2)
  }
  @inline(__always) subscript(k: Int) -> SIMD8<Scalar> { Scalar.multiply(a[k], Scalar.multiply(b[k], c[k])) }
  @inline(__always) func added(to total: SIMD8<Scalar>, _ k: Int) -> SIMD8<Scalar> { Scalar.add(self[k], total) }
}
