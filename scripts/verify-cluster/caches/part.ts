import { podsPart } from '../pods/part.ts'
import { promtool, thanos } from '../pods/stack-tools.ts'
import { cacheChecks } from './checks.ts'
import { cacheEnvironments, createCaches } from './subject.ts'

/** The caches of store gateways and query frontends in memcached and in Valkey. */
export const cachesPart = podsPart({
  name: 'caches',
  environments: cacheEnvironments,
  programs: [thanos, promtool],
  installed: [
    { programs: ['memcached'], package: 'memcached' },
    // Debian 12 has no Valkey.
    { programs: ['valkey-server', 'redis-server'], package: 'redis-server' },
  ],
  checks: cacheChecks,
  subject: createCaches,
})
