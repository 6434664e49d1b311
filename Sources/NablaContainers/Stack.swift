// A stack without the reference counting of arrays, for what pushes and pops several times a byte or a term.

/// Plain values in memory of its own, the last one at hand.
@frozen
@usableFromInline
package struct Stack<Element: BitwiseCopyable>: ~Copyable {
  /// Where they lie: until the next one is appended.
  @usableFromInline package var elements: UnsafeMutablePointer<Element>
  @usableFromInline var capacity = 16
  @usableFromInline package var count = 0

  @inlinable package init() { elements = .allocate(capacity: 16) }

  @inlinable deinit { elements.deallocate() }

  @inlinable package var isEmpty: Bool { count == 0 }
  @inlinable package var last: Element? { count == 0 ? nil : elements[count &- 1] }

  /// The index must be less than the count.
  @inlinable package subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(index >= 0 && index < count)
      return elements[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < count)
      elements[index] = newValue
    }
  }

  @inlinable @inline(__always)
  package mutating func append(_ element: Element) {
    if count == capacity { grow() }
    // In bounds: below the capacity.
    elements[count] = element
    count &+= 1
  }

  /// Takes so many elements off; there must be as many.
  @inlinable @inline(__always)
  package mutating func removeLast(_ number: Int = 1) {
    precondition(number >= 0 && number <= count)
    count &-= number
  }

  @inlinable package mutating func removeAll() { count = 0 }

  /// Sorts the elements from an index on.
  @inlinable package mutating func sort(from first: Int, by isBefore: (Element, Element) -> Bool) {
    precondition(first >= 0 && first <= count)
    var elements = UnsafeMutableBufferPointer(start: elements + first, count: count &- first)
    elements.sort(by: isBefore)
  }

  @usableFromInline @inline(never)
  mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    larger.initialize(from: elements, count: count)
    elements.deallocate()
    elements = larger
    capacity *= 2
  }
}
