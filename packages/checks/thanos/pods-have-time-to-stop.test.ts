import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { podsHaveTimeToStop } from './pods-have-time-to-stop.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a receiver with too little time',
    [['terminationGracePeriodSeconds: 900', 'terminationGracePeriodSeconds: 120']],
    ['StatefulSet/thanos-receive: thanos receive is killed after 120s, but can need 900s to stop.'],
  ],
  [
    'the default grace period',
    [
      [
        `      terminationGracePeriodSeconds: 600
`,
        '',
      ],
    ],
    ['StatefulSet/prometheus: prometheus is killed after 30s, but can need 600s to stop.'],
  ],
  [
    'less time than the grace periods of the servers',
    [
      [
        '--log.level=info',
        `--http-grace-period=2m
            - --grpc-grace-period=1m`,
      ],
    ],
    ['Deployment/thanos-query: thanos query is killed after 120s, but can need 180s to stop.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(podsHaveTimeToStop, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'shorter grace periods of the servers',
    [
      [
        '--log.level=info',
        `--http-grace-period=10s
            - --grpc-grace-period=10s`,
      ],
      [
        `terminationGracePeriodSeconds: 120
      affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
      containers:
        - name: thanos-query
`,
        `terminationGracePeriodSeconds: 30
      affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
      containers:
        - name: thanos-query
`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(podsHaveTimeToStop, changes)).toEqual([])
})
