import { type KubernetesObject, waveAnnotation, waves } from '@thanos-gitops/manifest'

/** A part of the stack that Flux applies by a Kustomization of its own. */
export interface FluxWave {
  /** `configuration`, `data`, `queries`; `wave-7` where the table of waves has no name for it. */
  readonly name: string
  readonly objects: readonly KubernetesObject[]
  /** A selector of annotations: what belongs to the other waves. Undefined where there are none. */
  readonly others: string | undefined
}

const waveOf = ({ metadata }: KubernetesObject): number =>
  Number(metadata.annotations?.[waveAnnotation] ?? waves.configuration)

/**
 * The waves that Flux applies one after the other. Those below 0 come with the configuration: the first stage of each apply has
 * the namespace, and a claim needs nothing else. Besides, a selector cannot name a negative number.
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
