// Preconditions whose messages are not lost in optimised builds.

/// Ends the process with a message where a condition does not hold.
@inlinable
func require(_ condition: Bool, _ message: @autoclosure () -> StaticString) {
  if !condition { stop(message()) }
}

@usableFromInline
@inline(never)
func stop(_ message: StaticString) -> Never { fatalError("\(message)") }
