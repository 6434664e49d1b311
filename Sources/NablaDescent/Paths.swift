// Paths of the chain rule from a variable up to the loss, and the links on them that are to blame.

import NablaExpressions

/// What stands between a variable and the loss where its slope is 0.
struct Blame {
  /// Links with the slope 0 here, at which every path ends.
  var zeros: [Int] = []
  /// Links whose slope is 0 for all inputs.
  var dead: [Int] = []
  /// A place at which contributions that are not 0 cancel.
  var cancellation: Int?
}

extension ChainGraph {
  /// The links from the loss down to a place, by the largest contribution at every node; where all are 0, towards the link
  /// that makes them so.
  func path(to place: Int) -> [Int] {
    var path: [Int] = []
    var place = place
    let top = self.place(root)
    while place != top {
      var best: (link: Int, size: ScaledNumber, score: Int)?
      for link in incoming(place) {
        let rank = rank(ofLink: link)
        guard isLinked[rank] else { continue }
        let size = contribution(link)?.magnitude ?? .zero
        // A link that leads on counts more than one that is 0 for all inputs.
        let score = (isDead(link) ? 0 : 2) + (adjoints[rank].isZero ? 0 : 1)
        guard let old = best else {
          best = (link, size, score)
          continue
        }
        if old.size < size || (size.isZero && old.size.isZero && score > old.score) { best = (link, size, score) }
      }
      guard let best else { return path.reversed() }
      path.append(best.link)
      place = rank(ofLink: best.link)
    }
    return path.reversed()
  }

  /// All links between the loss and a place.
  func linksAbove(_ place: Int, atMost limit: Int = 1_000_000) -> [Int] {
    var found: [Int] = []
    var seen: Set<Int> = [place]
    var stack = [place]
    while let place = stack.popLast(), found.count < limit {
      for link in incoming(place) {
        found.append(link)
        let rank = rank(ofLink: link)
        if seen.insert(rank).inserted { stack.append(rank) }
      }
    }
    return found
  }

  /// The links with slopes that are 0 for all inputs between the loss and a place that no other links reach.
  func deadEnds(above place: Int, atMost limit: Int = 10_000) -> [Int] {
    var found: [Int] = []
    var seen: Set<Int> = [place]
    var stack = [place]
    var count = 0
    while let place = stack.popLast() {
      for link in incoming(place) {
        let rank = rank(ofLink: link)
        count += 1
        if count > limit { return found }
        if isDead(link) && isLinked[rank] {
          found.append(link)
        } else if !isLinked[rank], seen.insert(rank).inserted {
          stack.append(rank)
        }
      }
    }
    return found
  }

  /// Why nothing arrives at a place: looks upwards until a slope of 0 or a cancellation is found on every path, up to a
  /// number of links.
  func blame(_ place: Int, atMost limit: Int = 10_000) -> Blame {
    var blame = Blame()
    var seen: Set<Int> = [place]
    var stack = [place]
    var count = 0
    while let place = stack.popLast() {
      var isCancelled = false
      for link in incoming(place) {
        let rank = rank(ofLink: link)
        guard isLinked[rank] else { continue }
        count += 1
        if count > limit { return blame }
        if isDead(link) {
          blame.dead.append(link)
        } else if let factor = factors[link], factor.isZero {
          blame.zeros.append(link)
        } else if adjoints[rank].isZero {
          if seen.insert(rank).inserted { stack.append(rank) }
        } else if factors[link] != nil {
          isCancelled = true
        }
      }
      if isCancelled { blame.cancellation = blame.cancellation ?? place }
    }
    return blame
  }
}
