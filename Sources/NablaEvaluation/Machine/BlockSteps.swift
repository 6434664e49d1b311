// The closures of operations over a block: one loop each, for where its operands are.

/// Makes the closures of arithmetic for one kind of number. There is a column among the operands; where their order does
/// not matter, it comes last.
enum BlockSteps<Scalar: BlockArithmetic> {
  typealias Column = ColumnSource<Scalar>
  typealias Uniform = UniformSource<Scalar>
  typealias Vector = SIMD8<Scalar>

  private static var size: Int { MemoryLayout<Vector>.size }

  private static func noColumn() -> Never {
    preconditionFailure("what is the same at every point is not computed over blocks")
  }

  // MARK: One operand

  static func make<Operation: UnaryOperation>(
    _: Operation.Type, _ step: PlacedInstruction, _ next: @escaping BlockStep
  ) -> BlockStep {
    guard case .slot(let a) = step.a.kind else { noColumn() }
    let d = step.result
    return { frame in
      let x = Column(frame, a)
      let result = frame.pointee.slots[d]
      for k in 0..<frame.pointee.vectors {
        // In bounds: a slot holds as many vectors as the frame says.
        result.storeBytes(of: Operation.apply(x[k]), toByteOffset: k &* size, as: Vector.self)
      }
      next(frame)
    }
  }

  // MARK: Two

  static func make<Operation: BinaryOperation>(
    _ operation: Operation.Type, _ step: PlacedInstruction, _ next: @escaping BlockStep
  ) -> BlockStep {
    switch (step.a.kind, step.b.kind) {
    case (.slot(let a), .slot(let b)): return make(operation, Column.self, a, Column.self, b, step.result, next)
    case (.slot(let a), .uniform(let b)): return make(operation, Column.self, a, Uniform.self, b, step.result, next)
    case (.uniform(let a), .slot(let b)): return make(operation, Uniform.self, a, Column.self, b, step.result, next)
    case (.uniform, .uniform): noColumn()
    }
  }

  static func make<Operation: CommutativeOperation>(
    commutative operation: Operation.Type, _ step: PlacedInstruction, _ next: @escaping BlockStep
  ) -> BlockStep {
    switch (step.a.kind, step.b.kind) {
    case (.slot(let a), .slot(let b)): return make(operation, Column.self, a, Column.self, b, step.result, next)
    case (.slot(let a), .uniform(let b)), (.uniform(let b), .slot(let a)):
      return make(operation, Uniform.self, b, Column.self, a, step.result, next)
    case (.uniform, .uniform): noColumn()
    }
  }

  private static func make<Operation: BinaryOperation, A: BlockSource, B: BlockSource>(
    _: Operation.Type, _: A.Type, _ a: Int, _: B.Type, _ b: Int, _ d: Int, _ next: @escaping BlockStep
  ) -> BlockStep where A.Scalar == Scalar, B.Scalar == Scalar {
    { frame in
      let (x, y) = (A(frame, a), B(frame, b))
      let result = frame.pointee.slots[d]
      for k in 0..<frame.pointee.vectors {
        // In bounds: a slot holds as many vectors as the frame says.
        result.storeBytes(of: Operation.apply(x[k], y[k]), toByteOffset: k &* size, as: Vector.self)
      }
      next(frame)
    }
  }

  // MARK: Three

  static func make<Operation: TernaryOperation>(
    _ operation: Operation.Type, _ step: PlacedInstruction, _ next: @escaping BlockStep
  ) -> BlockStep {
    switch (step.a.kind, step.b.kind) {
    case (.slot(let a), .slot(let b)): return make(operation, Column.self, a, Column.self, b, step, next)
    case (.slot(let a), .uniform(let b)): return make(operation, Column.self, a, Uniform.self, b, step, next)
    case (.uniform(let a), .slot(let b)): return make(operation, Uniform.self, a, Column.self, b, step, next)
    case (.uniform(let a), .uniform(let b)):
      guard case .slot(let c) = step.c.kind else { noColumn() }
      return make(operation, Uniform.self, a, Uniform.self, b, Column.self, c, step.result, next)
    }
  }

  private static func make<Operation: TernaryOperation, A: BlockSource, B: BlockSource>(
    _ operation: Operation.Type, _: A.Type, _ a: Int, _: B.Type, _ b: Int, _ step: PlacedInstruction,
    _ next: @escaping BlockStep
  ) -> BlockStep where A.Scalar == Scalar, B.Scalar == Scalar {
    switch step.c.kind {
    case .slot(let c): return make(operation, A.self, a, B.self, b, Column.self, c, step.result, next)
    case .uniform(let c): return make(operation, A.self, a, B.self, b, Uniform.self, c, step.result, next)
    }
  }

  private static func make<Operation: TernaryOperation, A: BlockSource, B: BlockSource, C: BlockSource>(
    _: Operation.Type, _: A.Type, _ a: Int, _: B.Type, _ b: Int, _: C.Type, _ c: Int, _ d: Int,
    _ next: @escaping BlockStep
  ) -> BlockStep where A.Scalar == Scalar, B.Scalar == Scalar, C.Scalar == Scalar {
    { frame in
      let (x, y, z) = (A(frame, a), B(frame, b), C(frame, c))
      let result = frame.pointee.slots[d]
      for k in 0..<frame.pointee.vectors {
        // In bounds: a slot holds as many vectors as the frame says.
        result.storeBytes(of: Operation.apply(x[k], y[k], z[k]), toByteOffset: k &* size, as: Vector.self)
      }
      next(frame)
    }
  }
}
