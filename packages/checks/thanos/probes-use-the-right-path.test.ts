import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { probesUseTheRightPath } from './probes-use-the-right-path.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'readiness that asks for health',
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
    ['Deployment/thanos-query: the readinessProbe of thanos query asks /-/healthy.'],
  ],
  [
    'the wrong port',
    [
      [
        `--http-address=0.0.0.0:9090
            - --query.replica`,
        `--http-address=0.0.0.0:10902
            - --query.replica`,
      ],
    ],
    [
      'Deployment/thanos-query: the readinessProbe of thanos query asks port 9090, and its HTTP port is 10902.',
      'Deployment/thanos-query: the livenessProbe of thanos query asks port 9090, and its HTTP port is 10902.',
    ],
  ],
  [
    'no probe',
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
    'a prefix',
    [
      [
        'livenessProbe: {httpGet: {path: /-/healthy, port: web}}',
        'livenessProbe: {httpGet: {path: /prometheus/-/healthy, port: web}}',
      ],
    ],
  ],
  [
    'a Job',
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
