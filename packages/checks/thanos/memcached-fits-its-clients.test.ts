import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { memcachedFitsItsClients } from './memcached-fits-its-clients.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'items that exceed the memory limit',
    [['-m 1024', '-m 8192']],
    ['StatefulSet/memcached: memcached can store 8192MB of items, but its memory limit is 1536Mi.'],
  ],
  [
    'a Service that is not headless',
    [['spec: {clusterIP: None, selector: {app: memcached}', 'spec: {selector: {app: memcached}']],
    [
      'ConfigMap/thanos-query-frontend: Service/memcached is not headless, so each memcached server gets a random part of the keys.',
    ],
  ],
  [
    'servers that are identified by IP address',
    [['dnssrvnoa+_memcache', 'dnssrv+_memcache']],
    [
      'ConfigMap/thanos-query-frontend: dnssrv+_memcache._tcp.memcached.monitoring.svc identifies servers by IP address, so a server gets other keys after each restart.',
    ],
  ],
  [
    'a maximum item size below that of the client',
    [[', -I 5m', '']],
    ['ConfigMap/thanos-query-frontend: Thanos sends items up to 5MiB, but memcached accepts items up to 1m.'],
  ],
  [
    'an item that is larger than half of the memory',
    [['-m 1024, -I 5m', '-m 8, -I 5m']],
    ['StatefulSet/memcached: memcached does not start, because an item of 5m is larger than half of its 8MB.'],
  ],
  [
    'a missing memory limit',
    [['resources: {limits: {memory: 1536Mi}}', 'resources: {}']],
    ['StatefulSet/memcached: memcached has no memory limit.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(memcachedFitsItsClients, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  ['a maximum item size above that of the client', [['-I 5m', '-I 8m']]],
])('accepts %s', (_, changes) => {
  expect(messagesOf(memcachedFitsItsClients, changes)).toEqual([])
})
