// Every verb has a page that says how it is written in the language, in a shell and in the line protocol.

import Nabla
import Testing

@Suite struct VerbPageTests {
  @Test func everyVerbHasAPage() throws {
    #expect(Verbs.all.count > 10)
    for verb in Verbs.all {
      let page = try ProjectFiles.text("Documentation/\(verb.page).md")
      if !verb.calls.isEmpty { #expect(page.contains("`\(verb.name)("), "\(verb.page): \(verb.name)") }
      if verb.shell != nil { #expect(page.contains("nabla \(verb.name) "), "\(verb.page): nabla \(verb.name)") }
      #expect(page.contains("`\(verb.operation)`"), "\(verb.page): op \(verb.operation)")
    }
  }

  @Test func namesAndOperationsDiffer() {
    #expect(Set(Verbs.all.map { $0.name }).count == Verbs.all.count)
    #expect(Set(Verbs.all.map { $0.operation }).count == Verbs.all.count)
    for verb in Verbs.all {
      #expect(!verb.summary.isEmpty && !verb.parameters.isEmpty)
      // What can be typed can be asked about, and its help shows it at work.
      if !verb.calls.isEmpty || verb.command != nil { #expect(!verb.examples.isEmpty, "\(verb.name)") }
    }
  }
}
