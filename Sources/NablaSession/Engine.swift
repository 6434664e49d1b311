// Carries out requests: what `nabla batch` and the subcommands share.

import Nabla
import NablaExpressions
import NablaSyntax

/// Answers requests, one store a request.
public struct Engine: Sendable {
  /// Polled while a request is computed; true ends it.
  public var isInterrupted: (@Sendable () -> Bool)?

  /// An engine.
  public init(isInterrupted: (@Sendable () -> Bool)? = nil) { self.isInterrupted = isInterrupted }

  /// The answer to a request; errors are part of it.
  public func answer(_ request: Request) -> Answer { within(request) { computed(request) } }

  /// The answer to a request as a line of JSON.
  public func line(_ request: Request) -> [UInt8] { lineAndAnswer(request).line }

  /// The answering line to a line of input.
  public func answer(line: [UInt8]) -> [UInt8] {
    var answer = Answer()
    do {
      let value = try JSONValue.parse(line)
      answer.id = RequestReader.id(of: value)
      do throws(NablaError) {
        var request = try RequestReader.read(value)
        request.id = answer.id
        return self.line(request)
      } catch {
        answer.error = error
      }
    } catch {
      answer.error = NablaError(.request, error.message, range: error.offset..<(error.offset + error.length))
    }
    return AnswerWriter.line(answer, [])
  }

  /// The answering line to a line too long to be read.
  public func line(tooLong length: Int) -> [UInt8] {
    var answer = Answer()
    answer.error = NablaError(.request, "the line has \(length) bytes, which is more than a request may have")
    return AnswerWriter.line(answer, [])
  }

  /// The answer and its line; the limits hold for both together.
  func lineAndAnswer(_ request: Request) -> (line: [UInt8], answer: Answer) {
    within(request) {
      let answer = computed(request)
      return (AnswerWriter.line(answer, request.forms), answer)
    }
  }

  /// Does something under the limits of a request.
  func within<Result>(_ request: Request, _ body: () -> Result) -> Result {
    var limits = request.limits
    limits.isInterrupted = isInterrupted
    return Limits.$current.withValue(limits.counting()) {
      NameText.$unquoted.withValue(Set(request.symbols + request.functions), operation: body)
    }
  }

  /// The answer under the limits of the task.
  func computed(_ request: Request) -> Answer {
    let start = ContinuousClock.now
    var answer = Answer()
    answer.id = request.id
    answer.declaredNames = Set(request.symbols + request.functions)
    do throws(NablaError) {
      var work = Work(request)
      try work.run(&answer)
    } catch {
      answer.error = error
    }
    let elapsed = ContinuousClock.now - start
    let (seconds, attoseconds) = elapsed.components
    answer.milliseconds = Double(seconds) * 1e3 + Double(attoseconds) / 1e15
    return answer
  }
}

extension Expr {
  /// Whether this is a truth value rather than a number.
  package var isRelation: Bool {
    if case .relation = kind { return true }
    return false
  }
}

extension Expr {
  /// Whether this is an equation.
  package var isEquation: Bool { node.isStored && store.isOperation(node, .equal) }
}

extension Answer {
  /// What a check found, in words.
  public var reportText: String? { report?.text() }
  /// Whether a check found a wrong derivative.
  public var reportDisagrees: Bool { report?.verdict == .disagrees }
}
