import type { Program } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { thanosPrograms } from './components.ts'
import { type Connection, connectionsIn } from './connections.ts'

export const queriesHaveNoCircle: Check = {
  name: 'queries-have-no-circle',
  question: 'addresses',
  severity: 'error',
  why: 'A query that is an endpoint of itself, directly or through other queries, sends each request to itself again until it times out.',
  remedy: 'Remove the endpoint.',
  source: 'https://thanos.io/tip/components/query.md/#overview',
  *run(context) {
    const next = Map.groupBy(
      connectionsIn(context).filter(({ server }) => server.command === 'query'),
      ({ client }) => client,
    )
    for (const query of thanosPrograms(context, 'query')) yield* circlesFrom(query, next)
  },
}

function* circlesFrom(query: Program, next: ReadonlyMap<Program, readonly Connection[]>): Iterable<Problem> {
  for (const first of next.get(query) ?? []) {
    const path = pathTo(query, first.server, next)
    if (path === undefined) continue
    const names = path.map(({ container }) => container.workload.name)
    yield {
      ...first.place,
      message:
        first.server === query
          ? `${first.text} is the query ${names[0]} itself.`
          : `${first.text} leads back to ${query.container.workload.name} through ${names.slice(0, -1).join(', ')}.`,
    }
  }
}

/** The queries from one to another, both included; undefined if none leads there. */
function pathTo(
  target: Program,
  start: Program,
  next: ReadonlyMap<Program, readonly Connection[]>,
): readonly Program[] | undefined {
  const previous = new Map<Program, Program | undefined>([[start, undefined]])
  for (const program of previous.keys()) {
    if (program === target) {
      const path: Program[] = []
      for (let step: Program | undefined = program; step; step = previous.get(step)) path.unshift(step)
      return path
    }
    for (const { server } of next.get(program) ?? []) if (!previous.has(server)) previous.set(server, program)
  }
  return undefined
}
