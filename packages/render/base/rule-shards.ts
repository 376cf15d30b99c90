// The groups of rules of each ruler, where an environment divides them: `rule.shards`.
import { hash } from 'node:crypto'
import {
  formatPointer,
  isObject,
  type KubernetesObject,
  mappingOf,
  type ReportProblem,
  unshardedName,
  type YamlFile,
} from '@thanos-gitops/manifest'
import type { FieldWrite, PatchedObject } from '../patches/patch.ts'
import type { SelectedObject } from './select-components.ts'

/** Identifies a group in all files of rules. Undefined as a name stands for a file that is not divided. */
export interface RuleGroup {
  /** The key of the ConfigMap: `global.yaml`. */
  readonly file: string
  readonly name?: string
}

/**
 * The shard of a group, from 0. It depends only on the file, the name and the number of shards. With another shard, only the groups that
 * move to it change their shard, which is about one in `count` (rendezvous hashing).
 */
export function shardOfGroup({ file, name }: RuleGroup, count: number): number {
  const weights = Array.from({ length: count }, (_, shard) =>
    hash('sha256', JSON.stringify([file, name ?? null, shard])),
  )
  return weights.reduce((heaviest, weight, shard) => (weight > weights[heaviest]! ? shard : heaviest), 0)
}

/**
 * Leaves in each copy of a ConfigMap of rules the groups of its shard. All copies have all groups before, so that a patch of the
 * name without a suffix adds or changes a group whatever its shard is. Patches of the documents of one copy are reported.
 *
 * @param selected the objects of the base, with the same indexes
 * @param settings `environment.yaml`, whose `rule.shards` is the source of a removal
 */
export function divideRuleGroups(
  objects: readonly PatchedObject[],
  selected: readonly SelectedObject[],
  settings: YamlFile,
  report: ReportProblem,
): readonly PatchedObject[] {
  const copies = selected.flatMap(({ object, shards }, index) =>
    shards === 'rule.shards' && object.kind === 'ConfigMap' ? [index] : [],
  )
  if (copies.length < 2) return objects
  const place = () => settings.place(['rule', 'shards'])
  const result = [...objects]
  for (const [name, indexes] of Map.groupBy(copies, (index) => unshardedName(selected[index]!.object))) {
    reportPatchesOfOne(
      name,
      indexes.map((index) => objects[index]!),
      report,
    )
    indexes.forEach((index, shard) => {
      result[index] = ofShard(objects[index]!, (group) => shardOfGroup(group, indexes.length) === shard, place)
    })
  }
  return result
}

/** The object with the groups that `isKept` accepts, without files that have none. */
function ofShard(
  entry: PatchedObject,
  isKept: (group: RuleGroup) => boolean,
  place: FieldWrite['place'],
): PatchedObject {
  const removals: FieldWrite[] = []
  const remove = (...path: readonly (string | number)[]): void => {
    removals.push({ layer: 'setting', op: 'remove', pointer: formatPointer(['data', ...path]), place })
  }
  const files = Object.entries(mappingOf((entry.object as { data?: unknown }).data)).flatMap(([file, document]) => {
    if (!isObject(document) || !Array.isArray(document.groups)) {
      if (isKept({ file })) return [[file, document] as const]
      remove(file)
      return []
    }
    const kept = document.groups.map((group) => isKept({ file, name: nameOf(group) }))
    const groups = document.groups.filter((_, index) => kept[index])
    if (groups.length === 0) {
      remove(file)
      return []
    }
    // From the last to the first, so that each index is right when it is applied.
    for (let index = kept.length - 1; index >= 0; index--) if (!kept[index]) remove(file, 'groups', index)
    return [[file, { ...document, groups }] as const]
  })
  return { ...entry, object: { ...entry.object, data: Object.fromEntries(files) } as KubernetesObject, removals }
}

const nameOf = (group: unknown): string => String(mappingOf(group).name ?? '')

/** A group that only one copy has, or that differs in one copy, would be lost if its shard is another one. */
function reportPatchesOfOne(name: string, copies: readonly PatchedObject[], report: ReportProblem): void {
  const counts = new Map<string, number>()
  for (const key of copies.flatMap(({ writes }) => [...new Set(writes.map(keyOf))]))
    counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const { object, writes } of copies)
    for (const write of writes)
      if (/^\/data(\/|$)/.test(write.pointer) && counts.get(keyOf(write))! < copies.length)
        report(
          'patch-of-one-shard',
          write.place(),
          `The rules of ConfigMap/${object.metadata.name} are those that belong to its shard, and only a part of the shards has this change.`,
          `Write the target {kind: ConfigMap, name: ${name}}, which is all shards: render keeps each group in one of them.`,
        )
}

const keyOf = (write: FieldWrite): string => {
  const { file, line, column } = write.place()
  return `${write.op} ${write.pointer} ${file}:${line}:${column}`
}
