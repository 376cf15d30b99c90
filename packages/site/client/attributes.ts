// The attributes of components that the matrix compares.
import type { Overview, StoredComponent, StoredEnvironment } from '../stored.ts'
import { bytesText, coresText, versionText } from './format.ts'

export interface Attribute {
  readonly id: string
  readonly title: string
  /** Empty if the component has none. */
  readonly text: (component: StoredComponent) => string
  /** For sorting; undefined if the text is compared. */
  readonly value?: (component: StoredComponent) => number
}

/** Requests and limits are those of all pods of the component. */
export const attributes: readonly Attribute[] = [
  { id: 'version', title: 'Version', text: versionText },
  {
    id: 'replicas',
    title: 'Replicas',
    text: ({ replicas, perNode }) => (perNode ? 'per node' : replicas === 0 ? '' : String(replicas)),
    value: ({ replicas }) => replicas,
  },
  {
    id: 'cpu',
    title: 'CPU',
    text: ({ cpuRequests, cpuLimits }) => requestsAndLimits(coresText(cpuRequests), cpuLimits && coresText(cpuLimits)),
    value: ({ cpuRequests }) => cpuRequests,
  },
  {
    id: 'memory',
    title: 'Memory',
    text: ({ memoryRequests, memoryLimits }) =>
      requestsAndLimits(bytesText(memoryRequests), memoryLimits && bytesText(memoryLimits)),
    value: ({ memoryRequests }) => memoryRequests,
  },
  {
    id: 'storage',
    title: 'Storage',
    text: ({ storage }) => (storage === 0 ? '' : bytesText(storage)),
    value: ({ storage }) => storage,
  },
  { id: 'retention', title: 'Retention', text: ({ retention }) => retention },
]

const requestsAndLimits = (requests: string, limits: string | 0): string =>
  requests === '0' && limits === 0 ? '' : limits === 0 || limits === requests ? requests : `${requests} / ${limits}`

/** The components of an environment by their names. */
export const componentsIn = (
  overview: Overview,
  { components }: StoredEnvironment,
): ReadonlyMap<string, StoredComponent> =>
  new Map(components.map((position) => [overview.components[position]!.name, overview.components[position]!]))

export interface Cell {
  /** Undefined if the environment lacks the component. */
  readonly component: StoredComponent | undefined
  readonly text: string
  /** Whether it is not what most of the environments have. If no value is the most frequent, all differ. */
  readonly differs: boolean
}

/** The cells of one attribute of one component in some environments. Environments without the component do not count. */
export function cellsOf(components: readonly (StoredComponent | undefined)[], attribute: Attribute): readonly Cell[] {
  const texts = components.map((component) => component && attribute.text(component))
  const norm = mostFrequent(texts.filter((text) => text !== undefined))
  return components.map((component, index) => ({
    component,
    text: texts[index] ?? '',
    differs: component !== undefined && texts[index] !== norm,
  }))
}

function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = [...Map.groupBy(texts, (text) => text)].map(([text, same]) => ({ text, count: same.length }))
  counts.sort((a, b) => b.count - a.count)
  const [first, second] = counts
  return first !== undefined && first.count > (second?.count ?? 0) ? first.text : undefined
}

/** Whether the environments differ in having the component. */
export const isPartlyAbsent = (cells: readonly Cell[]): boolean =>
  cells.some(({ component }) => component === undefined) && cells.some(({ component }) => component !== undefined)
