// CPU time of the working thread, and rows of JSON.

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

enum Measurement {
  static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  static var peakMegabytes: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss / 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss / 1024 / 1024
    #endif
  }

  /// Minimum and median seconds of up to nine runs, one if it takes over three seconds; `prepare` is not timed.
  static func run<Input, Output>(
    _ prepare: () throws -> Input, _ body: (Input) throws -> Output
  ) rethrows -> (minimum: Double, median: Double, result: Output) {
    var times: [Double] = []
    var last: Output?
    let deadline = cpuSeconds() + 6
    while true {
      let input = try prepare()
      let start = cpuSeconds()
      last = try body(input)
      times.append(cpuSeconds() - start)
      if times[0] > 3 || times.count >= 9 || (cpuSeconds() > deadline && times.count >= 2) { break }
    }
    guard let last else { preconditionFailure("nothing ran") }
    times.sort()
    return (times[0], times[times.count / 2], last)
  }

  static func emit(_ row: [(String, String)]) {
    print("{" + row.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
    fflush(nil)
  }
}
