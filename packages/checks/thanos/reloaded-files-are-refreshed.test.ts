import { expect, it } from 'vitest'
import { messagesOf } from './fixture.ts'
import { reloadedFilesAreRefreshed } from './reloaded-files-are-refreshed.ts'

const mount = '{name: config, mountPath: /etc/prometheus, readOnly: true}'
const file = '{name: config, mountPath: /etc/prometheus/prometheus.yaml, subPath: prometheus.yaml}'

it('finds a configuration that the sidecar watches through a subPath', () => {
  expect(messagesOf(reloadedFilesAreRefreshed, [[mount, file]])).toContain(
    'StatefulSet/prometheus: thanos sidecar reloads /etc/prometheus/prometheus.yaml, but the mount has a subPath, so the file never changes in a running pod.',
  )
})

it.each(['--web.enable-lifecycle', '--config.auto-reload', '--enable-feature=auto-reload-config'])(
  'finds a configuration of Prometheus that can be reloaded by %s',
  (flag) => {
    expect(
      messagesOf(reloadedFilesAreRefreshed, [
        [mount, file],
        ['- --web.enable-lifecycle', `- ${flag}`],
      ]),
    ).toContain(
      'StatefulSet/prometheus: prometheus reloads /etc/prometheus/prometheus.yaml, but the mount has a subPath, so the file never changes in a running pod.',
    )
  },
)

it('finds endpoints that a query watches through a subPath', () => {
  expect(
    messagesOf(reloadedFilesAreRefreshed, [
      [
        '{name: endpoints, mountPath: /etc/thanos, readOnly: true}',
        '{name: endpoints, mountPath: /etc/thanos/endpoints.yaml, subPath: endpoints.yaml}',
      ],
    ]),
  ).toHaveLength(1)
})

it('accepts folders, and a subPath of a volume with data', () => {
  expect(messagesOf(reloadedFilesAreRefreshed, [])).toEqual([])
  expect(
    messagesOf(reloadedFilesAreRefreshed, [
      ['{name: data, mountPath: /prometheus}', '{name: data, mountPath: /prometheus, subPath: db}'],
    ]),
  ).toEqual([])
})
