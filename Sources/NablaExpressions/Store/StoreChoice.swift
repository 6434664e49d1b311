// Which store expressions are built in, and getting rid of what is no longer used.

extension Store {
  /// The store of the running task, in which its expressions are built; nil is the one of the process.
  ///
  /// A store is locked while a verb builds in it, so work that takes long beside other work belongs in one of its own.
  @TaskLocal public static var current: Store?

  /// Runs work whose expressions are built in a store: `try Store.with(Store()) { … }`.
  ///
  /// Expressions that live in another store stay there; an operator builds in the store of its left operand. Throws what the
  /// work throws, with its type.
  public static func with<Result, Failure: Error>(
    _ store: Store, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let result: Swift.Result<Result, Failure> = $current.withValue(store) {
      do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// The same for work that waits.
  public static func with<Result, Failure: Error>(
    _ store: Store, isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let result: Swift.Result<Result, Failure> = await $current.withValue(store) {
      do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
    }
    return try result.get()
  }
}

extension Expr {
  /// The symbol of a name as an expression of a given store, in which what is built from it then lives.
  public static func symbol(_ name: String, in store: Store) -> Expr { Expr(in: store, symbol(name).node) }

  /// Copies expressions into a store: what they have in common they share there too. Linear in the nodes.
  ///
  /// A store never shrinks while an expression lives in it. Where a long-lived expression has left much behind, copy what is
  /// still needed into a new store and let go of the old: `(f, g) = …copies(of: [f, g], in: Store())`.
  public static func copies(of expressions: [Expr], in store: Store = Store()) -> [Expr] {
    let copied = store.construct { builder in
      expressions.map { expression in
        let (node, condition) = builder.adopt(expression)
        return (node, condition)
      }
    }
    return copied.map { Expr(store: store, node: $0.0, condition: $0.1) }
  }

  /// The expression copied into a store. Linear in the nodes.
  public func copy(in store: Store = Store()) -> Expr { Expr.copies(of: [self], in: store)[0] }
}
