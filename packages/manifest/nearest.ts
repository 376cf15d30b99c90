/** Candidates that are compared: a suggestion is not worth more time. */
const mostCandidates = 1000

/**
 * The candidate that is most similar to `word`, for "did you mean"; undefined if none is similar. Similar words differ only in
 * case, by a few typing errors (a third of the word, at least 2), or are a part of the other (`store` of `thanos-store`). Of
 * equally similar candidates the first is chosen. Only the first 1000 candidates are compared.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase()
  const cutoff = Math.max(2, Math.floor(word.length / 3))
  let best: string | undefined
  let bestCost = Infinity
  let compared = 0
  for (const candidate of candidates) {
    if (compared++ === mostCandidates) break
    const cost = costOf(lower, candidate.toLowerCase(), cutoff) + (candidate === word ? 0 : 0.1)
    if (cost < bestCost) {
      best = candidate
      bestCost = cost
    }
  }
  return best
}

function costOf(word: string, candidate: string, cutoff: number): number {
  const difference = Math.abs(word.length - candidate.length)
  if (difference <= cutoff) {
    const errors = typingErrors(word, candidate, cutoff)
    // Two errors in a word of two letters leave nothing in common.
    if (errors <= cutoff && errors < Math.min(word.length, candidate.length)) return errors
  }
  const [short, long] = word.length < candidate.length ? [word, candidate] : [candidate, word]
  // A part below three letters is no evidence: `a` is in most words. Parts rank after all typing errors.
  if (short.length < 3 || !long.includes(short)) return Infinity
  return cutoff + (long.startsWith(short) ? 1 : 2) + difference / 1000
}

/** Letters inserted, removed, replaced, or swapped with their neighbour: the Damerau-Levenshtein distance. Infinity if it is above `most`. */
function typingErrors(a: string, b: string, most: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = last[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1)
      let errors = Math.min(replaced, last[column]! + 1, current[column - 1]! + 1)
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) errors = Math.min(errors, beforeLast[column - 2]! + 1)
      current.push(errors)
    }
    // A swap continues from the row before the last one.
    if (Math.min(...current) > most && Math.min(...last) > most) return Infinity
    beforeLast = last
    last = current
  }
  return last[b.length]!
}
