import { type Finding, labelOf } from '@thanos-gitops/manifest'
import type { Pair } from './pairs.ts'

const remedy =
  'Restore the objects. If you intend the removal, list each object as Kind/name in environments/<name>/removals.yaml.'

/** An environment that loses most of its objects is usually a mistake, and both delivery tools would delete them. */
export function shrinkFindings(
  pairs: readonly Pair[],
  counts: { readonly before: number; readonly after: number },
  declaredRemovals: ReadonlySet<string>,
): readonly Finding[] {
  if (counts.before === 0) return []
  const isDeclared = ({ before }: Pair): boolean => before !== undefined && declaredRemovals.has(labelOf(before.object))
  if (counts.after === 0)
    return pairs.every(isDeclared)
      ? []
      : [
          {
            code: 'environment-empty',
            severity: 'error',
            message: `This change removes all ${counts.before} objects. If the delivery tool prunes, it deletes all of them.`,
            remedy,
          },
        ]
  const removed = pairs.filter((pair) => pair.status === 'removed' && !isDeclared(pair))
  if (removed.length * 3 <= counts.before) return []
  const names = removed.slice(0, 5).map((pair) => labelOf(pair.before!.object))
  return [
    {
      code: 'environment-shrinks',
      severity: 'error',
      message: `This change removes ${removed.length} of ${counts.before} objects, more than a third: ${names.join(', ')}${removed.length > names.length ? ' …' : ''}.`,
      remedy,
    },
  ]
}
