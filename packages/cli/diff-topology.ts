import type { NamedDiff } from '@thanos-gitops/manifest/change'
import { drawnDiff } from '@thanos-gitops/report/diff'
import type { Sides } from '@thanos-gitops/workspace/comparison'

/** Adds who connects to whom to the diff of which a comment has a picture. */
export async function withTopology(
  diffs: readonly NamedDiff[],
  sides: readonly Sides[],
): Promise<readonly NamedDiff[]> {
  const drawn = drawnDiff(diffs)
  if (drawn === undefined) return diffs
  // Only comments need it, and it needs no check.
  const { topologyOf } = await import('@thanos-gitops/checks/topology')
  const { after, kubernetesVersion } = sides[diffs.indexOf(drawn)]!
  return diffs.map((diff) => (diff === drawn ? { ...diff, topology: topologyOf(after, { kubernetesVersion }) } : diff))
}
