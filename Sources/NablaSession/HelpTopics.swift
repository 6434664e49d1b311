// What help says beside functions, verbs and commands.

/// Topics and signs.
enum HelpTopics {
  static let texts: [String: String] = [
    "conventions": """
    sign(0) = 0, heaviside(0) = 1/2, |x|' at 0 is 0, relu' at 0 is 0; k tied arguments of max or min share 1/k each.
    0^0 = 1. x^(p/q) is real only for x >= 0; cbrt takes negative x. log is natural; log(b, x) has the base first.
    Every symbol is a real number. Conditions behind `for` say where a result stands.
    """,
    "operators": """
    from loose to tight: or, and, < > ≤ ≥ == ≠ (also <= >= !=), + -, * /, unary -, ^ (also **), ! and v[2]
    -x^2 is -(x^2) and 2^3^2 is 2^(3^2). In Swift, `-x ** 2` is (-x)^2: write -(x ** 2).
    """,
    "if": """
    if(c, a, b)
    a where the relation c holds, else b; only the chosen one is looked at. Relations are joined by `and` and `or`.
      nabla> diff(if(x > 0, x^2, 0), x)
      [1] if(x > 0, 2*x, 0)
    """,
    "where": """
    F where t = A, s = B
    F with names for parts of it; each may use those before it.
      nabla> diff(r^2*s, x) where r = x + 1, s = 3*r
      [1] 9*(x + 1)^2
    """,
    "at": """
    eval F at x = 2, y = 1/3
    The value of F at a point. A name with a coordinate is a symbol in F, whatever it was defined as.
      nabla> eval x^2 at x = 3
      9
    """,
    "definitions": """
    a = 3   f(x, y) := x*y
    A definition is read once: names that have a value then are replaced by it, and later changes do not reach it.
      nabla> a = 2
      a = 2
      nabla> f(x) := a*x
      f(x) := 2*x
      nabla> a = 5
      a = 5
      nabla> f'(1) + f(3)
      [1] 8
    A definition that fails marks its name until it is defined again, or forgotten (`forget a`).
    """,
    "results": """
    %   %3   %3[2]   %[1, 2]
    The last result, the third, the second component of the third, a component of a matrix.
      nabla> grad(x^2*y, [x, y])
      [1] [2*x*y, x^2]
      nabla> diff(%[1], y)
      [2] 2*x
    """,
    "derivatives": """
    diff(f, x)   f'(x)   f''(3)   D[1, 2](g)(x, y)
    Of a defined function f'(3) is the derivative of its definition at 3; D[1, 2](g) is by the first and the second argument.
      nabla> f(x) := x^3
      f(x) := x^3
      nabla> f'(3) + f''(a)
      [1] 6*a + 27
    """,
    "lines": """
    A line goes on in the next one while a bracket is open or it ends in an operator; a blank line ends it.
    Several statements of a line are separated by `;`. What follows `#` at the beginning of a line is a remark.
    """,
    "pi": "pi, also π: the circle's constant",
    "e": "e: Euler's number; e^x and exp(x) are one",
    "true": "true: what always holds, such as 1 < 2",
    "false": "false: what never holds, such as 2 < 1",
  ]

  static let signs: [String: String] = [
    "+": "sum: x + y", "-": "difference, or the opposite: x - y, -x", "*": "product: 2*x; it is always written",
    "/": "quotient: a/b*c is (a/b)*c", "^": "power, to the right: 2^3^2 is 2^9; also **", "**": "power: x**2 is x^2",
    "!": "factorial of a whole number: 5!", "'": "derivative of a function: f'(x), f''(3)",
    "|": "absolute value: |x|", "[": "vector [a, b], component v[2]", "[]": "vector [a, b], component v[2]",
    "(": "grouping (x + y)*z, arguments f(x)", "()": "grouping (x + y)*z, arguments f(x)",
    "<": "relation: x < y", ">": "relation: x > y", "<=": "relation: x <= y", ">=": "relation: x >= y",
    "≤": "relation: x ≤ y", "≥": "relation: x ≥ y", "==": "relation: x == y, the equation", "!=": "relation: x != y",
    "≠": "relation: x ≠ y", "=": "definition: a = 3; the equation is ==", ":=": "definition of a function: f(x) := x^2",
    "%": "the last result; %3 the third, %3[2] its second component", ";": "separates statements: a = 3; a^2",
    "#": "a remark, at the beginning of a line", ",": "separates arguments and components",
    "and": "joins relations: x > 0 and y > 0", "or": "joins relations: x > 0 or y > 0",
  ]
}
