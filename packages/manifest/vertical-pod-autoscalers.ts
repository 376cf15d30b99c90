import type { SettingValues } from './setting-values.ts'

/** What base objects can use of `verticalPodAutoscalers`. */
export const verticalPodAutoscalersFields = [
  'updateMode',
  // Each is set if the autoscalers control the resource.
  'cpu',
  'memory',
  'minAllowed',
  'maxAllowed',
] as const
export type VerticalPodAutoscalersField = (typeof verticalPodAutoscalersFields)[number]

/** `verticalPodAutoscalers` of an environment. */
export type VerticalPodAutoscalersSettings = SettingValues<VerticalPodAutoscalersField>

/**
 * What a VerticalPodAutoscaler does with its recommendation. Auto is deprecated, and InPlace needs a feature gate of the autoscaler. The first
 * one is the default.
 */
export const updateModes = ['Off', 'Initial', 'Recreate', 'InPlaceOrRecreate'] as const
export type UpdateMode = (typeof updateModes)[number]

/** The resources that a VerticalPodAutoscaler can control. */
export const controlledResources = ['cpu', 'memory'] as const
export type ControlledResource = (typeof controlledResources)[number]
