// What could stand in place of a word that was begun.

import Nabla

extension Session {
  /// The names that begin with what stands before the cursor.
  public func completions(before cursor: String) -> [String] {
    let word = String(cursor.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    guard !word.isEmpty else { return [] }
    let before = cursor.dropLast(word.count).drop(while: \.isWhitespace)
    // Behind `help` and `?` stands a name alone; behind `forget` one of the session's.
    let command = before.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    let asksForHelp = before.hasPrefix("?") || command == "help"
    let call = asksForHelp || command == "forget" ? "" : "("
    let values = context.values.keys.filter { !$0.hasPrefix("%") }
    var names = (Array(context.functions.keys) + Array(context.undefinedFunctions)).map { $0 + call } + values
    if command != "forget" {
      names += (Catalogue.callables.map(\.name) + Verbs.names + ["if"]).map { $0 + call }
    }
    let commands = Session.commands.map(\.name)
    if before.isEmpty { names += commands.map { $0 + " " } }
    if asksForHelp { names += commands + Array(Help.topics.keys) }
    return Set(names).filter { $0.hasPrefix(word) }.sorted()
  }
}
