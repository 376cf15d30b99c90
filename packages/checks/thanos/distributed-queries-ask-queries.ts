import { lastUse, type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { type Connection, connectionsIn } from './connections.ts'

export const distributedQueriesAskQueries: Check = {
  name: 'distributed-queries-ask-queries',
  question: 'data',
  severity: 'error',
  why: 'With --query.mode=distributed, a query divides each query between those of its endpoints that are queries. Series of its other endpoints are missing in most responses, without an error.',
  remedy: 'Make a query in local mode the endpoint of the store, and that query an endpoint of the distributed one.',
  source: 'https://thanos.io/tip/components/query.md/#query-api-overview',
  *run(context) {
    const connections = Map.groupBy(connectionsIn(context), ({ client }) => client)
    for (const query of thanosPrograms(context, 'query').filter(isDistributed))
      yield* problemsOf(query, connections.get(query) ?? [])
  },
}

const isDistributed = (query: Program): boolean => lastUse(query, 'query.mode')?.value === 'distributed'

function* problemsOf(query: Program, connections: readonly Connection[]): Iterable<Problem> {
  const engine = lastUse(query, 'query.promql-engine')
  if (engine?.value === 'prometheus')
    yield {
      ...flagPlace(query, engine),
      message: 'the engine of a query in distributed mode is always that of Thanos.',
      remedy: 'Remove the flag, or set it to thanos.',
      severity: 'warning',
    }
  for (const { server, text, place } of connections)
    if (server.command !== 'query')
      yield {
        ...place,
        message: `${text} is a ${programTitle(server)}, which the query ${query.container.workload.name} does not ask in distributed mode.`,
      }
}
