import { expect, it } from 'vitest'
import { messagesOf, type Replacement, withoutLines } from './fixture.ts'
import { sidecarReachesPrometheus } from './sidecar-reaches-prometheus.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(sidecarReachesPrometheus, changes).map(withoutLines)
const url = (text: string): Replacement => ['--prometheus.url=http://localhost:9090', `--prometheus.url=${text}`]
const flag = (text: string): Replacement => ['            - --web.enable-lifecycle\n', `            - ${text}\n`]

it.each<[string, Replacement[], string, string]>([
  ['another port', [url('http://localhost:9091')], 'http://localhost:9091', 'http://localhost:9090'],
  ['a port that changed', [flag('--web.listen-address=:9095')], 'http://localhost:9090', 'http://localhost:9095'],
  [
    'a missing prefix',
    [flag('--web.route-prefix=/prometheus')],
    'http://localhost:9090',
    'http://localhost:9090/prometheus',
  ],
  [
    'a missing prefix of the external address',
    [flag('--web.external-url=https://m.example.com/p/')],
    'http://localhost:9090',
    'http://localhost:9090/p',
  ],
  ['another prefix', [url('http://127.0.0.1:9090/p')], 'http://127.0.0.1:9090/p', 'http://localhost:9090'],
  ['another scheme', [url('https://localhost:9090')], 'https://localhost:9090', 'http://localhost:9090'],
])('finds %s', (_, changes, text, right) => {
  expect(found(...changes)).toEqual([
    `StatefulSet/prometheus: ${text} is not the address of Prometheus, which is ${right} (a.yaml:N).`,
  ])
})

it('finds an agent', () => {
  expect(found(flag('--agent'))).toEqual([
    'StatefulSet/prometheus: Prometheus runs as an agent, so the sidecar has no series to serve and no blocks to upload.',
  ])
  expect(found(flag('--enable-feature=agent'))).toHaveLength(1)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a prefix of both', [url('http://localhost:9090/p/'), flag('--web.route-prefix=/p')]],
  [
    'an external address behind a prefix that is removed',
    [flag('--web.external-url=https://m.example.com/p\n            - --web.route-prefix=/')],
  ],
  ['an address of another pod', [url('http://other:9091')]],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
