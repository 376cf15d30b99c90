import { type Base, defineComponent, forEachShard, onlyWith, setting, shardLabel } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { createRenderer } from '../render.ts'
import { exampleFiles, exampleSettings } from '../testing/small-stack.ts'
import { shardOfGroup } from './rule-shards.ts'

const names = Array.from({ length: 40 }, (_, index) => `group-${index}`)
const rules = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: `thanos-rule-rules${setting('shard.suffix')}`,
    namespace: setting('namespace'),
    labels: { [shardLabel]: onlyWith('rule.shards', setting('shard.number')) },
  },
  data: { 'base.yaml': { groups: names.map((name) => ({ name, rules: [{ record: 'a:b', expr: 'sum(up)' }] })) } },
}

const base: Base = {
  required: [],
  optional: [defineComponent('thanos-rule', [forEachShard('rule.shards', rules)])],
  objectStorage: { rook: defineComponent('rook', []), seaweedfs: defineComponent('seaweedfs', []) },
}

const render = createRenderer(base)

function result(shards: number, patches = '') {
  const settings = `${exampleSettings}components: [thanos-rule]\n${shards === 1 ? '' : `rule: {shards: ${shards}}\n`}`
  return render(exampleFiles({ settings, patches }))
}

/** `base.yaml/group-1` for each shard. */
function groupsOf(shards: number, patches?: string): readonly (readonly string[])[] {
  const rendered = result(shards, patches)
  if (!('manifests' in rendered)) throw new Error(JSON.stringify(rendered))
  return rendered.manifests.map(({ object }) =>
    Object.entries((object as unknown as { data: Record<string, string> }).data).flatMap(([file, text]) => {
      const document = parse(text) as { groups?: readonly { name: string }[] }
      return document.groups?.map(({ name }) => `${file}/${name}`) ?? [file]
    }),
  )
}

const problems = (patches: string): readonly string[] => {
  const rendered = result(3, patches)
  if ('manifests' in rendered) return []
  return rendered.map(
    ({ code, message, place, remedy }) => `${place!.file}:${place!.line} ${code} ${message} ${remedy}`,
  )
}

const added = (name: string, value: string) => `- target: {kind: ConfigMap, name: ${name}}
  patch:
    - op: add
      path: /data/team.yaml
      value: ${value}
`

const all = names.map((name) => `base.yaml/${name}`)
const sorted = (groups: readonly (readonly string[])[]) => groups.flat().sort()

it('leaves all groups in one ConfigMap without the setting', () => expect(groupsOf(1)).toEqual([all]))

it('leaves each group in one shard, in the order of the file', () => {
  const groups = groupsOf(3)
  expect(groups).toHaveLength(3)
  expect(sorted(groups)).toEqual([...all].sort())
  for (const [shard, own] of groups.entries()) {
    expect(own.length).toBeGreaterThan(5)
    expect(own).toEqual(all.filter((_, index) => shardOfGroup({ file: 'base.yaml', name: names[index]! }, 3) === shard))
  }
})

it('moves groups only to the shard that is added', () => {
  const [three, four] = [groupsOf(3), groupsOf(4)]
  for (const [shard, own] of three.entries()) expect(own).toEqual(expect.arrayContaining([...four[shard]!]))
  expect(four[3]!.length).toBeLessThan(all.length / 2)
  expect(four[3]!.length).toBeGreaterThan(0)
})

it('divides groups that a patch of all shards adds, and leaves the others where they are', () => {
  const value = `{groups: [${['x', 'y', 'z', 'w', 'v'].map((name) => `{name: ${name}, rules: []}`).join(', ')}]}`
  const groups = groupsOf(3, added('thanos-rule-rules', value))
  expect(sorted(groups).filter((one) => one.startsWith('team'))).toEqual(
    ['v', 'w', 'x', 'y', 'z'].map((name) => `team.yaml/${name}`),
  )
  expect(groups.filter((own) => own.some((one) => one.startsWith('team'))).length).toBeGreaterThan(1)
  expect(groups.map((own) => own.filter((one) => one.startsWith('base')))).toEqual(groupsOf(3))
})

it('leaves a file that a patch writes as a string in one shard, as it is', () => {
  const groups = groupsOf(3, added('thanos-rule-rules', '"groups: [{name: a}, {name: b}] # comment"'))
  expect(groups.flat().filter((one) => one.startsWith('team'))).toEqual(['team.yaml/a', 'team.yaml/b'])
  expect(groups.filter((own) => own.some((one) => one.startsWith('team')))).toHaveLength(1)
})

it('refuses a patch of the rules of one shard, at its line', () => {
  expect(problems(added('thanos-rule-rules-1', '{groups: []}'))).toEqual([
    expect.stringMatching(
      /:[45] patch-of-one-shard The rules of ConfigMap\/thanos-rule-rules-1 are those that belong to its shard.* Write the target \{kind: ConfigMap, name: thanos-rule-rules\}/,
    ),
  ])
  const label = added('thanos-rule-rules-1', 'x').replace('/data/team.yaml', '/metadata/labels/team')
  expect(problems(label)).toEqual([])
})
