// The versions of the optional libraries.
import NablaKernels
import Testing

@Suite struct LibrariesTests {
  @Test func versions() throws {
    #if NABLA_HAS_FLINT
      let version = try #require(Libraries.flintVersion)
      #expect(version.split(separator: ".").count >= 2 && version.first?.isNumber == true)
      if let arb = Libraries.arbVersion { #expect(arb.first?.isNumber == true) }
    #else
      #expect(Libraries.flintVersion == nil && Libraries.arbVersion == nil)
    #endif
  }
}
