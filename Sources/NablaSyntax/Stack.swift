// A stack without the reference counting of arrays: a parser pushes and pops several times a byte.

/// Plain values in memory of its own, the last one at hand.
struct Stack<Element: BitwiseCopyable>: ~Copyable {
  private var elements: UnsafeMutablePointer<Element>
  private var capacity = 16
  private(set) var count = 0

  init() { elements = .allocate(capacity: capacity) }

  deinit { elements.deallocate() }

  var isEmpty: Bool { count == 0 }
  var last: Element? { count == 0 ? nil : elements[count &- 1] }

  /// The index must be less than the count.
  subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(index >= 0 && index < count)
      return elements[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < count)
      elements[index] = newValue
    }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    // In bounds: below the capacity.
    elements[count] = element
    count &+= 1
  }

  /// Takes so many elements off; there must be as many.
  @inline(__always)
  mutating func removeLast(_ number: Int = 1) {
    precondition(number >= 0 && number <= count)
    count &-= number
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    larger.initialize(from: elements, count: count)
    elements.deallocate()
    elements = larger
    capacity *= 2
  }
}
