import CEdit

/// The interrupt key (SIGINT) as a request that computations poll, instead of the end of the program.
enum Interrupt {
  /// Takes the signal over. Waiting system calls end when it comes.
  static func install() { nabla_interrupt_install() }

  /// Whether the key was pressed since `clear`. Cheap; any thread may ask.
  static var isRequested: Bool { nabla_interrupt_requested() }

  /// Forgets the request. Reading a line with `LineEditor` does so too.
  static func clear() { nabla_interrupt_clear() }
}
