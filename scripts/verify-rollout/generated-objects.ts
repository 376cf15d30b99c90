// Objects that differ from valid ones in one or two fields, to be compared with a server.
import { rolloutCases } from '@thanos-gitops/diff/cases'
import { isObject, type KubernetesObject, stringAt } from '@thanos-gitops/manifest'
import fc from 'fast-check'

export interface GeneratedObject {
  /** A valid object. */
  readonly base: KubernetesObject
  /** The same object with other values. */
  readonly mutated: KubernetesObject
  /** The fields that differ: `/spec/replicas = -1`. */
  readonly mutations: readonly string[]
}

/** Kinds that need no other object and that no controller must create first. */
const kinds = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Service',
  'ConfigMap',
  'Secret',
  'Job',
  'CronJob',
  'Ingress',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'NetworkPolicy',
  'RoleBinding',
]

/** Values that a person or a program writes by mistake. */
const values: readonly unknown[] = [
  '',
  ' ',
  'a b',
  'A_B',
  '-a',
  'a'.repeat(64),
  'a/b',
  '1',
  'true',
  '10Gi',
  '25%',
  'None',
  'Always',
  'http',
  0,
  1,
  -1,
  65_536,
  2 ** 31,
  1.5,
  true,
  false,
  null,
  [],
  {},
  ['a'],
  [''],
  { a: 'b' },
  { name: 'web' },
]

export function baseObjects(): readonly KubernetesObject[] {
  const found = new Map<string, KubernetesObject>()
  // An address can be allocated only once.
  for (const { before, cluster, live } of rolloutCases())
    if (kinds.includes(before.kind) && cluster.length === 0 && live === undefined && !hasAddress(before))
      found.set(JSON.stringify(before), before)
  return [...found.values()]
}

const hasAddress = (object: KubernetesObject): boolean => /^\d/.test(stringAt(object, 'spec', 'clusterIP') ?? '')

/** @param count how many objects; the same seed gives the same ones */
export function generatedObjects(count: number, seed: number): readonly GeneratedObject[] {
  const mutation = fc.record({ at: fc.nat(), kind: fc.nat(5), value: fc.constantFrom(...values) })
  const arbitrary = fc.record({
    base: fc.constantFrom(...baseObjects()),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }),
  })
  return fc.sample(arbitrary, { numRuns: count, seed }).map(({ base, mutations }) => {
    const mutated = structuredClone(base) as unknown as Container
    const described = mutations.map(({ at, kind, value }) => mutate(mutated, at, kind, value))
    return { base, mutated: mutated as unknown as KubernetesObject, mutations: described }
  })
}

type Container = Record<string, unknown> | unknown[]

/** Changes one field. The name and the kind stay: they are part of the URL. */
function mutate(root: Container, at: number, kind: number, value: unknown): string {
  const places = [...fieldsOf(root, '')]
  // The first mutation can remove everything.
  if (places.length === 0) return 'nothing left'
  const { parent, key, pointer } = places[at % places.length]!
  const fields = parent as Record<string | number, unknown>
  const show = (text: string): string => `${pointer} ${text}`
  switch (kind) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1)
      else delete fields[key]
      return show('removed')
    case 1:
      if (Array.isArray(parent)) {
        parent.push(structuredClone(fields[key]))
        return show('repeated')
      }
      fields[`${key}x`] = fields[key]
      delete fields[key]
      return show('misspelt')
    default:
      fields[key] = structuredClone(value)
      return show(`= ${JSON.stringify(value)}`)
  }
}

interface Field {
  readonly parent: Container
  readonly key: string | number
  readonly pointer: string
}

function* fieldsOf(value: unknown, pointer: string): Generator<Field> {
  if (Array.isArray(value))
    for (const [key, child] of value.entries()) {
      yield { parent: value, key, pointer: `${pointer}/${key}` }
      yield* fieldsOf(child, `${pointer}/${key}`)
    }
  else if (isObject(value))
    for (const [key, child] of Object.entries(value)) {
      const isIdentity = pointer === '' && ['apiVersion', 'kind', 'metadata'].includes(key)
      const isName = pointer === '/metadata' && (key === 'name' || key === 'namespace')
      if (!isIdentity && !isName) yield { parent: value as Record<string, unknown>, key, pointer: `${pointer}/${key}` }
      if (!isIdentity || key === 'metadata') yield* fieldsOf(child, `${pointer}/${key}`)
    }
}
