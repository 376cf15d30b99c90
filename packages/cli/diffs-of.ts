import { diffWithServer, type Prices } from '@thanos-gitops/diff'
import type { NamedDiff } from '@thanos-gitops/manifest/change'
import { type Sides, withRefusedConnections } from '@thanos-gitops/workspace/comparison'
import { limitsFor } from './limits-for.ts'

export interface DiffSettings {
  readonly prices?: Prices | undefined
  readonly allVerdicts: boolean
}

/** What the changes of environments do, as `diff` prints it. */
export async function diffsOf(
  sides: readonly Sides[],
  { prices, allVerdicts }: DiffSettings,
): Promise<readonly NamedDiff[]> {
  const withConnections = await Promise.all(sides.map(withRefusedConnections))
  const diffs = await diffWithServer(
    withConnections.map((side) => ({ ...side, ...(prices ? { prices } : {}) })),
    { onPrepare: notePreparation, limits: limitsFor(allVerdicts) },
  )
  return sides.map(({ name, side, source, kubernetesVersion, delivery }, index) => ({
    name,
    side,
    ...(source && { source }),
    kubernetesVersion,
    delivery,
    ...diffs[index]!,
  }))
}

const notePreparation = (): void =>
  console.error(
    "Preparing the API server's code (once, some seconds). With Go, `npm run tools -- api-server` makes it faster.",
  )
