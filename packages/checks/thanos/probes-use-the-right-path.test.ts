import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { probesUseTheRightPath } from './probes-use-the-right-path.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a readinessProbe with the path for liveness',
    [
      [
        `- --endpoint.sd-config-file=/etc/thanos/endpoints.yaml
          ports: [{name: grpc, containerPort: 10901}, {name: http, containerPort: 9090}]
          livenessProbe: {httpGet: {path: /-/healthy, port: http}}
          readinessProbe: {httpGet: {path: /-/ready`,
        `- --endpoint.sd-config-file=/etc/thanos/endpoints.yaml
          ports: [{name: grpc, containerPort: 10901}, {name: http, containerPort: 9090}]
          livenessProbe: {httpGet: {path: /-/healthy, port: http}}
          readinessProbe: {httpGet: {path: /-/healthy`,
      ],
    ],
    ['Deployment/thanos-query: the readinessProbe of thanos query has the path /-/healthy.'],
  ],
  [
    'probes with another port',
    [
      [
        `--http-address=0.0.0.0:9090
            - --query.replica`,
        `--http-address=0.0.0.0:10902
            - --query.replica`,
      ],
    ],
    [
      'Deployment/thanos-query: the readinessProbe of thanos query has the port 9090, but the HTTP port is 10902.',
      'Deployment/thanos-query: the livenessProbe of thanos query has the port 9090, but the HTTP port is 10902.',
    ],
  ],
  [
    'missing probes',
    [
      [
        `          livenessProbe: {httpGet: {path: /-/healthy, port: web}}
          readinessProbe: {httpGet: {path: /-/ready, port: web}}
          securityContext: {readOnlyRootFilesystem: true}
          volumeMounts: [{name: data, mountPath: /alertmanager}`,
        '          volumeMounts: [{name: data, mountPath: /alertmanager}',
      ],
    ],
    [
      'StatefulSet/alertmanager: alertmanager has no readinessProbe.',
      'StatefulSet/alertmanager: alertmanager has no livenessProbe.',
    ],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(probesUseTheRightPath, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a path prefix',
    [
      [
        'livenessProbe: {httpGet: {path: /-/healthy, port: web}}',
        'livenessProbe: {httpGet: {path: /prometheus/-/healthy, port: web}}',
      ],
    ],
  ],
  [
    'a Job without probes',
    [
      [
        '',
        `apiVersion: batch/v1
kind: Job
metadata: {name: a}
spec: {template: {spec: {containers: [{name: a, image: "thanos:v0.42.4", args: [compact]}]}}}`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(probesUseTheRightPath, changes)).toEqual([])
})
