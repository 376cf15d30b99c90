import { expect, it } from 'vitest'
import { externalLabelsDifferPerReplica } from './external-labels-differ-per-replica.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a configuration without external labels',
    [
      [
        `      external_labels:
        cluster: one
        prometheus_replica: \${POD_NAME}
`,
        '',
      ],
    ],
    ['ConfigMap/prometheus: Prometheus has no external labels, so its sidecar does not start.'],
  ],
  [
    'replicas with equal labels',
    [
      [
        `        prometheus_replica: \${POD_NAME}
`,
        '',
      ],
    ],
    ['ConfigMap/prometheus: the 2 replicas of Prometheus have the same external labels.'],
  ],
  [
    'a variable that does not exist',
    [['${POD_NAME}', '${PODNAME}']],
    ['ConfigMap/prometheus: container prometheus has no variable PODNAME.'],
  ],
  [
    'a variable in the syntax of Kubernetes',
    [['${POD_NAME}', '$(POD_NAME)']],
    [
      'ConfigMap/prometheus: nothing replaces $(POD_NAME): Prometheus replaces ${POD_NAME}, and a sidecar replaces $(POD_NAME) only with --reloader.config-envsubst-file.',
    ],
  ],
  [
    'an old Prometheus',
    [['prometheus:v3.13.2', 'prometheus:v2.55.0']],
    [
      'ConfigMap/prometheus: Prometheus 2.55.0 does not replace ${POD_NAME} without --enable-feature=expand-external-labels.',
    ],
  ],
  [
    'labels without the name of the cluster',
    [
      [
        `        cluster: one
`,
        '',
      ],
    ],
    ['ConfigMap/prometheus: no external label identifies the cluster.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(externalLabelsDifferPerReplica, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'an old Prometheus with the feature',
    [
      ['prometheus:v3.13.2', 'prometheus:v2.55.0'],
      ['--web.enable-lifecycle', '--enable-feature=expand-external-labels'],
    ],
  ],
  ['the variable HOSTNAME, which every container has', [['${POD_NAME}', '${HOSTNAME}']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(externalLabelsDifferPerReplica, changes)).toEqual([])
})
