// Which optional C libraries this build has.
#if NABLA_HAS_FLINT
  import CFLINT
#endif

/// The optional C libraries that this build was made with.
public enum Libraries {
  /// The version of FLINT, such as "2.9.0", or nil in a build without FLINT.
  public static var flintVersion: String? {
    #if NABLA_HAS_FLINT
      // The C function returns a string literal, terminated and never freed.
      return String(cString: nabla_flint_version())
    #else
      return nil
    #endif
  }

  /// The version of Arb where it is a library of its own; nil if it is part of FLINT, or absent.
  public static var arbVersion: String? {
    #if NABLA_HAS_FLINT
      // The C function returns a string literal, terminated and never freed, or no pointer.
      return nabla_arb_version().map { String(cString: $0) }
    #else
      return nil
    #endif
  }
}
