// What no output needs is left out, and what differs from point to point is found.

extension Program {
  /// Leaves out what no output needs, and finds what differs from point to point.
  mutating func sweep(_ isShared: [Bool]) {
    var isVarying = [Bool](repeating: false, count: instructions.count)
    let kept = isVarying.withUnsafeMutableBufferPointer { isVarying in
      Program.sweep(&instructions, &terms, &outputs, isShared, isVarying)
    }
    instructions.removeLast(instructions.count - kept)
    isVarying.removeLast(isVarying.count - kept)
    varies = isVarying
  }

  /// Moves what is needed to the front; returns how many instructions that is.
  private static func sweep(
    _ instructions: inout [Instruction], _ terms: inout [CombinationTerm], _ outputs: inout [Int32], _ isShared: [Bool],
    _ isVarying: UnsafeMutableBufferPointer<Bool>
  ) -> Int {
    let count = instructions.count
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { places in
      instructions.withUnsafeMutableBufferPointer { instructions in
        terms.withUnsafeMutableBufferPointer { terms in
          // In bounds: every operand and output is the place of an instruction, and combinations lie among the terms.
          places.initialize(repeating: -1)
          for output in outputs { places[Int(output)] = 0 }
          for index in (0..<count).reversed() where places[index] >= 0 {
            forEachOperand(instructions[index], terms) { places[Int($0)] = 0 }
          }
          var kept = 0
          for index in 0..<count where places[index] >= 0 {
            var instruction = instructions[index]
            var varies = false
            switch instruction.operation {
            case .constant: break
            case .input: varies = !isShared[Int(instruction.a)]
            case .combination:
              for k in Int(instruction.a)..<Int(instruction.a + instruction.b) {
                let term = terms[k].moved(places)
                terms[k] = term
                varies = varies || term.varies(isVarying)
              }
            default:
              instruction = instruction.moved(places)
              varies = instruction.varies(isVarying)
            }
            instructions[kept] = instruction
            isVarying[kept] = varies
            places[index] = Int32(truncatingIfNeeded: kept)
            kept += 1
          }
          for k in outputs.indices { outputs[k] = places[Int(outputs[k])] }
          return kept
        }
      }
    }
  }
}

/// What names up to three values by their places; those after the first may be missing.
private protocol OperandPlaces {
  var a: Int32 { get set }
  var b: Int32 { get set }
  var c: Int32 { get set }
}

extension Instruction: OperandPlaces {}
extension CombinationTerm: OperandPlaces {}

extension OperandPlaces {
  /// The same with its operands at other places.
  @inline(__always)
  fileprivate func moved(_ places: UnsafeMutableBufferPointer<Int32>) -> Self {
    var result = self
    result.a = places[Int(a)]
    if b >= 0 { result.b = places[Int(b)] }
    if c >= 0 { result.c = places[Int(c)] }
    return result
  }

  /// Whether one of its operands does.
  @inline(__always)
  fileprivate func varies(_ isVarying: UnsafeMutableBufferPointer<Bool>) -> Bool {
    isVarying[Int(a)] || b >= 0 && isVarying[Int(b)] || c >= 0 && isVarying[Int(c)]
  }
}
