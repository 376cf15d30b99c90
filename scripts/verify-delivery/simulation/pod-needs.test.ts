import { expect, it } from 'vitest'
import { imagesOf, isReady, needsOf, requiredNode } from './pod-needs.ts'

const pod = (spec: object, status: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec,
  status,
})

it('finds what volumes and variables of all containers read', () => {
  const needs = needsOf(
    pod({
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data-a-0' } },
        { name: 'configuration', configMap: { name: 'configuration' } },
        { name: 'keys', secret: { secretName: 'keys' } },
        { name: 'token', projected: { sources: [{ configMap: { name: 'root' } }, { serviceAccountToken: {} }] } },
        { name: 'empty', emptyDir: {} },
      ],
      initContainers: [{ name: 'first', envFrom: [{ configMapRef: { name: 'variables' } }] }],
      containers: [{ name: 'a', env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'bucket', key: 'key' } } }] }],
    }),
  )
  expect(needs.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
    'PersistentVolumeClaim/data-a-0',
    'ConfigMap/configuration',
    'Secret/keys',
    'ConfigMap/root',
    'Secret/bucket',
    'ConfigMap/variables',
  ])
})

it('needs nothing for a pod that only reads its node', () =>
  expect(
    needsOf(
      pod({
        hostNetwork: true,
        volumes: [{ name: 'root', hostPath: { path: '/' } }],
        containers: [
          {
            name: 'node-exporter',
            env: [
              { name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
              { name: 'GOMEMLIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
            ],
          },
        ],
      }),
    ),
  ).toEqual([]))

it('does not wait for what is optional', () => {
  const volumes = [{ name: 'a', configMap: { name: 'a', optional: true } }]
  const env = [{ name: 'B', valueFrom: { configMapKeyRef: { name: 'b', key: 'b', optional: true } } }]
  expect(needsOf(pod({ volumes, containers: [{ name: 'a', env }] }))).toEqual([])
})

it('reads images, readiness and the node that a DaemonSet requires', () => {
  const containers = [{ name: 'a', image: 'example.com/a:1' }]
  expect(imagesOf(pod({ containers }))).toEqual(['example.com/a:1'])
  expect(isReady(pod({ containers }))).toBe(false)
  expect(isReady(pod({ containers }, { conditions: [{ type: 'Ready', status: 'True' }] }))).toBe(true)
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-a'] }] }]
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } }
  expect(requiredNode(pod({ containers, affinity }))).toBe('node-a')
})
