// The sums and sums of products of the machine for single points, which takes up to four terms or three products at a time,
// one number or a pack of them.

/// a + b − c.
enum AddSubtract {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T) -> T {
    T.subtract(T.add(a, b), c)
  }
}
/// a − b − c.
enum SubtractTwo {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T) -> T {
    T.subtract(T.subtract(a, b), c)
  }
}
/// a + b + c + d.
enum AddFour {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T) -> T {
    T.add(T.add(T.add(a, b), c), d)
  }
}
/// a + b + c − d.
enum AddThreeSubtract {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T) -> T {
    T.subtract(T.add(T.add(a, b), c), d)
  }
}
/// a + b − c − d.
enum AddTwoSubtractTwo {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T) -> T {
    T.subtract(T.subtract(T.add(a, b), c), d)
  }
}
/// a − b − c − d.
enum SubtractThree {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T) -> T {
    T.subtract(T.subtract(T.subtract(a, b), c), d)
  }
}
/// a·b + c·d.
enum AddProducts {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T) -> T {
    T.add(T.multiply(a, b), T.multiply(c, d))
  }
}
/// a·b − c·d.
enum SubtractProducts {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T) -> T {
    T.subtract(T.multiply(a, b), T.multiply(c, d))
  }
}
/// a·b + c·d + e·f.
enum AddThreeProducts {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T, _ e: T, _ f: T) -> T {
    T.add(T.add(T.multiply(a, b), T.multiply(c, d)), T.multiply(e, f))
  }
}
/// e + a·b + c·d.
enum PlusTwoProducts {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T, _ e: T) -> T {
    T.add(T.add(e, T.multiply(a, b)), T.multiply(c, d))
  }
}
/// e − a·b − c·d.
enum MinusTwoProducts {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T, _ e: T) -> T {
    T.subtract(T.subtract(e, T.multiply(a, b)), T.multiply(c, d))
  }
}
/// d + a·b·c.
enum PlusTriple {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T) -> T {
    T.add(d, T.multiply(T.multiply(a, b), c))
  }
}
/// d − a·b·c.
enum MinusTriple {
  @inline(__always) static func apply<T: Arithmetic>(_ a: T, _ b: T, _ c: T, _ d: T) -> T {
    T.subtract(d, T.multiply(T.multiply(a, b), c))
  }
}
