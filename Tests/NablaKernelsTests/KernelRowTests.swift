// Rows of kernels: names in other languages, partners, enclosures.

import NablaKernels
import NablaTestSupport
import Testing

@Suite struct KernelRowTests {
  @Test("every kernel has a name, or a formula of its arguments, in every language", arguments: KernelID.allCases)
  func languages(_ id: KernelID) {
    let names = id.row.names
    for name in [names.c, names.swift, names.python, names.julia] {
      #expect(!name.isEmpty && !name.contains(" ,"), "\(id)")
      let takesTwo: Bool
      if case .unary = id.row.form { takesTwo = false } else { takesTwo = true }
      if name.contains("#") {
        #expect(name.contains("#1") == takesTwo && name.contains("#2") == takesTwo, "\(id): \(name)")
      }
      #expect(name.filter { $0 == "(" }.count == name.filter { $0 == ")" }.count, "\(id): \(name)")
    }
    #expect(KernelID.allCases.filter { $0.row.name == id.row.name }.count == 1, "\(id) shares its name")
  }

  @Test("partners share one pair, each with its own half")
  func partners() {
    #expect(KernelID.allCases.filter { $0.pair != nil }.count == 6)
    for id in KernelID.allCases {
      guard let pair = id.pair else { continue }
      #expect(pair.first == id || pair.second == id)
      #expect(pair.first.pair?.second == pair.second && pair.second.pair?.first == pair.first)
    }
  }

  @Test("a pole has no value, and an overflow an infinite one", arguments: KernelID.allCases)
  func poles(_ id: KernelID) {
    guard case .unary(let function) = id.row.form else { return }
    for x in directedNumbers where x.isFinite {
      let (plain, value) = (function.scalar(x), function(x))
      if plain.isInfinite {
        #expect(function.overflows ? value == plain : value.isNaN, "\(id) at \(x)")
      } else {
        #expect(value == plain || value.isNaN && plain.isNaN)
      }
      // A value beyond the doubles grows up to there; a pole comes out of moderate numbers.
      // The special ones grow sooner, or are as large as the inverse of a number below the normal ones.
      let isFar = id.row.isRounded ? x.magnitude > 20 || x.magnitude < 1e-300 : x.magnitude > 700
      if plain.isInfinite && function.overflows { #expect(isFar, "\(id) at \(x)") }
      if plain.isInfinite && !function.overflows { #expect(x.magnitude < 2) }
    }
  }

  @Test(
    "the enclosure holds the value of the kernel", .enabled(if: NablaKernels.Ball.isAvailable),
    arguments: KernelID.allCases)
  func enclosures(_ id: KernelID) {
    typealias Enclosure = NablaKernels.Ball
    func check(_ x: [Double], _ value: Double) {
      let ball = id.ball(x.map { Enclosure($0) }, bits: 200)
      guard let ball, ball.isFinite else {
        #expect(!value.isFinite || value.magnitude > 1e15, "\(id) of \(x) is \(value), and has no enclosure")
        return
      }
      let size = max(value.magnitude, 1e-300)
      #expect(value.isNaN || (ball.double - value).magnitude <= 2e-15 * size, "\(id) of \(x): \(ball.double), \(value)")
      #expect(!value.isNaN, "\(id) of \(x) has an enclosure but no value")
    }
    let numbers = [-3.5, -2, -1, -0.75, -0.125, 0, 0.25, 0.5, 1, 1.5, 2, 7.25]
    switch id.row.form {
    case .unary(let function): for x in numbers { check([x], function(x)) }
    case .binary(let function):
      for x in numbers {
        for y in numbers where id != .power || x > 0 { check([x, y], function(x, y)) }
      }
    case .variadic(let function): for x in numbers { for y in numbers { check([x, y, 0.5], function([x, y, 0.5])) } }
    case .fractional(let function):
      for x in numbers where x > 0 { for p in [1, 2, 5] { check([x, Double(p), 3], function(x, p, 3)) } }
    }
  }
}
