import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { valkeyFitsItsClients } from './valkey-fits-its-clients.ts'

/** The fixture with Valkey instead of memcached. */
const client: Replacement = [
  `    type: MEMCACHED
    config:
      addresses: [dnssrvnoa+_memcache._tcp.memcached.monitoring.svc]
      max_item_size: 5MiB`,
  `    type: REDIS
    config:
      addr: memcached.monitoring.svc:6379`,
]

const server = (
  args = '[--maxmemory, $(MEMORY), --maxmemory-policy, allkeys-lru]',
  resources = '{requests: {memory: 1Gi}, limits: {memory: 1536Mi}}',
  replicas = 1,
): Replacement[] => [
  client,
  ['  serviceName: memcached\n  replicas: 2', `  serviceName: memcached\n  replicas: ${replicas}`],
  [
    `          image: docker.io/library/memcached:1.6.18
          args: [-m 1024, -I 5m]`,
    `          image: docker.io/valkey/valkey:9.1.2
          command: [valkey-server]
          args: ${args}
          env: [{name: MEMORY, valueFrom: {resourceFieldRef: {resource: requests.memory, divisor: "1"}}}]`,
  ],
  ['          resources: {limits: {memory: 1536Mi}}', `          resources: ${resources}`],
]

it.each<[string, Replacement[], string[]]>([
  [
    'no limit of its own',
    server('[--maxmemory-policy, allkeys-lru]'),
    ['valkey has no --maxmemory, so it grows until it is killed.'],
  ],
  [
    'a request at the memory limit as its own limit',
    server(undefined, '{requests: {memory: 1536Mi}, limits: {memory: 1536Mi}}'),
    ['valkey can store 1536Mi, but its memory limit is 1536Mi.'],
  ],
  [
    'a number above the memory limit',
    server('[--maxmemory, 2gb, --maxmemory-policy, allkeys-lru]'),
    ['valkey can store 2048Mi, but its memory limit is 1536Mi.'],
  ],
  [
    'the policy that servers have by default',
    server('[--maxmemory, 1gb]'),
    ['valkey refuses to store items when it is full, because its --maxmemory-policy is noeviction.'],
  ],
  ['a missing memory limit', server(undefined, '{requests: {memory: 1Gi}}'), ['valkey has no memory limit.']],
  [
    'several servers',
    server(undefined, undefined, 2),
    ['2 servers that are not a cluster have different items, so many reads miss the cache.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(valkeyFitsItsClients, changes)).toEqual(messages.map((one) => `StatefulSet/memcached: ${one}`))
})

it.each([
  [
    'dnssrvnoa+_memcache._tcp.memcached.monitoring.svc',
    'Thanos does not look up dnssrvnoa+_memcache._tcp.memcached.monitoring.svc for a cache of the type REDIS, and does not start.',
  ],
  ['memcached.monitoring.svc', 'memcached.monitoring.svc has no port, so Thanos does not start.'],
])('finds the address %s', (address, message) => {
  expect(
    messagesOf(valkeyFitsItsClients, [...server(), ['addr: memcached.monitoring.svc:6379', `addr: ${address}`]]),
  ).toEqual([`ConfigMap/thanos-query-frontend: ${message}`])
})

it.each<[string, Replacement[]]>([
  ['memcached', []],
  ['a server whose limit is below that of its container', server()],
  ['a server with a configuration file', server('[/etc/valkey/valkey.conf]')],
  [
    'servers of a cluster',
    server('[--maxmemory, 1gb, --maxmemory-policy, allkeys-lru, --cluster-enabled, "yes"]', undefined, 3),
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(valkeyFitsItsClients, changes)).toEqual([])
})
