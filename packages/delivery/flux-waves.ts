import { type KubernetesObject, waveAnnotation, waves } from '@thanos-gitops/manifest'

/** A part of the stack with a Kustomization of its own. */
export interface FluxWave {
  /** `configuration`, `data`, `queries`; `wave-7` for a wave without a name. */
  readonly name: string
  readonly objects: readonly KubernetesObject[]
  /** An annotation selector for the objects of the other waves. Undefined if there are none. */
  readonly others: string | undefined
}

const waveOf = ({ metadata }: KubernetesObject): number =>
  Number(metadata.annotations?.[waveAnnotation] ?? waves.configuration)

/**
 * The waves that Flux applies one after the other. Waves below 0 are a part of the configuration: claims only need the
 * namespace, which the first stage of each apply creates, and a selector cannot contain a negative number.
 */
export function wavesOf(objects: readonly KubernetesObject[]): readonly FluxWave[] {
  const later = [...new Set(objects.map(waveOf).filter((wave) => wave > 0))].sort((a, b) => a - b)
  const first: FluxWave = {
    name: nameOf(waves.configuration),
    objects: objects.filter((object) => waveOf(object) <= 0),
    others: later.length > 0 ? `${waveAnnotation} in (${later.join(', ')})` : undefined,
  }
  return [
    first,
    ...later.map((wave) => ({
      name: nameOf(wave),
      objects: objects.filter((object) => waveOf(object) === wave),
      others: `${waveAnnotation} notin (${wave})`,
    })),
  ]
}

/** The name of the wave that applies an object. */
export const waveNameOf = (object: KubernetesObject): string => nameOf(Math.max(waveOf(object), waves.configuration))

const nameOf = (wave: number): string =>
  Object.entries(waves).find(([, number]) => number === wave)?.[0] ?? `wave-${wave}`
