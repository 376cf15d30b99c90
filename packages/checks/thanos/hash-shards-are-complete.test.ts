import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { hashShardsAreComplete } from './hash-shards-are-complete.ts'

interface Shard {
  readonly command: 'store' | 'compact'
  readonly modulus: number
  readonly remainder: number
  readonly label?: string
  readonly action?: string
}

/** A workload to add to the stack that serves one shard of the blocks. */
const shard = ({ command, modulus, remainder, label = '__block_id', action = 'keep' }: Shard): Replacement => [
  '',
  `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shard-${remainder}, namespace: other}
spec:
  template:
    metadata: {labels: {app: shard-${remainder}}}
    spec:
      containers:
        - name: thanos
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - ${command}
            - --objstore.config=$(OBJSTORE)
            - |
              --selector.relabel-config=
              - action: hashmod
                source_labels: [${label}]
                target_label: shard
                modulus: ${modulus}
              - action: ${action}
                source_labels: [shard]
                regex: ${remainder}
          env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: thanos, key: thanos.yaml}}}]`,
]

it.each<[string, Replacement[], string[]]>([
  [
    'a shard that no workload serves',
    [shard({ command: 'store', modulus: 3, remainder: 0 }), shard({ command: 'store', modulus: 3, remainder: 2 })],
    ['StatefulSet/shard-0: of the shards 0 to 2, no workload serves 1.'],
  ],
  [
    'an action that does not select blocks',
    [shard({ command: 'store', modulus: 1, remainder: 0, action: 'replace' })],
    ['StatefulSet/shard-0: Thanos does not support the action replace for the selection of blocks.'],
  ],
  [
    'a compactor that selects by the ID of blocks',
    [shard({ command: 'compact', modulus: 1, remainder: 0 })],
    ['StatefulSet/shard-0: a compactor that selects blocks by __block_id never has all the blocks that it must merge.'],
  ],

  [
    'a hash of the label that deduplication removes',
    [
      shard({ command: 'compact', modulus: 1, remainder: 0, label: 'replica' }),
      [
        '            - |\n              --selector',
        '            - --deduplication.replica-label=replica\n            - |\n              --selector',
      ],
      ['thanos:v0.42.4', 'thanos:v0.41.0'],
    ],
    ['StatefulSet/shard-0: deduplication removes the label replica, so the replicas to merge are in different shards.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(hashShardsAreComplete, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a workload for each shard',
    [shard({ command: 'store', modulus: 2, remainder: 0 }), shard({ command: 'store', modulus: 2, remainder: 1 })],
  ],
  ['compactors that select by a label', [shard({ command: 'compact', modulus: 1, remainder: 0, label: 'cluster' })]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(hashShardsAreComplete, changes)).toEqual([])
})

it('finds a shard of two compactors with different selections', () => {
  const [first, second] = ['0', '0|1'].map((regex, index) => {
    const [empty, yaml] = shard({ command: 'compact', modulus: 2, remainder: 0, label: 'cluster' })
    return [empty, yaml.replaceAll('shard-0', `shard-${index}`).replace('regex: 0', `regex: ${regex}`)] as const
  })
  expect(messagesOf(hashShardsAreComplete, [first!, second!]).map(withoutLines)).toEqual([
    'StatefulSet/shard-1: the compactors shard-0 (a.yaml:N) and shard-1 both work on shard 0.',
  ])
})
