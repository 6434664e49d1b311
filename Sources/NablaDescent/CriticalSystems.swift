// Where slopes are 0: linear systems, polynomials in one and two variables, and numerically what is none of these.

import NablaEvaluation
import NablaExpressions
import NablaNumbers
import NablaSimplification

extension CriticalSearch {
  /// Of slopes that are linear in their variables with rational coefficients; nil for others.
  mutating func linearSolutions(_ group: [Int], _ hessian: [[Expr]]) throws(NablaError) -> [Partial]? {
    // Where a slope jumps, second derivatives of 0 do not make it linear.
    for index in group {
      let flags = slopes[index].store.flags(slopes[index].node)
      if flags.contains(.jumps) || !flags.contains(.smooth) { return nil }
    }
    var rows: [[Rational]] = []
    var zero: [Expr: Expr] = [:]
    for variable in variables { zero[variable] = 0 }
    for i in group {
      var row: [Rational] = []
      for j in group {
        guard let entry = hessian[i][j].number else { return nil }
        row.append(entry)
      }
      guard let constant = (try slopes[i].evaluated(at: zero)).exactValue else { return nil }
      rows.append(row + [-constant])
    }
    // By elimination; columns without a pivot are free.
    var pivots: [Int] = []
    for column in group.indices {
      let next = pivots.count
      guard let pivot = (next..<rows.count).first(where: { !rows[$0][column].isZero }) else { continue }
      rows.swapAt(pivot, next)
      let scale = rows[next][column]
      rows[next] = rows[next].map { $0 / scale }
      for i in rows.indices where i != next && !rows[i][column].isZero {
        let factor = rows[i][column]
        for j in rows[i].indices { rows[i][j] = rows[i][j] - factor * rows[next][j] }
      }
      pivots.append(column)
    }
    if rows[pivots.count...].contains(where: { !($0.last ?? 0).isZero }) { return [] }
    if pivots.count < group.count {
      // A line or more of stationary points: its equations.
      for k in pivots.indices {
        var equation = Expr(-(rows[k].last ?? 0))
        for (column, index) in group.enumerated() { equation = equation + Expr(rows[k][column]) * variables[index] }
        curves.append(equation)
      }
      return []
    }
    var values: [Int: Expr] = [:]
    for (k, column) in pivots.enumerated() { values[group[column]] = Expr(rows[k].last ?? 0) }
    return [Partial(values: values, isExact: true)]
  }

  /// Of slopes whose numerators are polynomials in one or two variables; nil for others.
  mutating func polynomialSolutions(_ group: [Int]) throws(NablaError) -> [Partial]? {
    guard group.count <= 2 else { return nil }
    var systems: [[PlanePolynomial]] = []
    for index in group {
      guard let factors = try numeratorFactors(slopes[index], group) else { return nil }
      systems.append(factors)
    }
    if group.count == 1 {
      let roots = systems[0].flatMap { AlgebraicNumber.roots(of: RationalPolynomial($0.rows.map { $0[0] })) }
      return unique(roots.map { Partial(values: [group[0]: $0.value], isExact: $0.isExact) })
    }
    var found: [Partial] = []
    for f in systems[0] {
      for g in systems[1] {
        try watch.check()
        if f == g || f == PlanePolynomial(g.rows.map { $0.map { -$0 } }) {
          curves.append(formula(f, group))
          continue
        }
        let (mx, nx) = (f.degrees.x + g.degrees.x, f.degrees.y + g.degrees.y)
        guard mx <= 40, nx <= 40 else { return nil }
        found += commonZeros(f, g, group)
      }
    }
    return unique(found)
  }

  private func unique(_ partials: [Partial]) -> [Partial] {
    var seen = Set<[Expr]>()
    return partials.filter { partial in
      seen.insert(partial.values.keys.sorted().compactMap { partial.values[$0] }).inserted
    }
  }

  /// The common real zeros of two polynomials without a common factor.
  private func commonZeros(_ f: PlanePolynomial, _ g: PlanePolynomial, _ group: [Int]) -> [Partial] {
    let first = AlgebraicNumber.roots(of: PlanePolynomial.resultant(f, g))
    let second = AlgebraicNumber.roots(of: PlanePolynomial.resultant(f.transposed, g.transposed))
    var found: [Partial] = []
    for x in first {
      if let place = x.rational {
        // At a rational x the common zeros in y are those of a greatest common divisor.
        let common = RationalPolynomial.gcd(f.at(x: place), g.at(x: place))
        for y in AlgebraicNumber.roots(of: common) {
          found.append(Partial(values: [group[0]: x.value, group[1]: y.value], isExact: y.isExact))
        }
        continue
      }
      for y in second {
        if let place = y.rational {
          let common = RationalPolynomial.gcd(f.transposed.at(x: place), g.transposed.at(x: place))
          guard common.degree > 0, hasRoot(common, x) else { continue }
          found.append(Partial(values: [group[0]: x.value, group[1]: y.value], isExact: x.isExact))
        } else if mayVanish(f, x, y) && mayVanish(g, x, y) {
          found.append(Partial(values: [group[0]: x.value, group[1]: y.value], isExact: x.isExact && y.isExact))
        }
      }
    }
    return found
  }

  /// Whether a polynomial is 0 at a root of an irreducible one: then that divides it.
  private func hasRoot(_ polynomial: RationalPolynomial, _ root: AlgebraicNumber) -> Bool {
    polynomial.divided(by: root.polynomial).remainder.isZero
  }

  /// Whether a polynomial is as small at two narrow intervals as it has to be where it is 0 in them.
  private func mayVanish(_ f: PlanePolynomial, _ x: AlgebraicNumber, _ y: AlgebraicNumber) -> Bool {
    let (a, b) = ((x.interval.low + x.interval.high) / 2, (y.interval.low + y.interval.high) / 2)
    var size = Rational(1)
    for (i, row) in f.rows.enumerated() {
      for (j, coefficient) in row.enumerated() {
        size =
          size + coefficient.magnitude * Rational(i + j + 1) * (a.magnitude + 1).power(i) * (b.magnitude + 1).power(j)
      }
    }
    return f.at(x: a)(b).magnitude <= size * AlgebraicNumber.width * 2
  }

  private func formula(_ f: PlanePolynomial, _ group: [Int]) -> Expr {
    var sum = Expr(0)
    for (i, row) in f.rows.enumerated() {
      for (j, coefficient) in row.enumerated() where !coefficient.isZero {
        sum = sum + Expr(coefficient) * variables[group[0]] ** Expr(i) * variables[group[1]] ** Expr(j)
      }
    }
    return sum
  }

  // MARK: Numerators

  /// The irreducible factors of the numerator of a slope as polynomials, leaving out those that are never 0; nil where one
  /// is no polynomial in the variables with rational coefficients.
  private func numeratorFactors(_ slope: Expr, _ group: [Int]) throws(NablaError) -> [PlanePolynomial]? {
    let store = slope.store
    let symbols = group.map { variables[$0].node }
    let tables = try store.build { (builder) throws(NablaError) -> [[[Rational]]]? in
      do throws(NablaError) {
        let root = try builder.shaped(builder.adopt(slope).node, .factored)
        var bases: [NodeID] = []
        if store.isOperation(root, .product) {
          store.forEachFactor(root) { base, exponent in
            if let power = store.number(exponent), power.isNegative { return }
            bases.append(base)
          }
        } else if store.isOperation(root, .power) {
          bases.append(store.operands(root)[0])
        } else {
          bases.append(root)
        }
        var tables: [[[Rational]]] = []
        // A base e^u is the constant e.
        for base in bases where !store.isNumber(base) && base != .e && base != .pi {
          let flags = store.flags(base)
          if flags.contains(.nonzero) && flags.contains(.total) { continue }
          guard let table = try self.table(base, symbols, builder) else { return nil }
          tables.append(table)
        }
        return tables
      } catch {
        if error.kind == .limit && error.exceeded != nil { throw error }
        return nil
      }
    }
    return tables?.flatMap { PlanePolynomial($0).factors }.filter { $0.degrees.x > 0 || $0.degrees.y > 0 }
  }

  /// The coefficients of a polynomial in one or two symbols.
  private func table(_ node: NodeID, _ symbols: [NodeID], _ builder: Builder) throws(NablaError) -> [[Rational]]? {
    func coefficients(_ node: NodeID, _ symbol: NodeID) throws(NablaError) -> [NodeID] {
      builder.store.symbols(under: [node]).contains(symbol) ? try builder.coefficients(of: node, by: symbol) : [node]
    }
    var rows: [[Rational]] = []
    for part in try coefficients(node, symbols[0]) {
      var row: [Rational] = []
      for entry in symbols.count > 1 ? try coefficients(part, symbols[1]) : [part] {
        guard let number = builder.value(entry) else { return nil }
        row.append(number)
      }
      rows.append(row)
    }
    return rows
  }

  // MARK: Numerically

  /// Sign changes of a slope in one variable on [-100, 100], narrowed by proved signs.
  func signChanges(_ index: Int) throws(NablaError) -> [Partial] {
    let (slope, variable) = (slopes[index], variables[index])
    func sign(_ x: Rational) throws(NablaError) -> Int? {
      let value = try slope.evaluated(at: [variable: Expr(x)])
      return value.value.map {
        $0 == 0 && value.decimal == nil ? 0 : value.decimal?.hasPrefix("-") ?? ($0 < 0) ? -1 : 1
      }
    }
    let program = try CompiledFunction<Double>([slope], inputs: [variable])
    // Off the round numbers, at which formulas like to have zeros, but for those themselves.
    let grid = (-2000...2000).map { Rational($0, 20) }
    let values = try program.values(columns: [grid.map(\.nearestDouble)])[0]
    var found: [Partial] = []
    for k in grid.indices {
      // Where neighbours are 0 as well it is a flat piece.
      let isAlone = (k == 0 || values[k - 1] != 0) && (k + 1 == grid.count || values[k + 1] != 0)
      if isAlone, values[k].magnitude < 1e-6, try sign(grid[k]) == 0 {
        found.append(Partial(values: [index: Expr(grid[k])], isExact: true))
      }
      guard k > 0, values[k - 1] * values[k] < 0, values[k - 1].isFinite, values[k].isFinite else { continue }
      var (low, high) = (grid[k - 1], grid[k])
      guard let below = try sign(low), let above = try sign(high), below * above < 0 else { continue }
      var isExact = false
      for _ in 0..<80 {
        let middle = (low + high) / 2
        guard let own = try sign(middle) else { break }
        if own == 0 {
          (low, high, isExact) = (middle, middle, true)
          break
        }
        if own == below { low = middle } else { high = middle }
      }
      // A pole changes signs as well; its values are judged with the point.
      found.append(Partial(values: [index: Expr((low + high) / 2)], isExact: isExact))
    }
    return unique(found)
  }

  /// Newton's method from a few dozen starts.
  func newton(_ group: [Int]) throws(NablaError) -> [Partial] {
    let inputs = group.map { variables[$0] }
    let own = group.map { slopes[$0] }
    var jacobian: [Expr] = []
    for slope in own { jacobian += try slope.gradient(by: inputs) }
    let program = try CompiledFunction<Double>(own + jacobian, inputs: inputs)
    let n = group.count
    var dice = Dice(state: 7)
    var found: [[Double]] = []
    for start in 0..<64 {
      try watch.check()
      var x = (0..<n).map { _ in start == 0 ? 0.1 : dice.next() * (start < 32 ? 2 : 10) }
      var isDone = false
      for _ in 0..<60 {
        let values = try program.values(at: x)
        guard values.allSatisfy(\.isFinite) else { break }
        let rows = (0..<n).map { i in Array(values[(n + i * n)..<(n + (i + 1) * n)]) + [values[i]] }
        guard let move = LinearSystem.solve(rows) else { break }
        for k in 0..<n { x[k] -= move[k] }
        let size = zip(move, x).allSatisfy { $0.magnitude <= 1e-14 * Swift.max(1, $1.magnitude) }
        if size {
          isDone = true
          break
        }
      }
      guard isDone, x.allSatisfy({ $0.isFinite && $0.magnitude < 1e6 }) else { continue }
      if !found.contains(where: { zip($0, x).allSatisfy { ($0 - $1).magnitude < 1e-7 } }) { found.append(x) }
    }
    var partials: [Partial] = []
    for point in found {
      var (values, round) = ([Int: Expr](), [Expr: Expr]())
      for (place, index) in group.enumerated() {
        values[index] = Expr(point[place])
        round[variables[index]] = Expr(Rational(Int((point[place] * 60).rounded()), 60))
      }
      // Numbers that are all but round are tried as such, exactly.
      let isRound = point.allSatisfy { ($0 * 60 - ($0 * 60).rounded()).magnitude < 1e-6 }
      if isRound, try Expr.evaluate(own, at: round).allSatisfy({ $0.value == 0 && $0.decimal == nil }) {
        for (place, index) in group.enumerated() { values[index] = round[inputs[place]] }
        partials.append(Partial(values: values, isExact: true))
      } else {
        partials.append(Partial(values: values, isExact: false))
      }
    }
    return partials
  }
}

/// Linear systems of doubles.
enum LinearSystem {
  /// The solution, the right side in the last column; nil for a singular matrix.
  static func solve(_ rows: [[Double]]) -> [Double]? {
    var rows = rows
    let n = rows.count
    for k in 0..<n {
      guard let pivot = (k..<n).max(by: { rows[$0][k].magnitude < rows[$1][k].magnitude }),
        rows[pivot][k].magnitude > 1e-300
      else { return nil }
      rows.swapAt(pivot, k)
      for i in (k + 1)..<Swift.max(n, k + 1) where rows[i][k] != 0 {
        let factor = rows[i][k] / rows[k][k]
        for j in k...n { rows[i][j] -= factor * rows[k][j] }
      }
    }
    var solution = [Double](repeating: 0, count: n)
    for k in (0..<n).reversed() {
      var sum = rows[k][n]
      for j in (k + 1)..<Swift.max(n, k + 1) { sum -= rows[k][j] * solution[j] }
      solution[k] = sum / rows[k][k]
    }
    return solution
  }
}

/// Numbers from -1 to 1, the same in every run.
private struct Dice {
  var state: UInt64

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 0x1p52 - 1
  }
}
