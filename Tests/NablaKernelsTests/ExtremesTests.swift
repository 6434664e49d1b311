// Greatest and least of many numbers, and how tied ones share the slope.
import NablaKernels
import NablaTestSupport
import Testing

@Suite struct ExtremesTests {
  @Test func twoNumbers() {
    #expect(Kernels.maximum(1, 2) == 2 && Kernels.maximum(2, 1) == 2 && Kernels.maximum(3, 3) == 3)
    #expect(Kernels.minimum(1, 2) == 1 && Kernels.minimum(2, 1) == 1 && Kernels.minimum(3, 3) == 3)
    #expect(Kernels.maximum(0, -0.0) == 0 && Kernels.minimum(0, -0.0) == 0)
    #expect(Kernels.maximum(-.infinity, .infinity) == .infinity)
  }

  @Test func manyNumbers() {
    #expect(Kernels.maximum([3, 1, 4, 1, 5]) == 5 && Kernels.minimum([3, 1, 4, 1, 5]) == 1)
    #expect(Kernels.maximum([-.infinity]) == -.infinity && Kernels.minimum([.infinity]) == .infinity)
    #expect(Kernels.maximum([]) == -.infinity && Kernels.minimum([]) == .infinity)
    [2.0, 7, 1].withUnsafeBufferPointer { buffer in
      #expect(Kernels.maximum(buffer) == 7 && Kernels.minimum(buffer) == 1)
    }
  }

  @Test("NaN at any place") func notANumber() {
    for place in 0..<4 {
      var numbers: [Double] = [5, 1, .infinity, -.infinity]
      numbers[place] = .nan
      #expect(Kernels.maximum(numbers).isNaN && Kernels.minimum(numbers).isNaN)
      #expect(Kernels.maxShare(numbers).isNaN && Kernels.minShare(numbers).isNaN)
    }
  }

  @Test func shares() {
    #expect(Kernels.maxShare([1]) == 1 && Kernels.minShare([1]) == 1)
    #expect(Kernels.maxShare([2, 1]) == 1 && Kernels.minShare([2, 1]) == 0)
    #expect(Kernels.maxShare([1, 2]) == 0 && Kernels.minShare([1, 2]) == 1)
    #expect(Kernels.maxShare([2, 2, 1]) == 0.5 && Kernels.minShare([2, 2, 3]) == 0.5)
    #expect(Kernels.maxShare([3, 3, 3, 3]) == 0.25 && Kernels.minShare([3, 3, 3]) == 1 / 3)
    // Ties among others are no ties of the first; and the first may be beaten late.
    #expect(
      Kernels.maxShare([1, 2, 2]) == 0 && Kernels.maxShare([2, 2, 3]) == 0
        && Kernels.minShare([2, 2, 1]) == 0)
    #expect(Kernels.maxShare([0, -0.0]) == 0.5 && Kernels.minShare([-0.0, 0]) == 0.5)
    #expect(Kernels.maxShare([.infinity, .infinity]) == 0.5)
    #expect(Kernels.maxShare([]).isNaN && Kernels.minShare([]).isNaN)
  }

  @Test("The shares of all numbers sum to 1")
  func sharesSumToOne() {
    var generator = SeededGenerator(seed: 20_260_105)
    for _ in 0..<300 {
      let count = Int.random(in: 1...9, using: &generator)
      let numbers = (0..<count).map { _ in Double(Int.random(in: 0...3, using: &generator)) }
      var greatest = 0.0
      var least = 0.0
      for place in numbers.indices {
        let rotated = Array(numbers[place...] + numbers[..<place])
        greatest += Kernels.maxShare(rotated)
        least += Kernels.minShare(rotated)
      }
      #expect((greatest - 1).magnitude < 1e-15, "\(numbers), NABLA_SEED=\(generator.seed)")
      #expect((least - 1).magnitude < 1e-15, "\(numbers), NABLA_SEED=\(generator.seed)")
    }
  }
}
