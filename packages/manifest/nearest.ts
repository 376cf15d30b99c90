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
    const cost = costOf(lower, candidate.toLowerCase(), cutoff, bestCost) + (candidate === word ? 0 : 0.1)
    if (cost < bestCost) {
      best = candidate
      bestCost = cost
    }
  }
  return best
}

/** @param limit a cost that is not below it can be any number that is not below it */
function costOf(word: string, candidate: string, cutoff: number, limit: number): number {
  const difference = Math.abs(word.length - candidate.length)
  const most = Math.min(cutoff, Math.ceil(limit) - 1)
  if (difference <= most) {
    const errors = typingErrors(word, candidate, most)
    // Two errors in a word of two letters leave nothing in common.
    if (errors <= most && errors < Math.min(word.length, candidate.length)) return errors
  }
  if (limit <= cutoff) return Infinity
  const [short, long] = word.length < candidate.length ? [word, candidate] : [candidate, word]
  // A part below three letters is no evidence: `a` is in most words. Parts rank after all typing errors.
  if (short.length < 3 || !long.includes(short)) return Infinity
  return cutoff + (long.startsWith(short) ? 1 : 2) + difference / 1000
}

/** Letters inserted, removed, replaced, or swapped with their neighbour: the Damerau-Levenshtein distance. Infinity if it is above `most`. */
function typingErrors(first: string, second: string, most: number): number {
  if (most === 0) return first === second ? 0 : Infinity
  let start = 0
  while (start < first.length && first.charCodeAt(start) === second.charCodeAt(start)) start++
  let [endA, endB] = [first.length, second.length]
  while (endA > start && endB > start && first.charCodeAt(endA - 1) === second.charCodeAt(endB - 1)) {
    endA--
    endB--
  }
  return distance(first.slice(start, endA), second.slice(start, endB), most)
}

/** The last three rows of the table of distances, which all calls share. */
let rows: [Uint16Array, Uint16Array, Uint16Array] = [new Uint16Array(0), new Uint16Array(0), new Uint16Array(0)]

function distance(a: string, b: string, most: number): number {
  if (a === '' || b === '') return a.length + b.length
  if (rows[0].length <= b.length) rows = [0, 1, 2].map(() => new Uint16Array(2 * b.length + 1)) as typeof rows
  let [beforeLast, last, current] = rows
  for (let column = 0; column <= b.length; column++) last[column] = column
  let leastOfLast = 0
  for (let row = 1; row <= a.length; row++) {
    const least = fillRow(a, b, row, [beforeLast, last, current])
    // A swap continues from the row before the last one.
    if (least > most && leastOfLast > most) return Infinity
    leastOfLast = least
    ;[beforeLast, last, current] = [last, current, beforeLast]
  }
  return last[b.length]!
}

/** Fills a row from the two before it. Returns its least value. */
function fillRow(a: string, b: string, row: number, [beforeLast, last, current]: typeof rows): number {
  let least = row
  current[0] = row
  for (let column = 1; column <= b.length; column++) {
    let errors = last[column - 1]! + (a.charCodeAt(row - 1) === b.charCodeAt(column - 1) ? 0 : 1)
    if (last[column]! + 1 < errors) errors = last[column]! + 1
    if (current[column - 1]! + 1 < errors) errors = current[column - 1]! + 1
    if (isSwapped(a, b, row, column) && beforeLast[column - 2]! + 1 < errors) errors = beforeLast[column - 2]! + 1
    current[column] = errors
    if (errors < least) least = errors
  }
  return least
}

/** Whether the letters before two positions are swapped with the letters before them. */
const isSwapped = (a: string, b: string, row: number, column: number): boolean =>
  row > 1 &&
  column > 1 &&
  a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
  a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
