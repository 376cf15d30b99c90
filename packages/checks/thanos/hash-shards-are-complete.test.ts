import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { hashShardsAreComplete } from './hash-shards-are-complete.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a shard that nobody serves',
    [
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shard-0, namespace: other}
spec:
  template:
    metadata: {labels: {app: shard-0}}
    spec:
      containers:
        - name: thanos
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - store
            - --objstore.config=$(OBJSTORE)
            - |
              --selector.relabel-config=
              - action: hashmod
                source_labels: [__block_id]
                target_label: shard
                modulus: 3
              - action: keep
                source_labels: [shard]
                regex: 0
          env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: thanos, key: thanos.yaml}}}]`,
      ],
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shard-2, namespace: other}
spec:
  template:
    metadata: {labels: {app: shard-2}}
    spec:
      containers:
        - name: thanos
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - store
            - --objstore.config=$(OBJSTORE)
            - |
              --selector.relabel-config=
              - action: hashmod
                source_labels: [__block_id]
                target_label: shard
                modulus: 3
              - action: keep
                source_labels: [shard]
                regex: 2
          env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: thanos, key: thanos.yaml}}}]`,
      ],
    ],
    ['StatefulSet/shard-0: of 3 shards, nobody serves 1.'],
  ],
  [
    'an action that is not for blocks',
    [
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shard-0, namespace: other}
spec:
  template:
    metadata: {labels: {app: shard-0}}
    spec:
      containers:
        - name: thanos
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - store
            - --objstore.config=$(OBJSTORE)
            - |
              --selector.relabel-config=
              - action: hashmod
                source_labels: [__block_id]
                target_label: shard
                modulus: 1
              - action: replace
                source_labels: [shard]
                regex: 0
          env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: thanos, key: thanos.yaml}}}]`,
      ],
    ],
    ['StatefulSet/shard-0: the action replace is not one that Thanos takes to select blocks.'],
  ],
  [
    'a compactor divided by blocks',
    [
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shard-0, namespace: other}
spec:
  template:
    metadata: {labels: {app: shard-0}}
    spec:
      containers:
        - name: thanos
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - compact
            - --objstore.config=$(OBJSTORE)
            - |
              --selector.relabel-config=
              - action: hashmod
                source_labels: [__block_id]
                target_label: shard
                modulus: 1
              - action: keep
                source_labels: [shard]
                regex: 0
          env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: thanos, key: thanos.yaml}}}]`,
      ],
    ],
    ['StatefulSet/shard-0: a compactor divided by __block_id never sees the blocks together that it must merge.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(hashShardsAreComplete, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'all shards',
    [
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shard-0, namespace: other}
spec:
  template:
    metadata: {labels: {app: shard-0}}
    spec:
      containers:
        - name: thanos
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - store
            - --objstore.config=$(OBJSTORE)
            - |
              --selector.relabel-config=
              - action: hashmod
                source_labels: [__block_id]
                target_label: shard
                modulus: 2
              - action: keep
                source_labels: [shard]
                regex: 0
          env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: thanos, key: thanos.yaml}}}]`,
      ],
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shard-1, namespace: other}
spec:
  template:
    metadata: {labels: {app: shard-1}}
    spec:
      containers:
        - name: thanos
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - store
            - --objstore.config=$(OBJSTORE)
            - |
              --selector.relabel-config=
              - action: hashmod
                source_labels: [__block_id]
                target_label: shard
                modulus: 2
              - action: keep
                source_labels: [shard]
                regex: 1
          env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: thanos, key: thanos.yaml}}}]`,
      ],
    ],
  ],
  [
    'compactors divided by a label',
    [
      [
        '',
        `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shard-0, namespace: other}
spec:
  template:
    metadata: {labels: {app: shard-0}}
    spec:
      containers:
        - name: thanos
          image: quay.io/thanos/thanos:v0.42.4
          args:
            - compact
            - --objstore.config=$(OBJSTORE)
            - |
              --selector.relabel-config=
              - action: hashmod
                source_labels: [cluster]
                target_label: shard
                modulus: 1
              - action: keep
                source_labels: [shard]
                regex: 0
          env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: thanos, key: thanos.yaml}}}]`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(hashShardsAreComplete, changes)).toEqual([])
})
