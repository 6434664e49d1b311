// Operations that take long: FLINT and GMP cannot be interrupted, so they run on a thread that may be left to itself.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
#if NABLA_HAS_FLINT
  import CFLINT
#endif

/// A thread that runs one operation at a time while its owner watches the clock.
///
/// An owner that wants no more goes its way at once; the operation under way ends by itself, and its result is dropped.
package final class BallWorker: @unchecked Sendable {
  // Sendable: `job`, `isDone` and `isEnded` are touched under the mutex only. One element each, freed in `deinit`.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var job: (@Sendable () -> Void)?
  private var isDone = true
  private var isEnded = false

  /// A worker; nil where the system has no thread left.
  package init?() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 8 << 20)
    let itself = Unmanaged.passRetained(self)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let status = pthread_create(&thread, &attributes, { BallWorker.start($0) }, itself.toOpaque())
    if status != 0 {
      itself.release()
      return nil
    }
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  #if canImport(Darwin)
    private static func start(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
      Unmanaged<BallWorker>.fromOpaque(argument).takeRetainedValue().work()
      return nil
    }
  #else
    private static func start(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
      if let argument { Unmanaged<BallWorker>.fromOpaque(argument).takeRetainedValue().work() }
      return nil
    }
  #endif

  private func work() {
    pthread_mutex_lock(mutex)
    while true {
      while job == nil && !isEnded { pthread_cond_wait(changed, mutex) }
      guard let next = job else { break }
      job = nil
      pthread_mutex_unlock(mutex)
      next()
      pthread_mutex_lock(mutex)
      isDone = true
      pthread_cond_broadcast(changed)
    }
    pthread_mutex_unlock(mutex)
    #if NABLA_HAS_FLINT
      // The constants that the thread has computed.
      flint_cleanup()
    #endif
  }

  /// What an operation gives. `check` is called every fiftieth of a second meanwhile; when it throws, the worker is ended.
  package func run<Result: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () -> Result, checking check: () throws(Failure) -> Void
  ) throws(Failure) -> Result {
    let box = Box<Result>()
    pthread_mutex_lock(mutex)
    isDone = false
    job = { box.value = body() }
    pthread_cond_broadcast(changed)
    while !isDone {
      var until = timespec()
      clock_gettime(CLOCK_REALTIME, &until)
      until.tv_nsec += 20_000_000
      if until.tv_nsec >= 1_000_000_000 {
        until.tv_nsec -= 1_000_000_000
        until.tv_sec += 1
      }
      pthread_cond_timedwait(changed, mutex, &until)
      if isDone { break }
      pthread_mutex_unlock(mutex)
      do throws(Failure) { try check() } catch {
        end()
        throw error
      }
      pthread_mutex_lock(mutex)
    }
    pthread_mutex_unlock(mutex)
    // Written before `isDone` was, under the same mutex.
    guard let value = box.value else { preconditionFailure("an operation that is done has a result") }
    return value
  }

  /// Lets the thread go when it has done what it is at. Nothing may be run after this.
  package func end() {
    pthread_mutex_lock(mutex)
    isEnded = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// A place for a result. Sendable: the mutex of the worker lies between writing and reading.
  private final class Box<Value>: @unchecked Sendable {
    var value: Value?
  }
}
