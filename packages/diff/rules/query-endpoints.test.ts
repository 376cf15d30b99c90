import { describe, expect, it } from 'vitest'
import { manifestSetOf } from '../manifest-set.ts'
import { configMap, diff, sourced, type WorkloadOptions, workload } from '../testing/objects.ts'
import { endpointCountOf } from './query-endpoints.ts'

const mounted: WorkloadOptions = {
  container: { volumeMounts: [{ name: 'endpoints', mountPath: '/etc/thanos' }] },
  pod: { volumes: [{ name: 'endpoints', configMap: { name: 'endpoints' } }] },
}
const file = 'endpoint.sd-config-file=/etc/thanos/endpoints.yaml'

function countOf(args: readonly string[], content?: string, options = mounted): number | undefined {
  const query = workload({ image: 'quay.io/thanos/thanos:v0.42.4', args: ['query', ...args], ...options })
  const objects = [query, ...(content === undefined ? [] : [configMap({ 'endpoints.yaml': content }, 'endpoints')])]
  const set = manifestSetOf(objects.map(sourced))
  return endpointCountOf(set.workloads[0]!, set)
}

describe('endpointCountOf', () => {
  it.each<[title: string, args: readonly string[], content: string | undefined, count: number | undefined]>([
    ['no endpoint', [], undefined, 0],
    ['flags', ['--endpoint=a:1', '--endpoint-group=b:1', '--store=c:1'], undefined, 3],
    ['a document in a flag', ['--endpoint.sd-config=endpoints: [{address: a}, {address: b}]'], undefined, 2],
    ['a file with endpoints', [`--${file}`], 'endpoints: [{address: a}]', 1],
    ['a file with target groups', [`--${file}`], '- targets: [a, b]\n- targets: [c]\n- labels: {}\n', 3],
    ['a file without endpoints', [`--${file}`], '', 0],
    ['a flag and a file', ['--endpoint=a:1', `--${file}`], 'endpoints: [{address: a}]', 2],
    ['a file that is not in the manifests', ['--endpoint=a:1', `--${file}`], undefined, undefined],
    ['a flag without a value', ['--store.sd-files'], undefined, undefined],
  ])('counts %s', (_title, args, content, count) => expect(countOf(args, content)).toBe(count))

  it('does not read a ConfigMap of another key', () =>
    expect(
      countOf([`--${file}`], 'endpoints: [{address: a}]', {
        ...mounted,
        pod: {
          volumes: [{ name: 'endpoints', configMap: { name: 'endpoints', items: [{ key: 'x', path: 'y.yaml' }] } }],
        },
      }),
    ).toBeUndefined())

  it('ignores containers that run another command', () => {
    const set = manifestSetOf([
      sourced(workload({ image: 'quay.io/thanos/thanos:v0.42.4', args: ['store', '--endpoint=a:1'] })),
    ])
    expect(endpointCountOf(set.workloads[0]!, set)).toBe(0)
  })
})

describe('a changed query', () => {
  const query = (image: string, ...args: readonly string[]) =>
    workload({ image: `quay.io/thanos/thanos:${image}`, args: ['query', ...args] })
  const classOf = (before: object, after: object) => diff([before], [after]).objects[0]!.class

  it('is an outage if it loses its last endpoint', () =>
    expect(classOf(query('v0.42.4', '--endpoint=a:1'), query('v0.42.4'))).toBe('outage'))

  it('only restarts if it had no endpoint before', () =>
    expect(classOf(query('v0.42.3'), query('v0.42.4'))).toBe('restart'))
})
