import { hash } from 'node:crypto'
import { type ObjectSet, setLine, type VerdictRequest } from './protocol.ts'
import { requestKey } from './request-key.ts'

/** Requests about sets with the same objects, each once. */
export interface DistinctRequests {
  readonly set: ObjectSet
  readonly requests: readonly VerdictRequest[]
  /** Which answers are whose: the index of the question, of its request, and of the request in `requests`. */
  readonly used: readonly { readonly question: number; readonly request: number; readonly at: number }[]
}

/**
 * The requests of questions, grouped by the content of their sets. Environments have many objects in common, and the server answers
 * the same about them.
 *
 * @param missing the indexes of the requests without an answer, by question
 */
export function distinctRequests(
  questions: readonly { readonly set: ObjectSet; readonly requests: readonly VerdictRequest[] }[],
  missing: readonly (readonly number[])[],
): readonly DistinctRequests[] {
  const groups = new Map<string, Group>()
  for (const [question, { set, requests }] of questions.entries()) {
    if (missing[question]!.length === 0) continue
    const group = groupFor(groups, set)
    for (const request of missing[question]!)
      group.used.push({ question, request, at: indexIn(group, requests[request]!) })
  }
  return [...groups.values()]
}

interface Group {
  readonly set: ObjectSet
  readonly requests: VerdictRequest[]
  readonly used: { question: number; request: number; at: number }[]
  readonly indexes: Map<string, number>
}

function groupFor(groups: Map<string, Group>, set: ObjectSet): Group {
  const key = hash('sha256', setLine({ ...set, name: '' }))
  let group = groups.get(key)
  if (group === undefined) {
    group = { set, requests: [], used: [], indexes: new Map() }
    groups.set(key, group)
  }
  return group
}

function indexIn({ requests, indexes }: Group, request: VerdictRequest): number {
  const key = requestKey(request)
  const known = indexes.get(key)
  if (known !== undefined) return known
  indexes.set(key, requests.length)
  return requests.push(request) - 1
}
