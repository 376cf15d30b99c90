import { podsPart } from '../pods/part.ts'
import { prometheus, promtool, thanos } from '../pods/stack-tools.ts'
import { shardChecks } from './checks.ts'
import { createShards, shardEnvironments } from './subject.ts'

/** Shards of the store gateway, Prometheus, the ruler and the compactor. */
export const shardsPart = podsPart({
  name: 'shards',
  environments: shardEnvironments,
  programs: [thanos, prometheus, promtool],
  checks: shardChecks,
  subject: createShards,
})
