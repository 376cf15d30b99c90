import { expect, it } from 'vitest'
import { externalLabelsDifferPerReplica } from './external-labels-differ-per-replica.ts'
import { messagesOf, type Replacement } from './fixture.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'no labels',
    [
      [
        `      external_labels:
        cluster: one
        prometheus_replica: \${POD_NAME}
`,
        '',
      ],
    ],
    ['ConfigMap/prometheus: Prometheus has no external labels, and its sidecar ends.'],
  ],
  [
    'equal labels',
    [
      [
        `        prometheus_replica: \${POD_NAME}
`,
        '',
      ],
    ],
    ['ConfigMap/prometheus: 2 replicas of Prometheus have the same external labels.'],
  ],
  [
    'a variable of nobody',
    [['${POD_NAME}', '${PODNAME}']],
    ['ConfigMap/prometheus: the container prometheus has no variable PODNAME.'],
  ],
  [
    'a variable in the form of Kubernetes',
    [['${POD_NAME}', '$(POD_NAME)']],
    [
      'ConfigMap/prometheus: nothing fills in $(POD_NAME): Prometheus writes it ${POD_NAME}, and a sidecar does it with --reloader.config-envsubst-file.',
    ],
  ],
  [
    'an old Prometheus',
    [['prometheus:v3.13.2', 'prometheus:v2.55.0']],
    [
      'ConfigMap/prometheus: Prometheus 2.55.0 does not fill in ${POD_NAME} without --enable-feature=expand-external-labels.',
    ],
  ],
  [
    'no name of the cluster',
    [
      [
        `        cluster: one
`,
        '',
      ],
    ],
    ['ConfigMap/prometheus: no external label tells this cluster from others.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(externalLabelsDifferPerReplica, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  [
    'an old Prometheus with the feature',
    [
      ['prometheus:v3.13.2', 'prometheus:v2.55.0'],
      ['--web.enable-lifecycle', '--enable-feature=expand-external-labels'],
    ],
  ],
  ['the name that every pod has', [['${POD_NAME}', '${HOSTNAME}']]],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(externalLabelsDifferPerReplica, changes)).toEqual([])
})
