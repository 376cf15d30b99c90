import type { DeliveredChange, NamedDiff } from '@thanos-gitops/manifest/change'
import { rankOf } from './headline-phrases.ts'

const workloadKinds: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet']

/** The objects that a picture of the stack shows: those with pods. */
export const changedWorkloads = ({ objects }: NamedDiff): readonly DeliveredChange[] =>
  objects.filter(({ kind, apiVersion }) => workloadKinds.includes(kind) && apiVersion.startsWith('apps/'))

/**
 * The diff of which a comment has a picture: that with most changed workloads, of several the one with the worst change. Undefined if
 * none changes two workloads: a picture of one object shows nothing more than its name.
 */
export function drawnDiff<T extends NamedDiff>(diffs: readonly T[]): T | undefined {
  const counted = diffs
    .map((diff) => ({ diff, count: changedWorkloads(diff).length, rank: rankOf(diff.objects) }))
    .filter(({ count, diff }) => count >= 2 && diff.side !== 'gone')
  return counted.toSorted((a, b) => b.count - a.count || b.rank - a.rank)[0]?.diff
}
