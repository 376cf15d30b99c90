import { type Mapping, shardLabel, unshardedName } from '@thanos-gitops/manifest'
import type { Program } from '@thanos-gitops/workloads'
import { type RuleFile, ruleFilesIn } from '../configuration/rule-files.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { thanosPrograms } from './components.ts'

export const ruleGroupsAreInOneShard: Check = {
  name: 'rule-groups-are-in-one-shard',
  question: 'identities',
  severity: 'error',
  why: 'Two shards of a ruler that evaluate the same group run its queries twice and store its series twice.',
  remedy: 'Leave the group in one of the shards.',
  source: 'https://thanos.io/tip/components/rule.md/',
  *run(context) {
    const first = new Map<string, { readonly shard: string; readonly file: RuleFile; readonly pointer: string }>()
    for (const file of ruleFilesIn(context))
      for (const [index, group] of file.groups.entries()) {
        const pointer = `${file.pointer}/groups/${index}`
        for (const { ruler, shard } of shardsReading(file)) {
          const key = `${ruler} ${contentOf(group)}`
          const other = first.get(key)
          if (other === undefined) first.set(key, { shard, file, pointer })
          else if (other.shard !== shard) {
            const where = lineOf({ object: other.file.object, pointer: other.pointer })
            yield {
              object: file.object,
              pointer,
              message: `${shard} evaluates the group ${String(group.name)}, which ${other.shard} also evaluates (${where}).`,
            }
            break
          }
        }
      }
    yield* shardsWithoutGroups(context)
  },
}

/** Shards that do nothing. Without the rules of any shard in the manifests, nothing is known. */
function* shardsWithoutGroups(context: CheckContext): Generator<Problem> {
  const busy = ruleFilesIn(context)
    .filter(({ groups }) => groups.length > 0)
    .flatMap(shardsReading)
  for (const program of thanosPrograms(context, 'rule').filter(isShard)) {
    const { ruler, shard } = shardOf(program)
    if (busy.some((other) => other.ruler === ruler) && !busy.some((one) => one.ruler === ruler && one.shard === shard))
      yield {
        object: program.container.workload.object,
        pointer: '/metadata/name',
        message: 'no group of rules is in this shard: its pods do nothing.',
        remedy: 'Reduce the number of shards, or divide large groups into several.',
        severity: 'warning',
      }
  }
}

interface Shard {
  /** The ruler that the shard is a part of. */
  readonly ruler: string
  /** `thanos-rule-1` */
  readonly shard: string
}

/** The shards of rulers that read a file. */
const shardsReading = ({ readers }: RuleFile): readonly Shard[] => readers.filter(isShard).map(shardOf)

const isShard = ({ name, command, container: { workload } }: Program): boolean =>
  name === 'thanos' && command === 'rule' && workload.object.object.metadata.labels?.[shardLabel] !== undefined

const shardOf = ({ container: { workload } }: Program): Shard => ({
  ruler: `${workload.namespace}/${unshardedName(workload.object.object)}`,
  shard: workload.name,
})

/** Files can have groups with the same name and other rules. */
const contentOf = ({ name, rules }: Mapping): string => JSON.stringify([name, rules])
