import { reachOf } from '@thanos-gitops/diff'
import type { NamedDiff, Reach } from '@thanos-gitops/manifest/change'
import type { ComparedSources } from '@thanos-gitops/workspace/comparison'
import { type RepositoryRings, ringOfEnvironment } from '@thanos-gitops/workspace/rings'

/** How far the change of a pull request reaches. @param deliveryChanges the environments whose delivery objects differ */
export const reachOfChange = (
  diffs: readonly NamedDiff[],
  deliveryChanges: ReadonlySet<string>,
  sources: ComparedSources,
  rings: RepositoryRings | undefined,
  labels: readonly string[],
): Reach =>
  reachOf(diffs, {
    rings,
    ringOf: (environment) => ringOfEnvironment(environment, rings, sources.before),
    differs: sources.differs,
    deliveryChanges,
    labels,
  })
