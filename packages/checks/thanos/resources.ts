// Resources of containers and sizes of volumes, as the manifests have them and as numbers.
import { contentOf, mappingOf, nanoUnits } from '@thanos-gitops/manifest'
import type { Container, Volume, Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import type { ProblemPlace } from './places.ts'

/** An amount such as `8Gi`, with its place. */
export interface Amount {
  readonly text: string
  /** Bytes, or processors. */
  readonly value: number
  readonly place: ProblemPlace
}

export type ResourceField = 'requests' | 'limits'

/** Undefined if the container sets no valid amount. */
export function resourceOf(
  { fields, workload, pointer }: Container,
  field: ResourceField,
  resource: string,
): Amount | undefined {
  const place = { object: workload.object, pointer: `${pointer}/resources/${field}/${resource}` }
  return amountOf(mappingOf(mappingOf(fields.resources)[field])[resource], place)
}

/** Undefined for a value that is not a quantity. */
export function amountOf(value: unknown, place: ProblemPlace): Amount | undefined {
  const units = typeof value === 'string' || typeof value === 'number' ? nanoUnits(value) : undefined
  return units === undefined ? undefined : { text: String(value), value: Number(units) / 1e9, place }
}

/** The capacity of a volume: the request of its claim, or `sizeLimit` of an emptyDir. Undefined if no manifest has it. */
export function capacityOf(context: CheckContext, workload: Workload, volume: Volume): Amount | undefined {
  const { object } = workload
  const { type, source, pointer } = volume
  switch (type) {
    case 'claimTemplate':
      return requestedStorage(source, { object, pointer: `${pointer}/spec/resources/requests/storage` })
    case 'ephemeral':
      return requestedStorage(mappingOf(mappingOf(source.volumeClaimTemplate).spec), {
        object,
        pointer: `${pointer}/ephemeral/volumeClaimTemplate/spec/resources/requests/storage`,
      })
    case 'emptyDir':
      return amountOf(source.sizeLimit, { object, pointer: `${pointer}/emptyDir/sizeLimit` })
    case 'persistentVolumeClaim': {
      const claim = context.find('PersistentVolumeClaim', workload.namespace, String(source.claimName))
      return (
        claim &&
        requestedStorage(mappingOf(contentOf(claim).spec), {
          object: claim,
          pointer: '/spec/resources/requests/storage',
        })
      )
    }
    default:
      return undefined
  }
}

const requestedStorage = (spec: ReturnType<typeof mappingOf>, place: ProblemPlace): Amount | undefined =>
  amountOf(mappingOf(mappingOf(spec.resources).requests).storage, place)
