import type { NamedDiff, Reach } from '@thanos-gitops/manifest/change'
import { totalAmounts } from './amounts.ts'

/**
 * The diffs as one document. Objects, components, images and findings name their environment; `total` is the sum of all
 * environments, and `reach` is present if all environments are compared. Later versions may add keys and do not remove any.
 */
export function diffJson(diffs: readonly NamedDiff[], _base?: string, reach?: Reach): string {
  const named = <T extends object>(of: (diff: NamedDiff) => readonly T[]): readonly object[] =>
    diffs.flatMap((diff) => of(diff).map((part) => ({ environment: diff.name, ...part })))
  const currency = diffs[0]?.capacity.currency
  const document = {
    ...(reach === undefined ? {} : { reach }),
    environments: diffs.map(({ name, side, source, kubernetesVersion, delivery, counts }) => ({
      name,
      side,
      ...(source && { source }),
      kubernetesVersion,
      delivery,
      counts,
    })),
    objects: named(({ objects }) => objects),
    capacity: {
      components: named(({ capacity }) => capacity.components),
      total: totalAmounts(diffs),
      ...(currency === undefined ? {} : { currency }),
    },
    images: named(({ images }) => images),
    findings: named(({ findings }) => findings),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
