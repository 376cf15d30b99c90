import { type Program, programTitle } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { inContainer, type ProblemPlace } from './places.ts'
import { labelsText, type Sink, type Stream, streamsIn, tenantLabelOf } from './streams.ts'

export const writersHaveDistinctLabels: Check = {
  name: 'writers-have-distinct-labels',
  question: 'identities',
  severity: 'error',
  why: 'External labels identify a writer. The blocks of two writers with equal labels overlap: the compactor halts, and nothing is compacted, downsampled or deleted any more. A receiver refuses the samples of the second writer as duplicates.',
  remedy: 'Give each writer a label with a value of its own, such as prometheus_replica: ${POD_NAME}.',
  source:
    'https://thanos.io/tip/thanos/storage.md/#external-labels, https://thanos.io/tip/operating/troubleshooting.md/',
  *run(context) {
    const meetings = Map.groupBy(
      streamsIn(context).flatMap((stream) => stream.sinks.map((sink) => ({ stream, sink }))),
      ({ stream, sink }) => `${sink.kind} ${sink.id} ${tenantLabelOf(stream.writer.program)} ${labelsText(stream)}`,
    )
    const reported = new Set<Program>()
    for (const [first, ...others] of meetings.values())
      for (const other of others) {
        const { program } = other.stream.writer
        // Replicas of one workload are the subject of checks of their own.
        if (program.container.workload === first!.stream.writer.program.container.workload || reported.has(program))
          continue
        reported.add(program)
        yield equalLabels(first!.stream, other.stream, other.sink)
      }
  },
}

const titleOf = ({ container: { workload } }: Program): string => `${workload.kind}/${workload.name}`

function equalLabels(first: Stream, second: Stream, { kind }: Sink): Problem {
  const [other, own] = [first.writer.program, second.writer.program]
  const otherName = `${titleOf(other)}${other.container.workload.namespace === own.container.workload.namespace ? '' : ` in namespace ${other.container.workload.namespace}`}`
  return {
    ...placeOfLabels(second),
    message: `${titleOf(own)} and ${otherName} both write series as ${labelsText(second)} ${consequences[kind]} (the other one: ${lineOf(placeOfLabels(first))}).`,
    remedy: `Change the value of one label in ${titleOf(own)} or ${titleOf(other)}, so that each pod of ${programTitle(own)} has labels of its own.`,
    ...(kind === 'query' && { severity: 'warning' }),
  }
}

const consequences: Readonly<Record<Sink['kind'], string>> = {
  bucket: 'to one bucket',
  'remote write': 'to one remote write address',
  query: 'for one query',
}

/** A label whose value is constant is the most likely cause. */
function placeOfLabels({ writer }: Stream): ProblemPlace {
  const isReplica = ({ name }: { readonly name: string }): boolean => /replica|pod|instance/.test(name)
  const label =
    writer.labels.find((entry) => isReplica(entry) && !entry.isPerPod) ??
    writer.labels.find(isReplica) ??
    writer.labels.find(({ isPerPod }) => !isPerPod) ??
    writer.labels[0]
  return label?.place ?? inContainer(writer.program.container)
}
