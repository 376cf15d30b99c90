import { expect, it } from 'vitest'
import { patchesFor, type Workload } from './patches.ts'

const workload = (name: string, replicas: number, args: readonly string[]): Workload => ({
  kind: 'StatefulSet',
  metadata: { name },
  spec: {
    replicas,
    template: { spec: { containers: [{ name, args, resources: { requests: { cpu: 4, memory: '16Gi' } } }] } },
  },
})

const operationsOf = (name: string, replicas: number, args: readonly string[]) =>
  patchesFor([workload(name, replicas, args)])[0]!.patch

it('patches take one replica of three, and leave two', () => {
  const replicas = (count: number) =>
    operationsOf('thanos-query', count, []).filter(({ path }) => path === '/spec/replicas')
  expect(replicas(3)).toEqual([{ op: 'replace', path: '/spec/replicas', value: 2 }])
  expect(replicas(2)).toEqual([])
})

it('patches replace the requests of each container', () =>
  expect(operationsOf('thanos-query', 1, [])).toEqual([
    { op: 'replace', path: '/spec/template/spec/containers/[name=thanos-query]/resources/requests/cpu', value: '10m' },
    {
      op: 'replace',
      path: '/spec/template/spec/containers/[name=thanos-query]/resources/requests/memory',
      value: '32Mi',
    },
  ]))

it('patches add the arguments that shorten waits, unless the environment sets them', () => {
  const added = (args: readonly string[]) =>
    operationsOf('thanos-compact', 1, args)
      .filter(({ op }) => op === 'add')
      .map(({ value }) => value)
  expect(added([])).toEqual(['--consistency-delay=1m', '--wait-interval=1m'])
  expect(added(['--wait-interval=5m'])).toEqual(['--consistency-delay=1m'])
})

it('patches leave out a workload without requests', () => {
  const { metadata, kind } = workload('a', 1, [])
  const spec = { template: { spec: { containers: [{ name: 'a' }] } } }
  expect(patchesFor([{ metadata, kind, spec }])).toEqual([])
})
