import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { rolesGrantRequiredPermissions } from './roles-grant-required-permissions.ts'

const withoutToken = 'automountServiceAccountToken: false'
const podWithoutToken: Replacement = [
  'serviceAccountName: prometheus',
  `serviceAccountName: prometheus\n      ${withoutToken}`,
]
const account = (fields = ''): Replacement => [
  '',
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: prometheus, namespace: monitoring}\n${fields}`,
]
const bindingOfOther: Replacement = ['kind: ServiceAccount, name: prometheus,', 'kind: ServiceAccount, name: other,']

it.each<[string, Replacement[], string[]]>([
  [
    'a missing permission',
    [['resources: [endpointslices]', 'resources: [endpoints]']],
    [
      'ClusterRole/prometheus: Kubernetes deprecated Endpoints in 1.33, and Prometheus cannot list EndpointSlices.',
      'ConfigMap/prometheus: no role allows ServiceAccount/prometheus to list and watch endpointslices of discovery.k8s.io.',
    ],
  ],
  [
    'a removed API group',
    [['apiGroups: [discovery.k8s.io]', 'apiGroups: [extensions]']],
    [
      'ClusterRole/prometheus: Kubernetes removed the API group extensions in 1.22.',
      'ConfigMap/prometheus: no role allows ServiceAccount/prometheus to list and watch endpointslices of discovery.k8s.io.',
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
      'ConfigMap/prometheus: no role allows ServiceAccount/prometheus to list and watch endpoints.',
    ],
  ],
  [
    'a missing verb',
    [['resources: [endpointslices], verbs: [get, list, watch]', 'resources: [endpointslices], verbs: [get, list]']],
    [
      'ConfigMap/prometheus: no role allows ServiceAccount/prometheus to list and watch endpointslices of discovery.k8s.io.',
    ],
  ],
  [
    'a ServiceAccount without a binding',
    [account(), bindingOfOther],
    [
      'ConfigMap/prometheus: no role allows ServiceAccount/prometheus to list and watch endpointslices of discovery.k8s.io.',
    ],
  ],
  [
    'a pod without a token',
    [podWithoutToken],
    [
      'StatefulSet/prometheus: the pods of StatefulSet/prometheus get no token of ServiceAccount/prometheus, so that Prometheus cannot use the Kubernetes API.',
    ],
  ],
  [
    'a ServiceAccount whose token is not mounted',
    [account(withoutToken)],
    [
      'ServiceAccount/prometheus: the pods of StatefulSet/prometheus get no token of ServiceAccount/prometheus, so that Prometheus cannot use the Kubernetes API.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(rolesGrantRequiredPermissions, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['bindings in other manifests, with the ServiceAccount', [bindingOfOther]],
  [
    'a token that the pod mounts although the ServiceAccount does not',
    [
      account(withoutToken),
      ['serviceAccountName: prometheus', 'serviceAccountName: prometheus\n      automountServiceAccountToken: true'],
    ],
  ],
  [
    'discovery in another cluster',
    [podWithoutToken, ['{role: endpointslice}', '{role: endpointslice, api_server: "https://other.example"}']],
  ],
  ['a permission for all resources', [['resources: [endpointslices]', `resources: ['*']`]]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(rolesGrantRequiredPermissions, changes)).toEqual([])
})
