// The order of names: symbols among factors as they first appeared, else by the alphabet, functions by their families.

import NablaContainers

/// Ranks of the symbols and functions that occur in a display.
struct DisplayNames {
  private var symbolRanks: [NodeID: Int32] = [:]
  private var alphabetRanks: [NodeID: Int32] = [:]
  /// Whether factors stand in another order than that of the alphabet.
  private(set) var reorders = false
  /// By function of the catalogue.
  private var callRanks: [Int32] = []
  private var familyRanks: [Int32] = []
  private var applicationRanks: [NodeID: Int32] = [:]
  private(set) var exponential: Int32 = 0
  private(set) var squareRoot: Int32 = 0
  private(set) var branch: Int32 = 0

  /// Names in the order of a dictionary: numbers in them by value, capitals before the same small letter.
  static func isBefore(_ a: String, _ b: String) -> Bool {
    let (x, y) = (a.lowercased(), b.lowercased())
    return x == y ? a < b : NaturalOrder.isBefore(x, y)
  }

  /// n log n in the names, linear in the nodes.
  init(_ graph: DisplayGraph, _ roots: [NodeID], places: [String: Int]) {
    let store = graph.store
    var symbols = Set<NodeID>()
    var applications = Set<NodeID>()
    for root in roots where root.isSymbol { symbols.insert(root) }
    for (rank, id) in graph.nodes.ids.enumerated() {
      graph.forEachOperand(id) { operand, _ in if operand.isSymbol { symbols.insert(operand) } }
      if graph.isShown[rank], store.isOperation(id, .application) || store.isOperation(id, .declared) {
        applications.insert(store.operands(id)[0])
      }
    }
    func sorted(_ ids: Set<NodeID>) -> [(id: NodeID, name: String)] {
      ids.map { ($0, NameTable.shared.name(of: $0)) }.sorted { DisplayNames.isBefore($0.1, $1.1) }
    }
    let byName = sorted(symbols)
    let known = byName.filter { places[$0.name] != nil }.sorted { (places[$0.name] ?? 0) < (places[$1.name] ?? 0) }
    for (id, _) in byName { alphabetRanks[id] = Int32(alphabetRanks.count) }
    reorders = known.count > 1
    if reorders {
      for (id, _) in known + byName.filter({ places[$0.name] == nil }) { symbolRanks[id] = Int32(symbolRanks.count) }
    } else {
      symbolRanks = alphabetRanks
    }

    // Function names, those of the catalogue among those of applications.
    let named = sorted(applications)
    var all = Set(named.map(\.name))
    all.formUnion(Catalogue.all.map(\.name))
    all.formUnion(["exp", "sqrt", "if"])
    var ranks: [String: Int32] = [:]
    for (rank, name) in all.sorted(by: DisplayNames.isBefore).enumerated() { ranks[name] = Int32(rank) }
    for (id, name) in named { applicationRanks[id] = ranks[name] ?? 0 }
    callRanks = FunctionID.allCases.map { ranks[Catalogue.row($0).name] ?? 0 }
    familyRanks = FunctionID.allCases.map { ranks[DisplayNames.family($0)] ?? 0 }
    exponential = ranks["exp"] ?? 0
    squareRoot = ranks["sqrt"] ?? 0
    branch = ranks["if"] ?? 0
  }

  /// Functions that are written by their arguments: sin x cos y beside cos x sin y.
  private static func family(_ function: FunctionID) -> String {
    Catalogue.row(Catalogue.row(function).family).name
  }

  /// Whether a symbol of a name occurs.
  func has(_ name: String) -> Bool { NameTable.shared.intern(name).map { symbolRanks[$0] != nil } ?? false }

  /// The place among factors.
  func symbol(_ id: NodeID) -> Int32 { symbolRanks[id] ?? 0 }
  /// The place by the alphabet, in which terms and arguments stand.
  func alphabet(_ id: NodeID) -> Int32 { alphabetRanks[id] ?? 0 }
  func call(_ function: UInt16) -> Int32 { callRanks[Int(function)] }
  func family(_ function: UInt16) -> Int32 { familyRanks[Int(function)] }
  func application(_ name: NodeID) -> Int32 { applicationRanks[name] ?? 0 }
}
