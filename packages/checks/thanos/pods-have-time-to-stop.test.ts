import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { podsHaveTimeToStop } from './pods-have-time-to-stop.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a receiver without time',
    [['terminationGracePeriodSeconds: 900', 'terminationGracePeriodSeconds: 120']],
    ['StatefulSet/thanos-receive: thanos receive is killed after 120s, and may need 900s to stop.'],
  ],
  [
    'the default',
    [
      [
        `      terminationGracePeriodSeconds: 600
`,
        '',
      ],
    ],
    ['StatefulSet/prometheus: prometheus is killed after 30s, and may need 600s to stop.'],
  ],
  [
    'less than its own grace periods',
    [
      [
        '--log.level=info',
        `--http-grace-period=2m
            - --grpc-grace-period=1m`,
      ],
    ],
    ['Deployment/thanos-query: thanos query is killed after 120s, and may need 180s to stop.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(podsHaveTimeToStop, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'shorter grace periods',
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
