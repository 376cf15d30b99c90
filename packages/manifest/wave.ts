/**
 * The order in which a stack starts: a wave starts when the wave before it is healthy. An object without a wave belongs to the
 * configuration. For Argo CD, a wave is the number in an annotation. Flux has no waves: each wave from 0 on is a Kustomization.
 */
export const waves = { claims: -1, configuration: 0, data: 1, queries: 2 } as const
export type Wave = keyof typeof waves

export const waveAnnotation = 'argocd.argoproj.io/sync-wave'

/** The annotation of an object that does not belong to the configuration. */
export const inWave = (wave: Wave) => ({ [waveAnnotation]: String(waves[wave]) })
