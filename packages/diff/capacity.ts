import { isObject, type KubernetesObject, nanoUnits, valueAt } from '@thanos-gitops/manifest'
import type { Amounts, Capacity, CapacityChange } from '@thanos-gitops/manifest/change'
import { type Fields, mappings, replicasOf, workloadOf } from './world.ts'

/** Per month. Memory and storage are priced by the GiB. */
export interface Prices {
  readonly currency?: string
  readonly cpu?: number
  readonly memory?: number
  readonly storage?: number
  /** Storage by class, in place of `storage`. */
  readonly storageClasses?: Readonly<Record<string, number>>
}

type Storage = Map<string, number>
type Sum = { -readonly [Key in keyof Amounts]: Amounts[Key] } & { byClass: Storage; perNode: boolean }

const nothing = (): Sum => ({
  replicas: 0,
  cpuRequests: 0,
  cpuLimits: 0,
  memoryRequests: 0,
  memoryLimits: 0,
  storage: 0,
  byClass: new Map(),
  perNode: false,
})

/** Replicas times what their pods ask for, by component, on both sides. */
export function capacityOf(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  prices?: Prices,
): Capacity {
  const [old, now] = [sums(before), sums(after)]
  const names = [...new Set([...old.keys(), ...now.keys()])].sort()
  const components = names.map(
    (component): CapacityChange => ({
      component,
      ...pair(old.get(component) ?? nothing(), now.get(component) ?? nothing(), prices),
    }),
  )
  return {
    components,
    total: pair(totalOf(old), totalOf(now), prices),
    ...(prices?.currency === undefined ? {} : { currency: prices.currency }),
  }
}

function pair(before: Sum, after: Sum, prices: Prices | undefined): Omit<CapacityChange, 'component'> {
  return {
    before: amounts(before),
    after: amounts(after),
    ...(prices ? { cost: { before: costOf(before, prices), after: costOf(after, prices) } } : {}),
    ...(before.perNode || after.perNode ? { perNode: true } : {}),
  }
}

const amounts = ({ replicas, cpuRequests, cpuLimits, memoryRequests, memoryLimits, storage }: Sum): Amounts => ({
  replicas,
  cpuRequests,
  cpuLimits,
  memoryRequests,
  memoryLimits,
  storage,
})

const gibibyte = 2 ** 30

function costOf(sum: Sum, { cpu = 0, memory = 0, storage = 0, storageClasses = {} }: Prices): number {
  const volumes = [...sum.byClass].reduce(
    (total, [name, size]) => total + (size / gibibyte) * (storageClasses[name] ?? storage),
    0,
  )
  return Math.round((sum.cpuRequests * cpu + (sum.memoryRequests / gibibyte) * memory + volumes) * 100) / 100
}

function sums(objects: readonly KubernetesObject[]): Map<string, Sum> {
  const result = new Map<string, Sum>()
  for (const object of objects) {
    const pods = workloadOf(object)
    const claims =
      object.kind === 'StatefulSet'
        ? mappings(valueAt(object, ['spec', 'volumeClaimTemplates']))
        : object.kind === 'PersistentVolumeClaim'
          ? [object as unknown as Fields]
          : []
    // A CronJob's pods come and go.
    if ((!pods || object.kind === 'CronJob' || object.kind === 'Job') && claims.length === 0) continue
    const component = object.metadata.labels?.['app.kubernetes.io/name'] ?? object.metadata.name
    const sum = result.get(component) ?? nothing()
    const replicas = pods ? (object.kind === 'DaemonSet' || object.kind === 'Pod' ? 1 : replicasOf(object)) : 1
    if (pods) addPods(sum, pods.podSpec, replicas, object.kind === 'DaemonSet')
    for (const claim of claims) {
      const size = inUnits(valueAt(claim, ['spec', 'resources', 'requests', 'storage'])) * replicas
      const name = String(valueAt(claim, ['spec', 'storageClassName']) ?? '')
      sum.storage += size
      sum.byClass.set(name, (sum.byClass.get(name) ?? 0) + size)
    }
    result.set(component, sum)
  }
  return result
}

function addPods(sum: Sum, podSpec: Fields, replicas: number, perNode: boolean): void {
  sum.replicas += replicas
  if (perNode) sum.perNode = true
  const add = (field: keyof Amounts, kind: 'requests' | 'limits', name: string): void =>
    void (sum[field] += podAmount(podSpec, kind, name) * replicas)
  add('cpuRequests', 'requests', 'cpu')
  add('cpuLimits', 'limits', 'cpu')
  add('memoryRequests', 'requests', 'memory')
  add('memoryLimits', 'limits', 'memory')
}

/** What the scheduler counts: all containers together, or the largest init container; sidecars run beside both. */
function podAmount(podSpec: Fields, kind: 'requests' | 'limits', name: string): number {
  const amount = (container: Fields): number => {
    const of = (part: string): unknown => valueAt(container, ['resources', part, name])
    // A request that is absent is the limit.
    return inUnits(of(kind) ?? (kind === 'requests' ? of('limits') : undefined))
  }
  const running = mappings(podSpec.containers).reduce((total, container) => total + amount(container), 0)
  const initial = mappings(podSpec.initContainers)
  const sidecars = initial
    .filter((container) => container.restartPolicy === 'Always')
    .reduce((total, container) => total + amount(container), 0)
  const largest = Math.max(0, ...initial.filter((container) => container.restartPolicy !== 'Always').map(amount))
  return Math.max(running + sidecars, largest + sidecars)
}

const inUnits = (quantity: unknown): number =>
  typeof quantity === 'string' || typeof quantity === 'number' ? Number(nanoUnits(quantity) ?? 0n) / 1e9 : 0

function totalOf(components: ReadonlyMap<string, Sum>): Sum {
  const total = nothing()
  for (const sum of components.values()) {
    for (const name of ['replicas', 'cpuRequests', 'cpuLimits', 'memoryRequests', 'memoryLimits', 'storage'] as const)
      total[name] += sum[name]
    for (const [name, size] of sum.byClass) total.byClass.set(name, (total.byClass.get(name) ?? 0) + size)
    if (sum.perNode) total.perNode = true
  }
  return total
}

/** A price file's content. Gives what is wrong with it as text. */
export function readPrices(value: unknown): Prices | string {
  if (!isObject(value)) return 'A price file is a mapping of cpu, memory, storage, storageClasses and currency.'
  const known = ['currency', 'cpu', 'memory', 'storage', 'storageClasses']
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown !== undefined) return `${unknown} is not a key here. Known keys: ${known.join(', ')}.`
  for (const key of ['cpu', 'memory', 'storage'])
    if (value[key] !== undefined && !isPrice(value[key]))
      return `${key} must be a price: a number of at least 0, for one core or one GiB a month.`
  const classes = value.storageClasses ?? {}
  if (!isObject(classes) || !Object.values(classes).every(isPrice))
    return 'storageClasses must be a mapping of class to price.'
  if (value.currency !== undefined && typeof value.currency !== 'string') return 'currency must be a text.'
  return value as Prices
}

const isPrice = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0
