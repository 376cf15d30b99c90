import type { DeliveredChange, NamedDiff } from '../change.ts'

const nothing = { replicas: 0, cpuRequests: 0, cpuLimits: 0, memoryRequests: 0, memoryLimits: 0, storage: 0 }

/** The diff of an environment that exists on both sides, with these changed objects. */
export const namedDiff = (
  name: string,
  objects: readonly DeliveredChange[],
  fields: Partial<NamedDiff> = {},
): NamedDiff => ({
  name,
  side: 'both',
  kubernetesVersion: '1.36',
  delivery: 'flux',
  objects,
  capacity: { components: [], total: { before: nothing, after: nothing } },
  images: [],
  counts: { before: 9, after: 9 },
  findings: [],
  ...fields,
})
