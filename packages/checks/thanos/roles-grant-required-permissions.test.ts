import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { rolesGrantRequiredPermissions } from './roles-grant-required-permissions.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a missing permission',
    [['resources: [endpointslices]', 'resources: [endpoints]']],
    [
      'ClusterRole/prometheus: Kubernetes deprecated Endpoints in 1.33, and Prometheus cannot list EndpointSlices.',
      'ConfigMap/prometheus: no role allows ServiceAccount/prometheus to list endpointslices of discovery.k8s.io.',
    ],
  ],
  [
    'a removed API group',
    [['apiGroups: [discovery.k8s.io]', 'apiGroups: [extensions]']],
    [
      'ClusterRole/prometheus: Kubernetes removed the API group extensions in 1.22.',
      'ConfigMap/prometheus: no role allows ServiceAccount/prometheus to list endpointslices of discovery.k8s.io.',
    ],
  ],
  [
    'a permission for the whole API of kubelets',
    [['nodes/metrics', 'nodes/proxy']],
    ['ClusterRole/prometheus: nodes/proxy gives Prometheus access to the whole API of every kubelet.'],
  ],
  [
    'discovery by Endpoints',
    [['role: endpointslice', 'role: endpoints']],
    [
      'ConfigMap/prometheus: Kubernetes deprecated Endpoints in 1.33.',
      'ConfigMap/prometheus: no role allows ServiceAccount/prometheus to list endpoints.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(rolesGrantRequiredPermissions, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a permission for all resources', [['resources: [endpointslices]', `resources: ['*']`]]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(rolesGrantRequiredPermissions, changes)).toEqual([])
})
