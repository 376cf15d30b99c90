import { type FlagUse, type Program, programTitle, usesOf } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { namespaceOf, writersNear } from './labels.ts'

export const replicaLabelsDistinguishReplicas: Check = {
  name: 'replica-labels-distinguish-replicas',
  question: 'data',
  severity: 'error',
  why: 'Deduplication removes the replica label and merges the series that are then equal. Without the label of a cluster or of a target, the series of different clusters or targets are merged into one, with the samples of one of them. In a compactor that is permanent.',
  remedy: 'Remove the flag, or set it to the label that differs between replicas of one Prometheus, ruler or receiver.',
  source:
    'https://thanos.io/tip/components/query.md/#deduplication, https://thanos.io/tip/components/compact.md/#vertical-compactions',
  *run(context) {
    for (const [command, flag] of [
      ['query', 'query.replica-label'],
      ['compact', 'deduplication.replica-label'],
    ] as const)
      for (const program of thanosPrograms(context, command))
        for (const use of usesOf(program, flag)) yield* labelProblems(context, program, use)
  },
}

/** External labels that identify a cluster, and labels of targets and tenants. */
const identifyingLabels =
  /^(?:(?:receive|ruler?|prometheus|k8s|kube(?:rnetes)?)_)?(?:cluster(?:_?(?:name|id))?|region|env(?:ironment)?|datacenter|dc|zone|site|stage|tenant(?:_id)?|namespace|job|instance)$/

/**
 * Whether a label numbers the shards of one Prometheus: 0, 1, 2. A target is in one shard, and its series continue in another one when
 * the number of shards changes.
 */
const isShard = (values: readonly string[]): boolean =>
  values.length > 1 && new Set(values).size === values.length && values.every((value) => /^\d+$/.test(value))

function* labelProblems(context: CheckContext, program: Program, use: FlagUse): Iterable<Problem> {
  // Two flags also accept several labels with commas between them.
  for (const label of (use.value ?? '').split(',').map((text) => text.trim())) {
    if (label === '' || label.includes('$(')) continue
    const written = writersNear(context, namespaceOf(program)).flatMap((writer) =>
      writer.labels.filter(({ name }) => name === label).map((found) => ({ writer, found })),
    )
    if (written.some(({ found }) => found.isPerPod)) continue
    if (program.command === 'query' && isShard(written.map(({ found }) => found.text))) continue
    const constant = written.find(({ writer }) => (writer.program.container.workload.replicas ?? 2) > 1)
    if (constant && !/replica/.test(label))
      yield {
        ...flagPlace(program, use),
        message: `${programTitle(program)} removes the label ${label}, which is equal for all replicas of ${constant.writer.program.container.workload.name} (${lineOf(constant.found.place)}).`,
      }
    else if (identifyingLabels.test(label))
      yield {
        ...flagPlace(program, use),
        message: `${programTitle(program)} removes the label ${label}, which identifies ${/job|instance|namespace/.test(label) ? 'targets' : 'the origin of series'}, not a replica.`,
      }
  }
}
