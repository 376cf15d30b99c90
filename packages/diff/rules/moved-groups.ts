// Groups of rules that another ruler evaluates: shards.
import { type KubernetesObject, listOf, mappingOf, shardLabel, stringAt, unshardedName } from '@thanos-gitops/manifest'
import { lastValue, type Program, readProgram, type Workload } from '@thanos-gitops/workloads'
import { documentIn } from '../documents.ts'
import { type ManifestSet, namespaceOf } from '../manifest-set.ts'
import type { ChangeContext } from './rule.ts'

/** A part of the reason of a risk. Its procedure depends on it. */
export const notUploadedSeries =
  'The series of its rules of the last two to three hours are in no block yet, so it has not uploaded them.'

const rulerIn = ({ containers }: Workload): Program | undefined =>
  containers.map(readProgram).find((program) => program?.name === 'thanos' && program.command === 'rule')

const isStateless = (ruler: Program): boolean =>
  ['remote-write.config', 'remote-write.config-file'].some((flag) => lastValue(ruler, flag) !== undefined)

/** What moves with a group is what its ruler stores. */
const pendingAlerts = (ruler: Program): string =>
  isStateless(ruler)
    ? 'The ruler that takes over reads since when alerts are pending from the query.'
    : 'Alerts with `for` are pending again for the whole time, because the ruler that takes over has not stored since when they are: those that fire are resolved, and fire again after that time.'

/** Names differ only in the suffix of a shard, or one of them has none. */
const isShardOf = (object: KubernetesObject, other: KubernetesObject): boolean =>
  object.metadata.name !== other.metadata.name &&
  namespaceOf(object) === namespaceOf(other) &&
  unshardedName(object) === unshardedName(other)

/** The shards that evaluate the groups of a ruler which is removed: they have its name, with or without a suffix. */
export function remainingRulers(
  removed: KubernetesObject,
  after: ManifestSet,
): { readonly shards: readonly Workload[]; readonly pending: string } | undefined {
  const shards = after.workloads.filter(
    (workload) => isShardOf(workload.object.object, removed) && rulerIn(workload) !== undefined,
  )
  const ruler = shards[0] && rulerIn(shards[0])
  return ruler && { shards, pending: pendingAlerts(ruler) }
}

/** The names of the groups in an entry of a ConfigMap. */
function groupsIn(object: KubernetesObject, file: string): readonly string[] {
  const text = stringAt(object, 'data', file)
  const value = text === undefined ? undefined : documentIn(file, text)?.value
  return listOf(mappingOf(value).groups).map((group) => String(mappingOf(group).name))
}

/** Which groups of a changed ConfigMap another shard evaluates from now on, or until now. Undefined if no group moves. */
export function movedGroups({ change, before, after, sides }: ChangeContext): string | undefined {
  const [, file] = change.steps
  if (file === undefined || after.metadata.labels?.[shardLabel] === undefined) return undefined
  // The file as a whole, or one group.
  const name =
    change.steps[2] === 'groups' && change.steps.length === 4
      ? String(mappingOf(change.after ?? change.before).name)
      : undefined
  if (name === undefined && change.steps.length > 2) return undefined
  const [old, now] = [groupsIn(before, file), groupsIn(after, file)]
  const isChanged = (group: string): boolean => name === undefined || group === name
  const left = old.filter((group) => isChanged(group) && !now.includes(group))
  const arrived = now.filter((group) => isChanged(group) && !old.includes(group))
  const texts = [
    ...placesOf(left, file, after, sides.after).map(
      ([shard, groups]) => `${groupsText(groups)} to ${shard.metadata.name}. ${pendingText(shard, sides.after)}`,
    ),
    ...placesOf(arrived, file, before, sides.before).map(
      ([shard, groups]) => `${groupsText(groups)} from ${shard.metadata.name}. ${pendingText(after, sides.after)}`,
    ),
  ]
  return texts.length === 0 ? undefined : texts.join(' ')
}

const groupsText = (groups: readonly string[]): string =>
  groups.length === 1 ? `The group ${groups[0]} moves` : `The groups ${groups.join(', ')} move`

/** The other shards that have the groups, on one side of the change. */
const placesOf = (
  groups: readonly string[],
  file: string,
  own: KubernetesObject,
  side: ManifestSet,
): readonly (readonly [KubernetesObject, readonly string[]])[] =>
  side
    .ofKind('ConfigMap')
    .filter((other) => isShardOf(other, own))
    .map((other) => [other, groupsIn(other, file).filter((group) => groups.includes(group))] as const)
    .filter(([, found]) => found.length > 0)

function pendingText(rules: KubernetesObject, after: ManifestSet): string {
  const ruler = after
    .readersOf(rules)
    .map(rulerIn)
    .find((program) => program !== undefined)
  return ruler === undefined ? '' : pendingAlerts(ruler)
}
