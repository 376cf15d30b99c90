import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { rulerLabelsDifferPerReplica } from './ruler-labels-differ-per-replica.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'replicas with equal labels',
    [
      [
        `            - --label=rule_replica="$(POD_NAME)"
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-rule: the 2 replicas of thanos rule have the same labels.'],
  ],
  [
    'alerts that keep the replica label',
    [['--alert.label-drop=rule_replica', '--alert.label-drop=replica']],
    ['StatefulSet/thanos-rule: alerts keep the replica label rule_replica.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(rulerLabelsDifferPerReplica, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a ruler without a TSDB',
    [
      [
        `            - --label=rule_replica="$(POD_NAME)"
`,
        `            - --remote-write.config-file=/etc/thanos/remote.yaml
`,
      ],
    ],
  ],
  [
    'alerts that are relabeled',
    [['--alert.label-drop=rule_replica', '--alert.relabel-config-file=/etc/thanos/relabel.yaml']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(rulerLabelsDifferPerReplica, changes)).toEqual([])
})
