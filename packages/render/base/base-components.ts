import type { Base, Component } from '@thanos-gitops/manifest'

type Steps = readonly (string | number)[]

/** A component with its place in the base: `['required', 2]`, `['objectStorage', 'rook']`. */
export interface PlacedComponent {
  readonly component: Component
  readonly steps: Steps
  /** The provider; undefined for components of other kinds. */
  readonly provider: string | undefined
}

/** The groups of components of which an environment has those that its settings name. */
export const componentGroups = [
  'objectStorage',
  'backup',
  'receiverSecrets',
  'pages',
  'accessSecrets',
  'grafanaSecrets',
  'certificates',
] as const

/** The lists of components of a base. */
export const componentLists = ['required', 'optional', 'imported'] as const

/** All components of a base in the order of its lists. */
export const placedComponents = (base: Base): readonly PlacedComponent[] => [
  ...componentLists.flatMap((list) =>
    (base[list] ?? []).map((component, index) => ({ component, steps: [list, index], provider: undefined })),
  ),
  ...componentGroups.flatMap((group) =>
    Object.entries(base[group] ?? {}).map(([provider, component]) => ({
      component,
      steps: [group, provider],
      provider,
    })),
  ),
]
