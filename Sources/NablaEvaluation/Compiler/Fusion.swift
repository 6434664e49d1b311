// Several operations in one pass where the inner ones are used once: sums of products, products of three, pairs of functions.

import NablaKernels

extension Program {
  private func useCounts() -> [Int32] {
    var counts = [Int32](repeating: 0, count: instructions.count)
    counts.withUnsafeMutableBufferPointer { counts in
      // In bounds: every operand is the place of an instruction.
      for instruction in instructions { forEachOperand(instruction) { counts[Int($0)] += 1 } }
      for output in outputs { counts[Int(output)] += 1 }
    }
    return counts
  }

  // MARK: Sums

  /// What needs a value.
  private struct Uses {
    var count: Int32 = 0
    /// How many of them are sums of which it is a term.
    var sums: Int32 = 0
    var isAbsorbed = false

    /// A product that a few sums need is cheaper computed in each than stored and read again.
    var isSummed: Bool { sums == count && sums <= 3 }
  }

  mutating func fuseSums() {
    withUnsafeTemporaryAllocation(of: Uses.self, capacity: instructions.count) { uses in
      // In bounds: every operand is the place of an instruction.
      uses.initialize(repeating: Uses())
      for instruction in instructions {
        forEachOperand(instruction) { uses[Int($0)].count += 1 }
        if instruction.operation == .add || instruction.operation == .subtract {
          uses[Int(instruction.a)].sums += 1
          uses[Int(instruction.b)].sums += 1
        }
      }
      for output in outputs { uses[Int(output)].count += 1 }
      var found = SumTerms()
      for place in instructions.indices.reversed() where !uses[place].isAbsorbed {
        let operation = instructions[place].operation
        guard operation == .add || operation == .subtract else { continue }
        findTerms(of: place, uses, &found)
        instructions[place] = sum(found)
      }
    }
  }

  /// The terms of one sum. Used again for every sum.
  private struct SumTerms {
    var stack: [(id: Int32, isNegative: Bool)] = []
    var terms: [CombinationTerm] = []
    /// How many terms there are of each kind.
    var counts = SIMD4<Int>()

    var count: Int { terms.count }

    mutating func removeAll() {
      terms.removeAll(keepingCapacity: true)
      counts = SIMD4()
    }

    mutating func append(_ term: CombinationTerm) {
      terms.append(term)
      counts[term.kind] += 1
    }

    /// The first term of a kind; there must be one.
    func first(_ kind: Int) -> CombinationTerm { terms.first { $0.kind == kind } ?? terms[0] }
  }

  /// The terms of a sum and of the sums in it that nothing else needs, with the products that nothing but sums needs.
  private mutating func findTerms(of place: Int, _ uses: UnsafeMutableBufferPointer<Uses>, _ found: inout SumTerms) {
    let isVarying = varies[place]
    func isInner(_ id: Int32) -> Bool { uses[Int(id)].count == 1 && varies[Int(id)] == isVarying }
    found.removeAll()
    found.stack.append((Int32(truncatingIfNeeded: place), false))
    while let (id, isNegative) = found.stack.popLast() {
      let instruction = instructions[Int(id)]
      let isRoot = Int(id) == place
      switch instruction.operation {
      case .add, .subtract:
        guard isRoot || isInner(id) && found.count + found.stack.count + 2 <= Program.longest else {
          found.append(CombinationTerm(a: id, isNegative: isNegative))
          continue
        }
        found.stack.append((instruction.b, isNegative != (instruction.operation == .subtract)))
        found.stack.append((instruction.a, isNegative))
      case .negate where isInner(id): found.stack.append((instruction.a, !isNegative))
      case .multiply where uses[Int(id)].isSummed && varies[Int(id)] == isVarying:
        var term = CombinationTerm(a: instruction.a, b: instruction.b, isNegative: isNegative)
        if varies[Int(term.a)] { swap(&term.a, &term.b) }
        if !varies[Int(term.a)], isInner(term.b), instructions[Int(term.b)].operation == .multiply {
          let product = instructions[Int(term.b)]
          if varies[Int(product.a)] && varies[Int(product.b)] {
            // A multiple of a product: all three at once.
            (term.b, term.c) = (product.a, product.b)
          }
        }
        found.append(term)
      default:
        found.append(CombinationTerm(a: id, isNegative: isNegative))
        continue
      }
      if !isRoot { uses[Int(id)].isAbsorbed = true }
    }
  }

  /// The instruction for a sum: one of the short ones, or a combination.
  private mutating func sum(_ found: SumTerms) -> Instruction {
    func short(_ operation: ProgramOperation, _ a: Int32, _ b: Int32, _ c: Int32 = -1) -> Instruction {
      Instruction(operation: operation, a: a, b: b, c: c)
    }
    let (plain, subtracted, product, subtractedProduct) = (0, 1, 2, 3)
    switch (found.counts[plain], found.counts[subtracted], found.counts[product], found.counts[subtractedProduct]) {
    case (2, 0, 0, 0): return short(.add, found.terms[0].a, found.terms[1].a)
    case (1, 1, 0, 0): return short(.subtract, found.first(plain).a, found.first(subtracted).a)
    case (3, 0, 0, 0): return short(.addThree, found.terms[0].a, found.terms[1].a, found.terms[2].a)
    case (1, 0, 1, 0) where found.first(product).c < 0:
      return short(.multiplyAdd, found.first(product).a, found.first(product).b, found.first(plain).a)
    case (1, 0, 0, 1) where found.first(subtractedProduct).c < 0:
      let term = found.first(subtractedProduct)
      return short(.subtractProduct, term.a, term.b, found.first(plain).a)
    case (0, 1, 1, 0) where found.first(product).c < 0:
      return short(.multiplySubtract, found.first(product).a, found.first(product).b, found.first(subtracted).a)
    default:
      let start = Int32(truncatingIfNeeded: terms.count)
      for kind in 0..<4 where found.counts[kind] > 0 {
        for term in found.terms where term.kind == kind { terms.append(term) }
      }
      return Instruction(operation: .combination, a: start, b: Int32(truncatingIfNeeded: found.count))
    }
  }

  // MARK: Products and pairs

  mutating func fuseProducts() {
    let counts = useCounts()
    for place in instructions.indices where instructions[place].operation == .multiply {
      let (a, b) = (instructions[place].a, instructions[place].b)
      if isInnerProduct(a, of: place, counts) {
        fuse(a, b, place)
      } else if isInnerProduct(b, of: place, counts) {
        fuse(b, a, place)
      }
    }
  }

  private func isInnerProduct(_ id: Int32, of place: Int, _ counts: [Int32]) -> Bool {
    instructions[Int(id)].operation == .multiply && counts[Int(id)] == 1 && varies[Int(id)] == varies[place]
  }

  private mutating func fuse(_ inner: Int32, _ other: Int32, _ place: Int) {
    let product = instructions[Int(inner)]
    instructions[place] = Instruction(operation: .multiplyThree, a: product.a, b: product.b, c: other)
  }

  /// Functions of the same argument that share their work, such as sine and cosine.
  mutating func pairFunctions() {
    if functions.count < 2 { return }
    struct Half: Hashable {
      let kernel: KernelID
      let argument: Int32
    }
    var seen: [Half: Int32] = [:]
    for place in instructions.indices where instructions[place].operation == .unary && varies[place] {
      let instruction = instructions[place]
      let kernel = functions[Int(instruction.function)].kernel
      guard let pair = kernel.pair else { continue }
      let id = Int32(truncatingIfNeeded: place)
      let partner = Half(kernel: kernel == pair.first ? pair.second : pair.first, argument: instruction.a)
      guard let earlier = seen[partner] else {
        seen[Half(kernel: kernel, argument: instruction.a)] = id
        continue
      }
      // The earlier of the two computes both, its own value first.
      instructions[Int(earlier)].operation = .pair
      instructions[place] = Instruction(operation: .second, function: instruction.function, a: earlier)
    }
  }
}
