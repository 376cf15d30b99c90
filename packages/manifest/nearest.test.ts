import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const workloads = ['thanos-query', 'thanos-query-frontend', 'thanos-store', 'thanos-compact', 'thanos-rule']

it.each([
  ['replica', ['replicas', 'selector'], 'replicas'],
  ['repilcas', ['replicas', 'selector'], 'replicas'],
  ['STORAGE', ['storage', 'storages'], 'storage'],
  ['storageclassname', ['storageClassName', 'volumeName'], 'storageClassName'],
  ['Name', ['name', 'Name'], 'Name'],
  ['thanos-stroe', workloads, 'thanos-store'],
  ['store', workloads, 'thanos-store'],
  ['thanos-query-fronted', workloads, 'thanos-query-frontend'],
  ['query', workloads, 'thanos-query'],
  ['kube-prometheus', ['prom', 'prometheus'], 'prometheus'],
  ['sand', ['payments', 'sandbox'], 'sandbox'],
  ['dve', ['dev', 'payments'], 'dev'],
  ['ports', ['image', 'port', 'part'], 'port'],
  ['thanos-ruler', workloads, 'thanos-rule'],
] as const)('suggests for %j of %j: %j', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected)
})

it.each([
  ['grafana', workloads],
  ['cp', ['io', 'ui']],
  ['a', ['data', 'metadata']],
  ['', ['a', 'data']],
  ['name', []],
] as const)('suggests nothing for %j of %j', (word, candidates) => {
  expect(nearest(word, candidates)).toBeUndefined()
})
