import { describe, expect, it } from 'vitest'
import { diff, workload } from '../testing/objects.ts'

const image = 'quay.io/thanos/thanos:v0.42.4'

/** The StatefulSet and the Service of each part; the empty name is that of the workload without parts. */
const parts = (name: string, command: string, of: readonly string[]) =>
  of.flatMap((part) => {
    const own = part === '' ? name : `${name}-${part}`
    const labels = { app: name, ...(part === '' ? {} : { 'thanos-gitops/shard': part }) }
    const claims = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }]
    const set = workload({
      kind: 'StatefulSet',
      name: own,
      image,
      args: [command],
      spec: { volumeClaimTemplates: claims },
    })
    const { namespace } = set.metadata as { namespace: string }
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: own, namespace, labels } }
    return [
      { ...set, metadata: { ...set.metadata, labels } },
      { ...service, spec: { clusterIP: 'None', selector: labels, ports: [{ port: 10901 }] } },
    ]
  })

const changesOf = (name: string, command: string, before: readonly string[], after: readonly string[]) =>
  diff(parts(name, command, before), parts(name, command, after)).objects

/** The changes that remove an object, also under another name. */
const removedOf = (kind: string, changes: ReturnType<typeof changesOf>) =>
  changes.filter((one) => one.kind === kind && one.status !== 'added' && one.status !== 'changed')

describe('store gateways', () => {
  it.each([
    ['the first shards', [''], ['0', '1'], 'StatefulSet/thanos-store-0, StatefulSet/thanos-store-1 load'],
    ['a removed shard', ['0', '1', '2'], ['0', '1'], 'StatefulSet/thanos-store-0, StatefulSet/thanos-store-1 load'],
    ['the removal of all shards', ['0', '1'], [''], 'StatefulSet/thanos-store loads'],
  ])('load the blocks of those that are removed: %s', (_, before, after, who) => {
    const removed = removedOf('StatefulSet', changesOf('thanos-store', 'store', before, after))
    expect(removed.length).toBeGreaterThan(0)
    for (const one of removed) {
      expect(one).toMatchObject({ class: 'risk', remedy: { id: 'load-blocks' } })
      expect(one.why).toContain(who)
      expect(one.why).toContain('Nothing is lost')
    }
  })

  it('have new addresses, which is no outage', () => {
    for (const [before, after] of [
      [[''], ['0', '1']],
      [['0', '1'], ['']],
    ] as const) {
      const removed = removedOf('Service', changesOf('thanos-store', 'store', before, after))
      expect(removed.length).toBeGreaterThan(0)
      for (const one of removed) expect(one).toMatchObject({ class: 'in-place' })
      expect(removed[0]?.why).toMatch(/takes? its place/)
    }
  })

  it('are an outage where none is left', () => {
    const [set, service] = changesOf('thanos-store', 'store', ['0'], []).toSorted((a, b) => (a.kind < b.kind ? 1 : -1))
    expect([set?.class, service?.class]).toEqual(['outage', 'outage'])
  })
})

describe('receivers', () => {
  it.each([
    ['the first zones', [''], ['a', 'b'], 'StatefulSet/thanos-receive-a, StatefulSet/thanos-receive-b get'],
    ['a removed zone', ['a', 'b', 'c'], ['a', 'b'], 'StatefulSet/thanos-receive-a, StatefulSet/thanos-receive-b get'],
    ['no zones any more', ['a', 'b'], [''], 'StatefulSet/thanos-receive gets'],
  ])('upload their samples when others take over: %s', (_, before, after, who) => {
    for (const one of removedOf('StatefulSet', changesOf('thanos-receive', 'receive', before, after))) {
      expect(one).toMatchObject({ class: 'risk', remedy: { id: 'move-series-of-receivers' } })
      expect(one.why).toContain(who)
      expect(one.why).toContain('senders repeat them')
    }
  })
})

it('does not take workloads of other names, or of other programs, for parts', () => {
  const before = parts('thanos-store', 'store', [''])
  const other = [...parts('other-store', 'store', ['0']), ...parts('thanos-store', 'compact', ['0'])]
  const [removed] = removedOf('StatefulSet', diff(before, other).objects)
  expect(removed?.why).not.toContain('load its blocks')
})
