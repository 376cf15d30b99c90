import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { ruleGroupsAreInOneShard } from './rule-groups-are-in-one-shard.ts'

const example = readFileSync(new URL('rule-groups-are-in-one-shard.example.yaml', import.meta.url), 'utf8')
const divided = example.replace(/^.* # broken\n/m, '')
const repeated = example.replace(/^.* # fixed\n/m, '')

/** Messages without lines. */
const found = (manifests: string): string[] =>
  problemsIn(ruleGroupsAreInOneShard, manifests).map((text) =>
    text.replace(/^\d+: [\w/-]+: /, '').replace(/:\d+\)/, ':N)'),
  )

it('accepts shards with different groups', () => expect(found(divided)).toEqual([]))

it('finds a group in two shards', () => {
  expect(found(repeated)).toEqual([
    'thanos-rule-1 evaluates the group nodes, which thanos-rule-0 also evaluates (a.yaml:N).',
  ])
})

it('finds a shard without a group, unless the rules of all shards are elsewhere', () => {
  const empty = divided.replace(/^ {2}team.yaml: \|\n.*\n.*pods.*\n/m, '')
  expect(found(empty)).toEqual(['no group of rules is in this shard: its pods do nothing.'])
  const elsewhere = divided.replaceAll(/^ {2}team.yaml: \|\n.*\n.*\n/gm, '')
  expect(found(elsewhere)).toEqual([])
})

it('finds the groups of a ConfigMap that two shards read', () => {
  expect(
    found(divided.replace('configMap: {name: thanos-rule-rules-1}', 'configMap: {name: thanos-rule-rules-0}')),
  ).toEqual(['thanos-rule-1 evaluates the group nodes, which thanos-rule-0 also evaluates (a.yaml:N).'])
})

it.each([
  [
    'groups of the same name with other rules',
    repeated.replace('expr: count(kube_node_info)}', 'expr: sum(kube_node_info)}'),
  ],
  ['rulers that are not shards', repeated.replaceAll(/, labels: \{thanos-gitops\/shard: "\d"\}/g, '')],
  ['shards of two rulers', repeated.replaceAll('thanos-rule-1', 'team-rule-1')],
])('accepts %s', (_, manifests) => expect(found(manifests)).toEqual([]))
