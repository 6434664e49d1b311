// A program at one point: in arrays, spans and buffers of the caller, and as a function.

import NablaContainers
import NablaExpressions

extension CompiledFunction {
  /// The outputs at one point. Throws `request` for another number of values than inputs. Linear in the operations.
  public func values(at point: [Scalar]) throws(NablaError) -> [Scalar] {
    guard point.count == inputs.count else { throw wrongNumber(point.count) }
    let room = pointProgram.takeRoom()
    defer { pointProgram.giveBack(room) }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: inputs.count + outputCount + 1) { numbers in
      let (x, y) = split(numbers)
      for k in 0..<point.count { x[k] = Double(point[k]) }
      room.run(UnsafeBufferPointer(x), y)
      return y.map { Scalar.narrowed($0) }
    }
  }

  /// The first output at one point: f([2, 3]). NaN where it has no value. As many values as inputs, else a stop with a message.
  public func callAsFunction(_ point: [Scalar]) -> Scalar {
    point.withUnsafeBufferPointer { first($0) }
  }

  /// The first output of a function of one input: f(2).
  public func callAsFunction(_ x: Scalar) -> Scalar {
    withUnsafePointer(to: x) { first(UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// The first output of a function of two inputs: f(2, 3).
  public func callAsFunction(_ x: Scalar, _ y: Scalar) -> Scalar {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 2) { point in
      (point[0], point[1]) = (x, y)
      return first(UnsafeBufferPointer(point))
    }
  }

  /// The first output of a function of any number of inputs: f(1, 2, 3, 4).
  public func callAsFunction(_ x: Scalar, _ y: Scalar, _ z: Scalar, _ more: Scalar...) -> Scalar {
    callAsFunction([x, y, z] + more)
  }

  /// The first output of a function without inputs.
  public func callAsFunction() -> Scalar { callAsFunction([]) }

  private func first(_ point: UnsafeBufferPointer<Scalar>) -> Scalar {
    // Not a precondition, whose message is lost in optimised builds.
    if point.count != inputs.count { fatalError("\(inputs.count) values are expected, not \(point.count)") }
    if outputCount == 0 { fatalError("this function has no outputs") }
    let room = pointProgram.takeRoom()
    defer { pointProgram.giveBack(room) }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: inputs.count + outputCount + 1) { numbers in
      let (x, y) = split(numbers)
      for k in 0..<point.count { x[k] = Double(point[k]) }
      room.run(UnsafeBufferPointer(x), y)
      return Scalar.narrowed(y[0])
    }
  }

  /// Room for the inputs, and behind it for the outputs.
  private func split(
    _ numbers: UnsafeMutableBufferPointer<Double>
  ) -> (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) {
    // In bounds: there is a place for every input and every output.
    (
      UnsafeMutableBufferPointer(rebasing: numbers[..<inputs.count]),
      UnsafeMutableBufferPointer(rebasing: numbers[inputs.count..<(inputs.count + outputCount)])
    )
  }

  private func wrongNumber(_ count: Int) -> NablaError {
    NablaError(.request, "\(inputs.count) values are expected, not \(count)")
  }

  // MARK: Without allocation

  /// Room for the values of one point. One a thread.
  public typealias Workspace = PointWorkspace

  /// Room for `evaluate(at:into:with:)`.
  public func makeWorkspace() -> Workspace { PointWorkspace(pointProgram) }

  /// The outputs at one point, written where the caller wants them, without allocation.
  ///
  /// Throws `request` where `point` or `outputs` are shorter than inputs or outputs, and for the workspace of another function.
  public func evaluate(
    at point: UnsafeBufferPointer<Double>, into outputs: UnsafeMutableBufferPointer<Double>, with workspace: Workspace
  ) throws(NablaError) {
    guard point.count >= inputs.count else { throw wrongNumber(point.count) }
    guard outputs.count >= outputCount else {
      throw NablaError(.request, "room for \(outputCount) outputs is needed, not \(outputs.count)")
    }
    guard workspace.program === pointProgram else {
      throw NablaError(.request, "this workspace belongs to another function; make one with makeWorkspace()")
    }
    workspace.room.run(point, outputs)
  }

  /// The same in spans.
  public func evaluate(
    at point: Span<Double>, into outputs: inout MutableSpan<Double>, with workspace: Workspace
  ) throws(NablaError) {
    var failure: NablaError?
    point.withUnsafeBufferPointer { x in
      outputs.withUnsafeMutableBufferPointer { y in
        do throws(NablaError) { try evaluate(at: x, into: y, with: workspace) } catch { failure = error }
      }
    }
    if let failure { throw failure }
  }
}

extension CompiledFunction where Scalar == Float {
  /// The outputs at one point in double precision, in which single points are computed in any case.
  @_disfavoredOverload
  public func values(at point: [Double]) throws(NablaError) -> [Double] {
    guard point.count == inputs.count else { throw wrongNumber(point.count) }
    let room = pointProgram.takeRoom()
    defer { pointProgram.giveBack(room) }
    var result = [Double](repeating: 0, count: outputCount)
    point.withUnsafeBufferPointer { x in result.withUnsafeMutableBufferPointer { room.run(x, $0) } }
    return result
  }

  /// The first output in double precision.
  @_disfavoredOverload
  public func callAsFunction(_ point: Double...) -> Double {
    if point.count != inputs.count { fatalError("\(inputs.count) values are expected, not \(point.count)") }
    if outputCount == 0 { fatalError("this function has no outputs") }
    guard let first = try? values(at: point) as [Double] else { return .nan }
    return first[0]
  }
}

extension BlockScalar {
  /// A double as a number of this kind: NaN where it is beyond its range.
  @inline(__always)
  fileprivate static func narrowed(_ value: Double) -> Self {
    let number = Self(value)
    return number.isInfinite ? .nan : number
  }
}

/// Room for the values of one point. One a thread.
public final class PointWorkspace {
  fileprivate let program: PointProgram
  fileprivate let room: PointRoom

  fileprivate init(_ program: PointProgram) {
    self.program = program
    room = PointRoom(program.machine)
  }
}

/// A machine and the room for its values.
final class PointRoom {
  private let machine: PointMachine
  private let values: UnsafeMutablePointer<Double>

  init(_ machine: PointMachine) {
    self.machine = machine
    values = machine.makeValues()
  }

  deinit { values.deallocate() }

  func run(_ x: UnsafeBufferPointer<Double>, _ y: UnsafeMutableBufferPointer<Double>) {
    // Where there are no inputs nothing is read.
    machine.run(x.baseAddress ?? UnsafePointer(values), values, y.baseAddress)
  }
}

/// A program for single points, whose machine is made when the first is asked for.
final class PointProgram: Sendable {
  let program: Program
  private let made = Locked<PointMachine?>(nil)
  private let spare = Locked(Spare())

  /// Rooms that calls have given back for the next ones: a few, since each is as large as the program.
  private struct Spare: @unchecked Sendable {
    // Sendable: a room is in the list or with the one call that took it.
    static let most = 8
    var rooms: [PointRoom] = []
  }

  init(_ program: Program) { self.program = program }

  var machine: PointMachine {
    made.withLock { made in
      if let made { return made }
      let machine = PointMachine(program)
      made = machine
      return machine
    }
  }

  /// Room for one call, which gives it back.
  func takeRoom() -> PointRoom { spare.withLock { $0.rooms.popLast() } ?? PointRoom(machine) }

  func giveBack(_ room: PointRoom) {
    spare.withLock { if $0.rooms.count < Spare.most { $0.rooms.append(room) } }
  }
}
