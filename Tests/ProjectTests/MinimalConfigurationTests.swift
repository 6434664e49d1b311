// What must work in every configuration, also with GMP alone.

import NablaKernels
import NablaSession
import Testing

@Suite struct MinimalConfigurationTests {
  @Test func derivativesNeedNoOptionalLibrary() {
    #expect(Session().execute("diff(x^2*sin(x), x)").text == "[1] x^2*cos(x) + 2*x*sin(x)")
  }

  @Test func arbitraryPrecisionNamesItsPackage() {
    let line = Engine().answer(line: Array(#"{"op": "eval", "expr": "pi", "digits": 50}"#.utf8))
    let text = String(decoding: line, as: UTF8.self)
    #if NABLA_HAS_FLINT
      #expect(text.contains(#""value":"3.1415926535897932384626433832795028841971693993751""#))
    #else
      #expect(text.contains(#""kind":"unsupported""#))
      #expect(text.contains("libflint-arb-dev"))
    #endif
  }

  @Test func versionsAreKnownWhereLibrariesAre() {
    #if NABLA_HAS_FLINT
      #expect(Libraries.flintVersion != nil)
    #endif
  }
}
