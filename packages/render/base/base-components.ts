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
export const componentLists = ['required', 'optional', 'own', 'imported'] as const

/** Returns the function that finds the file of a component of a base by its name. */
export function componentFiles(base: Base): (component: string) => string {
  const own = new Set([...(base.own ?? []), ...(base.imported ?? [])].map(({ name }) => name))
  return (component) => `base/${own.has(component) ? 'own' : 'components'}/${component}.ts`
}

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
