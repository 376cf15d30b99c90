import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { memcachedFitsItsClients } from './memcached-fits-its-clients.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'more than its limit',
    [['-m 1024', '-m 8192']],
    ['StatefulSet/memcached: memcached may hold 8192MB of items, and its memory limit is 1536Mi.'],
  ],
  [
    'a Service with one address',
    [['spec: {clusterIP: None, selector: {app: memcached}', 'spec: {selector: {app: memcached}']],
    [
      'ConfigMap/thanos-query-frontend: Service/memcached is not headless, so each server of memcached gets a random part of the keys.',
    ],
  ],
  [
    'addresses that change',
    [['dnssrvnoa+_memcache', 'dnssrv+_memcache']],
    [
      'ConfigMap/thanos-query-frontend: dnssrv+_memcache._tcp.memcached.monitoring.svc finds servers by their addresses, which change at a restart and move the keys.',
    ],
  ],
  [
    'smaller items than are sent',
    [[', -I 5m', '']],
    ['ConfigMap/thanos-query-frontend: items up to 5MiB are sent, and memcached takes 1m.'],
  ],
])('it finds %s', (_, changes, messages) => {
  expect(messagesOf(memcachedFitsItsClients, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['a stack in which nothing is wrong', []],
  ['larger items than are sent', [['-I 5m', '-I 8m']]],
])('it accepts %s', (_, changes) => {
  expect(messagesOf(memcachedFitsItsClients, changes)).toEqual([])
})
