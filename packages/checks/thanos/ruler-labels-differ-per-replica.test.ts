import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { rulerLabelsDifferPerReplica } from './ruler-labels-differ-per-replica.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'equal labels',
    [
      [
        `            - --label=rule_replica="$(POD_NAME)"
`,
        '',
      ],
    ],
    ['StatefulSet/thanos-rule: 2 rulers have the same labels.'],
  ],
  [
    'a label that stays in alerts',
    [['--alert.label-drop=rule_replica', '--alert.label-drop=replica']],
    ['StatefulSet/thanos-rule: the replica label rule_replica stays in alerts.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(rulerLabelsDifferPerReplica, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a ruler without data of its own',
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
    'relabelling of alerts',
    [['--alert.label-drop=rule_replica', '--alert.relabel-config-file=/etc/thanos/relabel.yaml']],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(rulerLabelsDifferPerReplica, changes)).toEqual([])
})
