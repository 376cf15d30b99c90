import { expect, it } from 'vitest'
import { mountedFiles, secondsOf, type Workload } from './objects.ts'

const workload: Workload = {
  kind: 'Deployment',
  metadata: { name: 'query' },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'query',
            image: 'a',
            args: ['--cert=/etc/tls/tls.crt', '--other=/etc/other/a'],
            volumeMounts: [
              { name: 'tls', mountPath: '/etc/tls' },
              { name: 'other', mountPath: '/etc/other' },
            ],
          },
        ],
        volumes: [
          { name: 'tls', secret: { secretName: 'query-tls' } },
          { name: 'other', secret: { secretName: 'other' } },
        ],
      },
    },
  },
}

it('mountedFiles returns the files that arguments and the own ConfigMap name', () => {
  const configMaps = ['query', 'store'].map((name) => ({
    kind: 'ConfigMap',
    metadata: { name },
    data: { 'a.yaml': `ca_file: /etc/tls/${name}.crt` },
  }))
  const found = mountedFiles(workload, new Set(['query-tls']), configMaps)
  expect(found.map(({ workload: name, secret, folder, key }) => [name, secret, folder, key])).toEqual([
    ['query', 'query-tls', '/etc/tls', 'query.crt'],
    ['query', 'query-tls', '/etc/tls', 'tls.crt'],
  ])
})

it.each([
  ['2160h0m0s', 7_776_000],
  ['1h30m5s', 5405],
])('secondsOf %s is %d', (duration, seconds) => expect(secondsOf(duration)).toBe(seconds))
