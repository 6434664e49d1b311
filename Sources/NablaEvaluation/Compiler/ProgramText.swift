// Programs as a person reads them.

import NablaKernels

extension Program: CustomStringConvertible {
  /// The program with its inputs numbered.
  var description: String { text { "input\($0 + 1)" } }

  /// One line an instruction, such as `t3 = x*t1 + t2`, and at last the outputs. Two functions that are computed together
  /// are one line, and `once` stands before what is the same at every point.
  func text(inputName: (Int) -> String) -> String {
    let names = names(inputName)
    func named(_ operands: Int32...) -> [String] { operands.compactMap { $0 < 0 ? nil : names[Int($0)] } }
    func call(_ instruction: Instruction, _ operands: [String]) -> String {
      functions[Int(instruction.function)].text(operands)
    }
    var seconds: [Int32: Int] = [:]
    for (place, instruction) in instructions.enumerated() where instruction.operation == .second {
      seconds[instruction.a] = place
    }
    var lines: [String] = []
    for (place, instruction) in instructions.enumerated() {
      let operands = named(instruction.a, instruction.b, instruction.c)
      var name = names[place]
      let value: String
      switch instruction.operation {
      case .constant, .input, .second: continue
      case .unary: value = call(instruction, operands)
      case .binary: value = call(instruction, operands)
      case .pair:
        let second = seconds[Int32(truncatingIfNeeded: place)]
        name += second.map { ", \(names[$0])" } ?? ""
        value = call(instruction, operands) + (second.map { ", \(call(instructions[$0], operands))" } ?? "")
      case .combination:
        var sum = ""
        for term in terms[Int(instruction.a)..<Int(instruction.a + instruction.b)] {
          let product = named(term.a, term.b, term.c).joined(separator: "*")
          sum += (sum.isEmpty ? term.isNegative ? "-" : "" : term.isNegative ? " - " : " + ") + product
        }
        value = sum
      default: value = instruction.operation.arithmetic.map { Program.text($0.text, operands) } ?? ""
      }
      lines.append("\(varies[place] ? "" : "once ")\(name) = \(value)")
    }
    lines.append("outputs: " + outputs.map { names[Int($0)] }.joined(separator: ", "))
    return lines.joined(separator: "\n")
  }

  /// Numbers and inputs as they are, everything else counted.
  private func names(_ inputName: (Int) -> String) -> [String] {
    var count = 0
    return instructions.map { instruction in
      switch instruction.operation {
      case .constant:
        let number = "\(constants[Int(instruction.a)])"
        let short = number.hasSuffix(".0") ? String(number.dropLast(2)) : number
        return short.hasPrefix("-") ? "(\(short))" : short
      case .input: return inputName(Int(instruction.a))
      default:
        count += 1
        return "t\(count)"
      }
    }
  }

  /// The text of an operation with its operands in the places of a, b and c.
  private static func text(_ text: String, _ operands: [String]) -> String {
    let letters = Array(text)
    var result = ""
    for (k, letter) in letters.enumerated() {
      // A letter by itself: that of `max` is none.
      let isAlone = !(k > 0 && letters[k - 1].isLetter) && !(k + 1 < letters.count && letters[k + 1].isLetter)
      let place = isAlone ? ["a", "b", "c"].firstIndex(of: letter) : nil
      if let place, place < operands.count { result += operands[place] } else { result.append(letter) }
    }
    return result
  }

  /// How often each kind of fusion was made.
  var fusions: [String: Int] {
    var counts: [String: Int] = [:]
    for instruction in instructions {
      switch instruction.operation {
      case .multiplyAdd, .subtractProduct, .multiplySubtract, .multiplyThree, .addThree:
        counts[instruction.operation.arithmetic?.text ?? "", default: 0] += 1
      case .combination: counts["sum of products", default: 0] += 1
      case .pair: counts[functions[Int(instruction.function)].pairName, default: 0] += 1
      default: break
      }
    }
    return counts
  }
}

extension KernelCall {
  /// The call on some operands: log1p(x), x^(2/3).
  fileprivate func text(_ operands: [String]) -> String {
    if kernel == .rationalPower { return "\(operands.first ?? "")^(\(numerator)/\(denominator))" }
    return "\(kernel.row.name)(\(operands.joined(separator: ", ")))"
  }
}
