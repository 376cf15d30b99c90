import { reachOf } from '@thanos-gitops/diff'
import type { NamedDiff, Reach } from '@thanos-gitops/manifest/change'
import { type Comparison, deliveryChanges } from '@thanos-gitops/workspace/comparison'
import { type RepositoryRings, ringOfEnvironment } from '@thanos-gitops/workspace/rings'

/** How far the change of a pull request reaches. Undefined for folders of manifests, which have no sources. */
export function reachOfComparison(
  { sides, sources }: Comparison,
  diffs: readonly NamedDiff[],
  rings: RepositoryRings | undefined,
  labels: readonly string[],
): Reach | undefined {
  if (sources === undefined) return undefined
  return reachOf(diffs, {
    rings,
    ringOf: (environment) => ringOfEnvironment(environment, rings, sources.before),
    differs: sources.differs,
    deliveryChanges: deliveryChanges(sides),
    labels,
  })
}
