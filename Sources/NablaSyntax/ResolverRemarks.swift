// What is remarked on the reading of a text.

import NablaExpressions

extension Resolver {
  /// The names that an unknown function may have meant.
  func knownFunctions() -> [String] {
    Catalogue.callables.flatMap { [$0.name] + $0.aliases } + Array(context.verbs.keys) + Array(context.functions.keys)
      + Array(context.undefinedFunctions) + ["if"]
  }

  /// Whether a name is one Latin or Greek letter, subscripts aside.
  func isOneLetter(_ name: String) -> Bool {
    let stem = name.prefix { $0 != "_" }
    return stem.unicodeScalars.count == 1 || GreekLetters.names.contains(String(stem))
  }

  /// In the order of their places, ten at most.
  func notes() -> [ReadingNote] {
    var result = verbNotes + tree.notes
    var letters = Set<String>()
    for (number, name) in tree.names.enumerated() where plainPlaces[number] != nil && name.unicodeScalars.count == 1 {
      letters.insert(name)
    }
    for (number, name) in tree.names.enumerated() {
      if let note = callNote(number, name) { result.append(note) }
      if name == "E", let place = plainPlaces[number], !context.symbols.contains(name), !tree.isQuoted[number] {
        result.append(ReadingNote(message: "E was read as a symbol; Euler's number is e", range: place))
      }
      guard let plain = plainPlaces[number], name.utf8.count > 1, name.utf8.count < 7 else { continue }
      let parts = name.unicodeScalars.map { String($0) }
      guard parts.count > 1, parts.count < 4, parts.allSatisfy(letters.contains) else { continue }
      result.append(
        ReadingNote(
          message: "\(name) was read as one name; to multiply, write \(parts.joined(separator: "*"))", range: plain))
    }
    for definition in tree.definitions where abbreviations[Int(definition.name)] == false {
      result.append(
        ReadingNote(
          message: "\(tree.names[Int(definition.name)]) behind `where` is not used", range: definition.nameRange)
      )
    }
    return Array(result.sorted { $0.range.lowerBound < $1.range.lowerBound }.prefix(10))
  }

  /// On a letter applied: always where it is a symbol of the same text, else at its first use.
  private func callNote(_ number: Int, _ name: String) -> ReadingNote? {
    guard let applied = appliedPlaces[number] else { return nil }
    if plainPlaces[number] != nil {
      return ReadingNote(
        message: "\(name)(…) was read as the function \(name) applied; to multiply, write \(name)*(…)", range: applied)
    }
    guard let call = undeclaredCalls[number], !context.remarkedFunctions.contains(name) else { return nil }
    var advice = "to multiply, write \(name)*(…)"
    let arguments = tree.children(call)
    if name == "D", arguments.count > 1, let first = arguments.first, let last = arguments.last {
      let range = tree.entries[Int(first.entry)].range.lowerBound..<tree.entries[Int(last.entry)].range.upperBound
      advice = "did you mean diff(\(range.count > 60 ? "f, x" : tree.text(range)))?"
    }
    return ReadingNote(message: "\(name)(…) was read as the undefined function \(name); \(advice)", range: applied)
  }
}
