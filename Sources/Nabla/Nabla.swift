// What `import Nabla` gives: expressions with their operators and literals, and the verbs as methods of `Expr`.

@_exported import NablaCalculus
@_exported import NablaChecking
@_exported import NablaDescent
@_exported import NablaEvaluation
@_exported import NablaExpressions
@_exported import NablaNumbers
@_exported import NablaSyntax
@_exported import NablaTypesetting
@_exported import RealModule
