import { didYouMean, groupOf, labelOf, nearest, type ReportProblem, unshardedName } from '@thanos-gitops/manifest'
import type { Target, TargetObject } from './patch.ts'
import { matchesTarget } from './select-targets.ts'

/** The objects that a target with `expect` matches; empty, with a report, if their number differs. */
export function findSeveral<T extends TargetObject>(
  target: Target,
  objects: readonly T[],
  report: ReportProblem,
): readonly T[] {
  const found = objects.filter(({ object, component }) => matchesTarget(target, object, component))
  if (found.length === target.expect) return found
  const labels = found.map(({ object }) => labelOf(object)).sort()
  report(
    'patch-target-count',
    target.place('expect'),
    `The target matches ${found.length} objects but expects ${target.expect}${labels.length > 0 ? `: ${labels.join(', ')}` : ''}.`,
    labels.length > 0
      ? `If these are the right objects, write expect: ${labels.length}.`
      : 'Fix the target: thanos-gitops list ENVIRONMENT prints all objects and components.',
  )
  return []
}

/** The objects by their labels, and those of shards also by the label that they have without shards. */
export function objectsByLabel<T extends TargetObject>(objects: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const byLabel = Map.groupBy(objects, ({ object }) => labelOf(object))
  const shards = objects.filter(({ object }) => unshardedName(object) !== object.metadata.name)
  for (const [label, ofLabel] of Map.groupBy(shards, ({ object }) => `${object.kind}/${unshardedName(object)}`))
    byLabel.set(label, [...(byLabel.get(label) ?? []), ...ofLabel])
  return byLabel
}

/** The object that a target names, or all of its shards; empty, with a report, if there is none, or another one of that name. */
export function findOne<T extends TargetObject>(
  target: Target,
  byLabel: ReadonlyMap<string, readonly T[]>,
  report: ReportProblem,
): readonly T[] {
  const label = `${target.kind}/${target.name}`
  const found = (byLabel.get(label) ?? []).filter(
    ({ object }) =>
      (target.group === undefined || target.group === groupOf(object.apiVersion)) &&
      (target.namespace === undefined || target.namespace === object.metadata.namespace),
  )
  const isEveryShard = found.every(({ object }) => object.metadata.name !== unshardedName(object))
  if (found.length === 1 || (found.length > 1 && isEveryShard)) return found
  if (found.length === 0) {
    report(
      'patch-target-missing',
      target.place('name'),
      `This environment has no object ${label}.`,
      missingTargetRemedy(target, [...byLabel.keys()]),
    )
    return []
  }
  const choices = found.map(({ object }) => `${object.apiVersion} in ${object.metadata.namespace ?? 'no namespace'}`)
  report(
    'patch-target-ambiguous',
    target.place(),
    `${label} matches ${found.length} objects.`,
    `Add group or namespace: ${choices.join('; ')}.`,
  )
  return []
}

/** Suggests an object: one of the same kind, then one of the same name, then one with a similar label. */
function missingTargetRemedy({ kind, name }: Target, labels: readonly string[]): string {
  const label = `${kind}/${name}`
  const sameKind = labels.filter((other) => other.startsWith(`${kind}/`))
  const sameName = labels.filter((other) => other.endsWith(`/${name}`))
  const similar = nearest(label, sameKind) ?? nearest(label, sameName) ?? sameName[0]
  if (similar !== undefined) return `Did you mean ${similar}?`
  return (
    didYouMean(label, labels) ??
    (sameKind.length > 0
      ? `Objects of this kind: ${sameKind.join(', ')}.`
      : 'thanos-gitops list ENVIRONMENT prints all objects.')
  )
}
