import { type Base, didYouMean, type MappingReader } from '@thanos-gitops/manifest'
import { allKinds, kubernetesVersions } from '@thanos-gitops/schemas'
import { placedComponents } from '../base/base-components.ts'
import { resourcesComponent } from '../resources/own-object.ts'

/** What the rules of a policy can name. Without one of them, its names are not checked. */
export interface PolicyScope {
  readonly base?: Base | undefined
  readonly environments?: (() => readonly string[]) | undefined
}

/** Reports the environments of a rule that do not exist: the rule has no effect there. */
export function reportUnknownEnvironments(
  fields: MappingReader<'environments'>,
  names: readonly string[],
  { environments }: PolicyScope,
): void {
  const known = environments?.()
  if (known === undefined) return
  names.forEach((name, index) => {
    if (!known.includes(name))
      fields.problem(
        ['environments', index],
        `There is no environment ${name}.`,
        didYouMean(name, known) ?? `Environments: ${known.join(', ')}.`,
      )
  })
}

/** Reports a kind and a component that do not exist: the rule never applies. */
export function reportUnknownTarget(
  target: MappingReader<'kind' | 'component'>,
  { kind, component }: { readonly kind: string | undefined; readonly component: string | undefined },
  { base }: PolicyScope,
): void {
  if (base === undefined) return
  const components = placedComponents(base).map((placed) => placed.component)
  const names = new Set([...components.map(({ name }) => name), resourcesComponent])
  if (component !== undefined && !names.has(component))
    target.problem(
      ['component'],
      `The base has no component ${component}.`,
      didYouMean(component, names) ?? `Components: ${[...names].sort().join(', ')}.`,
    )
  const kinds = new Set(components.flatMap(({ objects }) => objects.map((object) => object.kind)))
  // Objects of resources/ can be of any kind of a CRD.
  if (kind === undefined || kinds.has(kind) || isKind(kind) || component === resourcesComponent) return
  target.problem(
    ['kind'],
    `There is no kind ${kind}.`,
    didYouMean(kind, kinds) ?? `Kinds of the base: ${[...kinds].sort().join(', ')}.`,
  )
}

/** A rule can be older than the component that it is for. */
const isKind = (name: string): boolean => allKinds(kubernetesVersions.at(-1)!).some(({ kind }) => kind === name)
