import { type KubernetesObject, type Mapping, mappingsOf, nanoUnits, valueAt } from '@thanos-gitops/manifest'
import type { Amounts, Capacity, CapacityChange } from '@thanos-gitops/manifest/change'
import { podSpecOf } from '@thanos-gitops/workloads'
import { claimTemplatesOf, replicasOf } from './manifest-set.ts'
import type { Prices } from './prices.ts'

/** The amounts of a component while its objects are added up. */
type Total = { -readonly [Key in keyof Amounts]: Amounts[Key] } & {
  /** Bytes of storage by storage class. */
  storageByClass: Map<string, number>
  perNode: boolean
}

const emptyTotal = (): Total => ({
  replicas: 0,
  cpuRequests: 0,
  cpuLimits: 0,
  memoryRequests: 0,
  memoryLimits: 0,
  storage: 0,
  storageByClass: new Map(),
  perNode: false,
})

/** The requests and limits of all pods and the storage of all claims, by component, before and after. */
export function capacityOf(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  prices?: Prices,
): Capacity {
  const totals = { before: totalsByComponent(before), after: totalsByComponent(after) }
  const names = [...new Set([...totals.before.keys(), ...totals.after.keys()])].sort()
  return {
    components: names.map((component) => ({
      component,
      ...changeOf(totals.before.get(component) ?? emptyTotal(), totals.after.get(component) ?? emptyTotal(), prices),
    })),
    total: changeOf(sumOf(totals.before.values()), sumOf(totals.after.values()), prices),
    ...(prices?.currency !== undefined && { currency: prices.currency }),
  }
}

function changeOf(before: Total, after: Total, prices: Prices | undefined): Omit<CapacityChange, 'component'> {
  return {
    before: amountsOf(before),
    after: amountsOf(after),
    ...(prices && { cost: { before: costOf(before, prices), after: costOf(after, prices) } }),
    ...((before.perNode || after.perNode) && { perNode: true }),
  }
}

const amountsOf = ({ storageByClass: _classes, perNode: _perNode, ...amounts }: Total): Amounts => amounts

const gibibyte = 2 ** 30

function costOf(total: Total, { cpu = 0, memory = 0, storage = 0, storageClasses = {} }: Prices): number {
  let cost = total.cpuRequests * cpu + (total.memoryRequests / gibibyte) * memory
  for (const [name, size] of total.storageByClass) cost += (size / gibibyte) * (storageClasses[name] ?? storage)
  return Math.round(cost * 100) / 100
}

function totalsByComponent(objects: readonly KubernetesObject[]): ReadonlyMap<string, Total> {
  const totals = new Map<string, Total>()
  for (const object of objects) {
    // The pods of Jobs and CronJobs use resources only while they run.
    const podSpec = object.kind === 'CronJob' || object.kind === 'Job' ? undefined : podSpecOf(object)
    const claims = claimsOf(object)
    if (podSpec === undefined && claims.length === 0) continue
    const component = object.metadata.labels?.['app.kubernetes.io/name'] ?? object.metadata.name
    const total = totals.get(component) ?? emptyTotal()
    totals.set(component, total)
    const count = instancesOf(object)
    if (podSpec) addPods(total, podSpec, count, object.kind === 'DaemonSet')
    for (const claim of claims) addClaim(total, claim, count)
  }
  return totals
}

const claimsOf = (object: KubernetesObject): readonly Mapping[] => {
  if (object.kind === 'StatefulSet') return claimTemplatesOf(object)
  return object.kind === 'PersistentVolumeClaim' ? [object as unknown as Mapping] : []
}

/** How often the pods and claims of an object exist. Manifests do not contain the number of nodes: a DaemonSet counts once. */
const instancesOf = (object: KubernetesObject): number =>
  ['DaemonSet', 'Pod', 'PersistentVolumeClaim'].includes(object.kind) ? 1 : replicasOf(object)

function addPods(total: Total, podSpec: Mapping, count: number, perNode: boolean): void {
  total.replicas += count
  if (perNode) total.perNode = true
  total.cpuRequests += podAmount(podSpec, 'requests', 'cpu') * count
  total.cpuLimits += podAmount(podSpec, 'limits', 'cpu') * count
  total.memoryRequests += podAmount(podSpec, 'requests', 'memory') * count
  total.memoryLimits += podAmount(podSpec, 'limits', 'memory') * count
}

function addClaim(total: Total, claim: Mapping, count: number): void {
  const size = numberOf(valueAt(claim, ['spec', 'resources', 'requests', 'storage'])) * count
  total.storage += size
  addToClass(total, String(valueAt(claim, ['spec', 'storageClassName']) ?? ''), size)
}

const addToClass = ({ storageByClass }: Total, name: string, size: number): void =>
  void storageByClass.set(name, (storageByClass.get(name) ?? 0) + size)

/**
 * What the scheduler counts for a pod: its containers, or its largest init container if that is more. Sidecars (init containers
 * that restart) run next to both.
 */
function podAmount(podSpec: Mapping, field: 'requests' | 'limits', resource: 'cpu' | 'memory'): number {
  const amountOf = (container: Mapping): number => {
    const limit = valueAt(container, ['resources', 'limits', resource])
    if (field === 'limits') return numberOf(limit)
    // An absent request defaults to the limit.
    return numberOf(valueAt(container, ['resources', 'requests', resource]) ?? limit)
  }
  const sumOfAmounts = (containers: readonly Mapping[]): number =>
    containers.reduce((sum, container) => sum + amountOf(container), 0)
  const initContainers = mappingsOf(podSpec.initContainers)
  const isSidecar = ({ restartPolicy }: Mapping): boolean => restartPolicy === 'Always'
  const sidecars = sumOfAmounts(initContainers.filter(isSidecar))
  const largest = Math.max(0, ...initContainers.filter((container) => !isSidecar(container)).map(amountOf))
  return Math.max(sumOfAmounts(mappingsOf(podSpec.containers)), largest) + sidecars
}

/** A quantity as a number of its base unit: cores or bytes. */
const numberOf = (quantity: unknown): number =>
  typeof quantity === 'string' || typeof quantity === 'number' ? Number(nanoUnits(quantity) ?? 0n) / 1e9 : 0

function sumOf(totals: Iterable<Total>): Total {
  const sum = emptyTotal()
  for (const total of totals) {
    for (const name of ['replicas', 'cpuRequests', 'cpuLimits', 'memoryRequests', 'memoryLimits', 'storage'] as const)
      sum[name] += total[name]
    for (const [name, size] of total.storageByClass) addToClass(sum, name, size)
    if (total.perNode) sum.perNode = true
  }
  return sum
}
