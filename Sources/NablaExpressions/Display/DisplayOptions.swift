// How expressions are to be displayed, and what ends the work on it.

/// What the display of expressions depends on beside the expressions.
package struct DisplayOptions: Sendable {
  /// Whether rationals that are short decimals are shown as such.
  package var decimals = false
  /// Where the text would be longer than so many characters, what is shared gets a name if that saves as many.
  package var abbreviatesFrom = DisplayOptions.longText
  /// Names that nodes of the store have for the reader: they are used before new ones are made. Asked for where names are.
  package var names: @Sendable () -> [NodeID: String] = { [:] }
  /// Symbols by the place in which they are to stand, and which names not to make; symbols without one follow in the
  /// order of the alphabet.
  package var symbolPlaces: [String: Int] = [:]
  /// Whether constants such as log 2 stand behind the symbols, and signs are drawn out of sums that begin with one.
  package var typesets = false
  /// Numbers with more digits are too long for the text, which is refused: their digits are not made.
  package var longestNumber = 1 << 30

  /// The line protocol writes out texts up to this length.
  package static let longText = 100_000
  /// About two lines of a screen: for a reader.
  package static let twoLines = 160

  package init(decimals: Bool = false) { self.decimals = decimals }

  /// Gives names their places in the order of their first appearance, after those that have one.
  package static func add(_ names: [String], to places: inout [String: Int]) {
    for name in names where places[name] == nil { places[name] = places.count }
  }
}

/// The limits of the task, over the steps of a display.
package final class DisplayWatch {
  private let watch = LimitWatch()
  private var ticks = 0
  /// Once set, what still runs may answer anything: it will be thrown.
  private(set) var failure: NablaError?

  package init() {}

  /// Counts a step of about a microsecond at most, for what cannot throw.
  @inline(__always)
  func tick() {
    ticks &+= 1
    if ticks & 0x3FF == 1 { poll() }
  }

  private func poll() {
    guard failure == nil else { return }
    do throws(NablaError) { try watch.check() } catch { failure = error }
  }

  /// Looks at the limits at once.
  func checkNow() throws(NablaError) {
    poll()
    if let failure { throw failure }
  }

  /// Counts a step, and throws when time is up.
  @inline(__always)
  package func check() throws(NablaError) {
    tick()
    if let failure { throw failure }
  }
}
