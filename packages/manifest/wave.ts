/**
 * The order in which a stack comes up: a wave starts when the one before is healthy. What says no wave is configuration. For
 * Argo CD a wave is the number in an annotation; for Flux, which has no waves, each wave from 0 on is a Kustomization.
 */
export const waves = { claims: -1, configuration: 0, data: 1, queries: 2 } as const
export type Wave = keyof typeof waves

export const waveAnnotation = 'argocd.argoproj.io/sync-wave'

/** The annotation of an object that does not belong to the configuration. */
export const inWave = (wave: Wave) => ({ [waveAnnotation]: String(waves[wave]) })
