import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { rolesGrantRequiredPermissions } from './roles-grant-required-permissions.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a right that is missing',
    [['resources: [endpointslices]', 'resources: [endpoints]']],
    [
      'ClusterRole/prometheus: Kubernetes deprecated Endpoints in 1.33, and Prometheus may not list EndpointSlices.',
      'ConfigMap/prometheus: no role lets ServiceAccount/prometheus list endpointslices of discovery.k8s.io.',
    ],
  ],
  [
    'a group that is gone',
    [['apiGroups: [discovery.k8s.io]', 'apiGroups: [extensions]']],
    [
      'ClusterRole/prometheus: Kubernetes has no group extensions since 1.22.',
      'ConfigMap/prometheus: no role lets ServiceAccount/prometheus list endpointslices of discovery.k8s.io.',
    ],
  ],
  [
    'the kubelet’s whole API',
    [['nodes/metrics', 'nodes/proxy']],
    ['ClusterRole/prometheus: nodes/proxy lets Prometheus use the whole API of every kubelet.'],
  ],
  [
    'discovery by Endpoints',
    [['role: endpointslice', 'role: endpoints']],
    [
      'ConfigMap/prometheus: Kubernetes deprecated Endpoints in 1.33.',
      'ConfigMap/prometheus: no role lets ServiceAccount/prometheus list endpoints.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(rolesGrantRequiredPermissions, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['all rights', [['resources: [endpointslices]', `resources: ['*']`]]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(rolesGrantRequiredPermissions, changes)).toEqual([])
})
