import type { Json, KubernetesObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { ImportedCluster } from './cluster-objects.ts'
import { withoutDefaults } from './default-fields.ts'

type Spec = Readonly<Record<string, Json>>

const widget = (spec: Spec, kind = 'Widget'): KubernetesObject =>
  ({ apiVersion: 'v1', kind, metadata: { name: 'a' }, spec }) as unknown as KubernetesObject

const cluster = (name: string, isLive: boolean, ...specs: readonly KubernetesObject[]): ImportedCluster => ({
  name,
  settings: { namespace: 'thanos', cluster: name },
  objects: specs.map((object) => ({
    object,
    source: {
      object: isLive ? { ...object, metadata: { ...object.metadata, uid: '1' } } : object,
      place: () => ({ file: '' }),
    },
  })),
  skipped: [],
  secrets: [],
})

/** A server with defaults: one of two fields for the other, a target for a port, and a mapping. A port is required. */
function server() {
  const asked: number[] = []
  const stored = async (objects: readonly KubernetesObject[]) => {
    asked.push(objects.length)
    return objects.map((object): KubernetesObject | undefined => {
      const spec = (object as unknown as { spec?: Spec }).spec
      if (object.kind === 'Unknown' || spec === undefined) return undefined
      const ports = (spec.ports ?? []) as readonly Readonly<Record<string, Json>>[]
      if (ports.some(({ port }) => port === undefined)) return undefined
      const account = spec.account ?? spec.accountName ?? 'default'
      return widget({
        replicas: 1,
        strategy: { type: 'Rolling', rolling: { max: 1 } },
        ...spec,
        account,
        accountName: spec.accountName ?? account,
        ports: ports.map((one) => ({ protocol: 'TCP', target: one.port!, ...one })),
      })
    })
  }
  return { stored, asked }
}

const specsOf = (clusters: readonly ImportedCluster[]): readonly Spec[] =>
  clusters.flatMap(({ objects }) => objects.map(({ object }) => (object as unknown as { spec: Spec }).spec))

const full: Spec = {
  account: 'store',
  accountName: 'store',
  replicas: 1,
  strategy: { type: 'Rolling', rolling: { max: 1 } },
  ports: [
    { port: 80, target: 80, protocol: 'TCP' },
    { port: 90, target: 80, protocol: 'UDP' },
  ],
}

describe('an import without defaults', () => {
  it('has the fields of a live object that the server would not set itself', async () => {
    const { stored } = server()
    const result = await withoutDefaults([cluster('eu', true, widget(full))], stored)
    expect(specsOf(result)).toEqual([
      { accountName: 'store', replicas: 1, ports: [{ port: 80 }, { port: 90, target: 80, protocol: 'UDP' }] },
    ])
    expect(result[0]!.defaultFields).toBe(4)
    expect(await stored(result[0]!.objects.map(({ object }) => object))).toEqual(await stored([widget(full)]))
  })

  it('keeps a value that is the default of one object only', async () => {
    const ports = (target: number): KubernetesObject => widget({ ports: [{ port: 80, target }] })
    const other = widget({ ports: [{ port: 443, target: 80 }] })
    const result = await withoutDefaults([cluster('eu', true, ports(80), other)], server().stored)
    expect(specsOf(result)).toEqual([{ ports: [{ port: 80 }] }, { ports: [{ port: 443, target: 80 }] }])
  })

  it('judges an object once for all clusters that have it', async () => {
    const [one, two] = [server(), server()]
    await withoutDefaults([cluster('eu', true, widget(full))], one.stored)
    const names = ['eu', 'us', 'ap']
    const result = await withoutDefaults(
      names.map((name) => cluster(name, true, widget(full))),
      two.stored,
    )
    expect(two.asked).toEqual(one.asked)
    expect(result.map(({ defaultFields }) => defaultFields)).toEqual([4, 4, 4])
  })

  it('has all fields of rendered objects, and of kinds that the server does not have', async () => {
    const unknown = widget(full, 'Unknown')
    const { stored, asked } = server()
    expect(specsOf(await withoutDefaults([cluster('eu', false, widget(full))], stored))).toEqual([full])
    expect(asked).toEqual([])
    expect(specsOf(await withoutDefaults([cluster('eu', true, unknown)], stored))).toEqual([full])
  })
})
