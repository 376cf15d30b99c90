import { expect, it } from 'vitest'
import { droppedStreamsHaveACompactor } from './dropped-streams-have-a-compactor.ts'
import { messagesOf, type Replacement } from './fixture.ts'

const compactor = (name: string, steps: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ${name}, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: thanos-compact
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - compact
            - --objstore.config-file=/etc/thanos/objstore.yaml
            - '--selector.relabel-config=[${steps}]'
          volumeMounts: [{name: objstore, mountPath: /etc/thanos}]
      volumes: [{name: objstore, configMap: {name: thanos-objstore}}]`

const step = (action: string, regex: string): string =>
  `{action: ${action}, source_labels: [tenant_id], regex: "${regex}"}`
const hash = (number: number): string =>
  `{action: hashmod, source_labels: [cluster], target_label: shard, modulus: 2}, {action: keep, source_labels: [shard], regex: "${number}"}`
const others = compactor('others', step('drop', 'team-a|team[.]b'))

const lost = (values: string) => [`StatefulSet/others: no compactor works on the blocks with ${values}.`]

it.each<[string, readonly string[], readonly string[]]>([
  ['no other compactor', [others], lost('{tenant_id="team-a"}, {tenant_id="team.b"}')],
  [
    'a compactor for one of two tenants',
    [others, compactor('a', step('keep', 'team-a'))],
    lost('{tenant_id="team.b"}'),
  ],
  ['a compactor for each tenant', [others, compactor('a', step('keep', 'team.*'))], []],
  ['shards for the tenants', [others, compactor('a', hash(0)), compactor('b', hash(1))], []],
  ['one of two shards', [others, compactor('a', hash(0)), compactor('b', `${hash(1)}, ${step('drop', 'x')}`)], []],
  ['a compactor of one tenant alone', [compactor('a', step('keep', 'team-a'))], []],
])('%s', (_, compactors, expected) => {
  // The compactor of the stack works on all blocks, so it becomes another program.
  const changes: readonly Replacement[] = [['- compact\n', '- store\n'], ...compactors.map((one) => ['', one] as const)]
  expect(messagesOf(droppedStreamsHaveACompactor, changes)).toEqual(expected)
})
