// Shards of the ruler.
import { parse } from 'yaml'
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { expectDivision } from '../partition.ts'
import { contentsOf } from '../pods/api-objects.ts'
import type { RuleGroup } from '../prometheus-api.ts'
import { each, startTitle } from './start.ts'
import { type Shards, shardsOf } from './subject.ts'

/** Seconds. Groups with a longer interval are not evaluated yet. */
const shortInterval = 30

interface RuleFile {
  readonly groups: readonly { readonly name: string }[]
}

/** The groups of the ruler without shards: `file.yaml/group`. */
async function allGroups({ rig, whole }: Shards): Promise<readonly string[]> {
  const { configMaps } = await contentsOf(rig.shared.server.kubectl, whole.namespace)
  return Object.entries(configMaps.get('thanos-rule-rules')!).flatMap(([file, content]) =>
    (parse(content) as RuleFile).groups.map(({ name }) => `${file}/${name}`),
  )
}

const nameOf = ({ file, name }: RuleGroup): string => `${file.split('/').at(-1)}/${name}`

async function seeGroups(shards: Shards): Promise<string> {
  const { sharded } = shards
  await sharded.start(each('thanos-rule', 1))
  const expected = await allGroups(shards)
  return eventually(120, async () => {
    const parts = await Promise.all(shardsOf('thanos-rule').map((shard) => sharded.api(`${shard}-0`).groups()))
    const counts = expectDivision(
      expected,
      parts.map((groups) => groups.map(nameOf)),
    )
    const rules = parts
      .flat()
      .filter(({ interval }) => interval <= shortInterval)
      .flatMap((group) => group.rules)
    const unhealthy = rules.filter(({ health }) => health !== 'ok')
    expectThat(
      unhealthy.length === 0,
      `${unhealthy.length} rules are not healthy: ${unhealthy[0]?.name} ${unhealthy[0]?.health} ${unhealthy[0]?.lastError ?? ''}`,
    )
    return `${expected.length} groups: ${counts}; ${rules.length} rules with an interval of ${shortInterval} s are healthy`
  })
}

export const ruleChecks: readonly Check<Shards>[] = [
  { title: 'evaluates each group of rules in exactly one shard of the ruler', needs: [startTitle], run: seeGroups },
]
