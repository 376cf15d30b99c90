import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { Sides } from './comparison.ts'

/** The environments whose objects of Argo CD or Flux differ. */
export const deliveryChanges = (sides: readonly Sides[]): ReadonlySet<string> =>
  new Set(sides.filter(changesDeliveryObjects).map(({ name }) => name))

function changesDeliveryObjects({ deliveryObjects: { before, after } = unknownObjects }: Sides): boolean {
  if (before === undefined || after === undefined) return false
  const [old, current] = [before, after].map(sorted)
  return old!.length !== current!.length || old!.some((object, index) => object !== current![index])
}

const unknownObjects = { before: undefined, after: undefined }

const sorted = (objects: readonly KubernetesObject[]): readonly string[] =>
  objects.map((object) => JSON.stringify(object)).sort()
