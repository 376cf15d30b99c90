import { type FlagUse, type Program, valueOrDefault, type Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { type Connection, connectionsIn } from './connections.ts'
import { hasAllWriters, namespaceOf, replicaLabelFlags, type Writer, writersIn, writersNear } from './labels.ts'

export const queryDeduplicatesReplicas: Check = {
  name: 'query-deduplicates-replicas',
  id: 'TH010',
  question: 'data',
  severity: 'error',
  why: 'A query merges replicas by removing their replica labels. If it does not remove one of them, it returns each series once per replica. A label that no component writes merges nothing.',
  remedy: 'Set one --query.replica-label for each label that distinguishes replicas.',
  source: 'https://thanos.io/tip/components/query.md/#deduplication',
  *run(context) {
    const queries = thanosPrograms(context, 'query')
    if (queries.length === 0) return
    const byWorkload = Map.groupBy(writersIn(context), ({ program }) => program.container.workload)
    const connections = Map.groupBy(connectionsIn(context), ({ client }) => client)
    for (const query of queries) {
      const near = writersNear(context, namespaceOf(query))
      const behind = writersBehind(query, byWorkload, connections)
      yield* queryProblems(context, query, [...new Set([...near, ...behind])])
    }
  },
}

/** The writers that a query reaches through its endpoints, also through other queries. */
function writersBehind(
  query: Program,
  writers: ReadonlyMap<Workload, readonly Writer[]>,
  connections: ReadonlyMap<Program, readonly Connection[]>,
): readonly Writer[] {
  const reached = new Set([query])
  for (const program of reached) for (const { server } of connections.get(program) ?? []) reached.add(server)
  const workloads = new Set([...reached].map(({ container }) => container.workload))
  return [...workloads].flatMap((workload) => writers.get(workload) ?? [])
}

function* queryProblems(context: CheckContext, query: Program, writers: readonly Writer[]): Iterable<Problem> {
  const removedLabels = replicaLabelFlags(query)
  const isRemoved = (name: string): boolean => removedLabels.some(({ value }) => value === name)
  const replicaLabels = new Map(
    writers.flatMap(({ program, labels }) =>
      labels.filter(({ isPerPod }) => isPerPod).map(({ name }) => [name, program] as const),
    ),
  )
  for (const [name, writer] of replicaLabels) if (!isRemoved(name)) yield missingLabel(query, name, writer)
  // If all replica labels are correct, an additional one can belong to a component of another environment.
  const isCorrect = replicaLabels.size > 0 && [...replicaLabels.keys()].every(isRemoved)
  if (writers.length > 0 && !isCorrect && hasAllWriters(context)) yield* unknownLabels(query, removedLabels, writers)
}

function missingLabel(query: Program, label: string, writer: Program): Problem {
  // Without replication, one receiver has a series, and two have it only after a change of the hashring.
  const isReplicated =
    writer.command !== 'receive' || Number(valueOrDefault(writer, 'receive.replication-factor') ?? 1) > 1
  return {
    ...argumentsPlace(query),
    message: `thanos query does not remove the replica label ${label}.`,
    remedy: `Add --query.replica-label=${label}.`,
    ...(!isReplicated && { severity: 'warning' }),
  }
}

function* unknownLabels(
  query: Program,
  removedLabels: readonly FlagUse[],
  writers: readonly Writer[],
): Iterable<Problem> {
  const writtenLabels = new Set(writers.flatMap(({ labels }) => labels.map(({ name }) => name)))
  for (const use of removedLabels)
    if (!writtenLabels.has(use.value!))
      yield {
        ...flagPlace(query, use),
        message: `no component in these manifests writes the replica label ${use.value}.`,
        remedy: 'Remove the flag, or set it to a label that Prometheus, a ruler or a receiver writes.',
        severity: 'warning',
      }
}
