import { contentOf, type SourcedObject, stringMapOf, valueAt } from '@thanos-gitops/manifest'
import type { Change } from '@thanos-gitops/manifest/change'
import {
  type FlagUse,
  lastUse,
  type Program,
  parsePrometheusDuration,
  programTitle,
  readProgram,
} from '@thanos-gitops/workloads'
import { type ManifestSet, type Sides, workloadOf } from '../manifest-set.ts'
import { earlierCompactors } from './moved-blocks.ts'

/** The flags that delete blocks by their age. */
export const retentionFlags = [
  { flag: 'retention.resolution-raw', data: 'raw samples' },
  { flag: 'retention.resolution-5m', data: 'samples of 5m resolution' },
  { flag: 'retention.resolution-1h', data: 'samples of 1h resolution' },
]

/** What a new compactor deletes from a bucket that exists already: its blocks can be older than the retention. */
export function newRetention(sourced: SourcedObject, { before, after }: Sides): readonly Change[] {
  const workload = workloadOf(sourced.object, sourced)
  return (workload?.containers ?? []).map(readProgram).flatMap((program) => {
    if (program === undefined || programTitle(program) !== 'thanos compact' || createsBucket(program, after)) return []
    // Another compactor of the bucket deletes as much already. What this one takes over is a rule of its own.
    if (earlierCompactors(program.container.workload, before).some((other) => deletesAsMuch(other, program))) return []
    const kept = retentionFlags.map(({ flag, data }) => ({ flag, data, use: lastUse(program, flag) }))
    const times = new Set(kept.map(({ use }) => use?.value))
    const different = times.size === 1 ? [{ ...kept[0]!, data: 'all samples' }] : kept
    return different.flatMap(({ flag, data, use }) =>
      use === undefined || timeOf(use.value) === Infinity
        ? []
        : [
            deletion(
              use,
              flag,
              `The compactor is new. It deletes ${data} older than ${use.value} from a bucket that these manifests do not create, also what is in it already. You cannot undo this.`,
            ),
          ],
    )
  })
}

/** Whether one compactor keeps no samples longer than another one. */
const deletesAsMuch = (one: Program, other: Program): boolean =>
  retentionFlags.every(({ flag }) => timeOf(lastUse(one, flag)?.value) <= timeOf(lastUse(other, flag)?.value))

/** In milliseconds; infinite without a limit. */
export const timeOf = (retention: string | undefined): number => parsePrometheusDuration(retention ?? '0s') || Infinity

/** A deletion of blocks that a flag of a compactor causes. */
export const deletion = ({ argument }: FlagUse, flag: string, why: string): Change => ({
  pointer: argument.valuePointer,
  path: `${argument.valuePointer.replace(/\/\d+$/, '')}/[--${flag}]`,
  after: argument.text,
  class: 'data-loss',
  why,
  source: 'thanos compact --help',
})

/**
 * Whether the bucket is created with the compactor: by a claim that generates its name, or by a server in the manifests. The
 * compactor then reads its name from a ConfigMap. A claim without a generated name can be for a bucket that exists.
 */
function createsBucket({ container }: Program, side: ManifestSet): boolean {
  const { namespace } = container.workload
  const isSource = (name: string, kind: string): boolean =>
    container.environment.some(({ from }) => from?.kind === kind && from.name === name)
  const claims = side
    .ofKind('ObjectBucketClaim')
    .filter(({ metadata }) => metadata.namespace === namespace && isSource(metadata.name, 'ConfigMap'))
  if (claims.length > 0) return claims.every((claim) => valueAt(claim, ['spec', 'generateBucketName']) !== undefined)
  return side
    .ofKind('ConfigMap')
    .filter(({ metadata }) => metadata.namespace === namespace && isSource(metadata.name, 'ConfigMap'))
    .some((object) => Object.values(stringMapOf(contentOf({ object }).data)).some(isInsideCluster))
}

const isInsideCluster = (value: string): boolean => /\.svc(?:[.:]|$)/.test(value)
