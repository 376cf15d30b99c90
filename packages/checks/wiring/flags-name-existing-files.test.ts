import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { flagsNameExistingFiles } from './flags-name-existing-files.ts'

const found = (...changes: Replacement[]): string[] => messagesOf(flagsNameExistingFiles, changes)
const store = (path: string): Replacement => [
  '            - --index-cache-size=500MB\n',
  `            - --index-cache.config-file=${path}\n`,
]

it('finds a file with another extension', () => {
  expect(found(store('/etc/thanos/objstore.yml'))).toEqual([
    'StatefulSet/thanos-store: ConfigMap/thanos-objstore has no file /etc/thanos/objstore.yml, so thanos store does not start.',
  ])
})

it('finds a file that no volume contains', () => {
  expect(found(store('/config/cache.yaml'))).toEqual([
    'StatefulSet/thanos-store: no volume contains /config/cache.yaml, so thanos store does not start.',
  ])
})

it('finds the configuration of Prometheus', () => {
  expect(
    found(['--config.file=/etc/prometheus/prometheus.yaml', '--config.file=/etc/prometheus/prometheus.yml']),
  ).toEqual([
    'StatefulSet/prometheus: ConfigMap/prometheus has no file /etc/prometheus/prometheus.yml, so prometheus does not start.',
  ])
})

it('finds a file that items leave out', () => {
  const items: Replacement = [
    '{name: config, configMap: {name: alertmanager}}',
    '{name: config, configMap: {name: alertmanager, items: [{key: alertmanager.yaml, path: am.yaml}]}}',
  ]
  expect(found(items)).toEqual([
    'StatefulSet/alertmanager: ConfigMap/alertmanager has no file /etc/alertmanager/alertmanager.yaml, so alertmanager does not start.',
  ])
  expect(found(items, ['/etc/alertmanager/alertmanager.yaml', '/etc/alertmanager/am.yaml'])).toEqual([])
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['an object that does not exist', [['configMap: {name: thanos-objstore}', 'configMap: {name: other}']]],
  [
    'a default configuration of the image',
    [['--config.file=/etc/prometheus/prometheus.yaml', '--config.file=/etc/default.yml']],
  ],
  [
    'a mounted file',
    [
      [
        '{name: config, mountPath: /etc/alertmanager,',
        '{name: config, mountPath: /etc/alertmanager/alertmanager.yaml, subPath: alertmanager.yaml,',
      ],
    ],
  ],
  ['a path with a variable', [store('/etc/thanos/$(NAME).yaml')]],
])('accepts %s', (_, changes) => expect(found(...changes)).toEqual([]))
