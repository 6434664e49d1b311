// Data in columns, read from comma-separated text: errors name the line and the column.

import NablaEvaluation
import NablaExpressions
import NablaNumbers

/// Columns of numbers with names.
public struct DataTable: Sendable {
  /// The names of the columns, in their order.
  public let names: [String]
  /// The numbers, row by row.
  public let rows: [[Double]]

  /// Reads comma-separated values: a line of names, then a line of numbers for each sample.
  ///
  /// Blanks round values, quotation marks round names, a byte order mark and empty lines at the end are ignored. Throws
  /// `syntax` with the line and the column for a row of another length, for what is no finite number, and for names that
  /// are missing or occur twice. Linear in the text.
  public init(csv text: String) throws(NablaError) {
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    guard let header = lines.first else {
      throw NablaError(.syntax, "the data are empty: a line of names is due first")
    }
    let names = DataTable.cells(header).map { DataTable.unquoted($0) }
    var seen = Set<String>()
    for (place, name) in names.enumerated() {
      if name.isEmpty { throw NablaError(.syntax, "line 1: column \(place + 1) has no name") }
      if !seen.insert(name).inserted { throw NablaError(.syntax, "line 1: two columns are named \(name)") }
    }
    var rows: [[Double]] = []
    rows.reserveCapacity(lines.count)
    for (number, line) in lines.enumerated().dropFirst() {
      let cells = DataTable.cells(line)
      guard cells.count == names.count else {
        throw NablaError(
          .syntax,
          "line \(number + 1) has \(cells.count) value\(cells.count == 1 ? "" : "s"), and the header has \(names.count) names"
        )
      }
      var row: [Double] = []
      row.reserveCapacity(cells.count)
      for (name, cell) in zip(names, cells) {
        guard let value = Double(DataTable.unquoted(cell)), value.isFinite else {
          throw NablaError(
            .syntax, "line \(number + 1), column \(name): ‘\(cell.isEmpty ? "" : cell)’ is no number")
        }
        row.append(value)
      }
      rows.append(row)
    }
    guard !rows.isEmpty else { throw NablaError(.syntax, "the data have names and no line of numbers") }
    self.names = names
    self.rows = rows
  }

  private static func cells(_ line: Substring) -> [String] {
    line.drop { $0 == "\u{FEFF}" }.split(separator: ",", omittingEmptySubsequences: false).map { cell in
      String(cell.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
  }

  private static func unquoted(_ cell: String) -> String {
    cell.count >= 2 && cell.hasPrefix("\"") && cell.hasSuffix("\"") ? String(cell.dropFirst().dropLast()) : cell
  }

  /// The columns that have one value in all rows, with it. Linear.
  public var constantColumns: [(name: String, value: Double)] {
    names.indices.compactMap { place in
      let value = rows[0][place]
      return rows.allSatisfy { $0[place] == value } ? (names[place], value) : nil
    }
  }

  /// What is to be said of columns before a model is blamed.
  public var remarks: [String] {
    constantColumns.map { name, value in
      value == 0
        ? "column \(name) is 0 in all \(rows.count) rows: a weight that multiplies it has no slope"
        : "column \(name) is \(Wording.short(value)) in all \(rows.count) rows: a weight that multiplies it does what a bias does"
    }
  }
}

extension Expr {
  /// Why the slopes of a loss of one sample are what they are over a data set: those of all rows together.
  ///
  /// Columns are the symbols of their names, `point` gives the other symbols their values. Otherwise as
  /// `diagnosis(by:at:)`, once a row. Throws `request` for a symbol that is neither, `limit` for more than 10,000 rows.
  public func diagnosis(
    by variables: [Expr], over data: DataTable, at point: [Expr: Expr]
  ) throws(NablaError) -> Diagnosis {
    guard data.rows.count <= 10_000 else {
      throw NablaError(.limit, "a data set of \(data.rows.count) rows is more than a diagnosis takes: 10,000")
    }
    let columns = data.names.map { Expr.symbol($0) }
    var diagnoses: [Diagnosis] = []
    diagnoses.reserveCapacity(data.rows.count)
    let partials = try gradient(by: variables)
    for row in data.rows {
      var place = point
      for (column, value) in zip(columns, row) { place[column] = Expr(value) }
      diagnoses.append(try Diagnoser(self, variables, partials, place).run())
    }
    return Diagnosis.overall(diagnoses)
  }
}
