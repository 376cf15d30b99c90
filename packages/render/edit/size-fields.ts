// The fields of manifests that have a size.
import {
  formatPointer,
  isObject,
  type KubernetesObject,
  nanoUnits,
  type Place,
  unshardedName,
  valueAt,
  withoutCondition,
} from '@thanos-gitops/manifest'
import { parseBase2Bytes } from '@thanos-gitops/workloads'
import { quantityText, type Resource, type Size, thanosSize, unitOf } from '@thanos-gitops/workloads/sizing'
import type { Manifest } from '../render.ts'

export interface SizeField {
  readonly size: Size
  readonly object: KubernetesObject
  /** The path for a patch, with list steps. */
  readonly path: string
  /** The value that the manifest has. */
  readonly current: string
  /** The current value in bytes or processors. */
  readonly amount: number | undefined
  /** The operation that sets it, if a patch does. */
  readonly setBy: Place | undefined
}

/** Objects with the changes of patches. */
type Sized = Pick<Manifest, 'object' | 'writes'>

/** The fields of the sizes in the objects of an environment or of the base. Sizes of components that they lack have none. */
export const sizeFields = (
  { manifests }: { readonly manifests: readonly Sized[] },
  sizes: readonly Size[],
): readonly SizeField[] =>
  sizes.flatMap((size) => {
    const manifest = manifests.find(
      ({ object }) => unshardedName(object) === size.workload && ['StatefulSet', 'Deployment'].includes(object.kind),
    )
    return (manifest && fieldOf(manifest, size)) ?? []
  })

const flags: Readonly<Partial<Record<Resource, string>>> = {
  indexCache: '--index-cache-size',
  chunkPool: '--chunk-pool-size',
  items: '--memory-limit',
}

/** The unit of `--memory-limit` of memcached. */
const mebibyte = 2 ** 20

const resourcePaths: Readonly<Partial<Record<Resource, readonly string[]>>> = {
  cpu: ['requests', 'cpu'],
  memory: ['requests', 'memory'],
  memoryLimit: ['limits', 'memory'],
}

const containersPath = ['spec', 'template', 'spec', 'containers']

function fieldOf(manifest: Sized, size: Size): SizeField | undefined {
  const steps = stepsOf(manifest.object, size)
  if (steps === undefined) return undefined
  const current = valueAt(manifest.object, steps.plain)
  if (typeof current !== 'string' && typeof current !== 'number') return undefined
  const pointer = formatPointer(steps.plain)
  const write = manifest.writes.findLast(
    (one) => one.layer === 'patch' && (one.pointer === pointer || pointer.startsWith(`${one.pointer}/`)),
  )
  return {
    size,
    object: manifest.object,
    path: formatPointer(steps.listed),
    current: String(current),
    amount: amountOf(String(current), size.resource),
    setBy: write?.place(),
  }
}

interface Steps {
  /** With indexes. */
  readonly plain: readonly string[]
  /** With list steps. */
  readonly listed: readonly string[]
}

function stepsOf(object: KubernetesObject, { container, resource }: Size): Steps | undefined {
  if (resource === 'volume') {
    const steps = ['spec', 'volumeClaimTemplates', '0', 'spec', 'resources', 'requests', 'storage']
    return { plain: steps, listed: steps }
  }
  const containers = valueAt(object, containersPath)
  const index = Array.isArray(containers)
    ? containers.findIndex((one: unknown) => isObject(one) && one.name === container)
    : -1
  if (index < 0) return undefined
  const plain = [...containersPath, String(index)]
  const listed = [...containersPath, `[name=${container}]`]
  const path = resourcePaths[resource]
  if (path !== undefined) return { plain: [...plain, 'resources', ...path], listed: [...listed, 'resources', ...path] }
  const flag = flags[resource]!
  const args = valueAt(object, [...plain, 'args'])
  const argument = Array.isArray(args)
    ? args.findIndex((one) => withoutCondition(String(one)).startsWith(`${flag}=`))
    : -1
  return argument < 0
    ? undefined
    : { plain: [...plain, 'args', String(argument)], listed: [...listed, 'args', `[${flag}]`] }
}

/** The value of a size as the field has it. */
export function valueText(bytesOrCores: number, resource: Resource): string {
  const flag = flags[resource]
  if (flag === undefined) return quantityText(bytesOrCores, unitOf(resource))
  return `${flag}=${resource === 'items' ? Math.ceil(bytesOrCores / mebibyte) : thanosSize(bytesOrCores)}`
}

function amountOf(text: string, resource: Resource): number | undefined {
  const argument = text.slice(text.indexOf('=') + 1)
  if (resource === 'items') return /^\d+$/.test(argument) ? Number(argument) * mebibyte : undefined
  if (flags[resource] !== undefined) return parseBase2Bytes(argument)
  const units = nanoUnits(text)
  return units === undefined ? undefined : Number(units) / 1e9
}
