import { Failure, nearest } from '@thanos-gitops/manifest'
import type { RenderedEnvironment } from '@thanos-gitops/render'

/** Throws a Failure if none of the environments has the component. */
export function requireComponent(name: string | undefined, environments: readonly RenderedEnvironment[]): void {
  const components = new Set(environments.flatMap(({ targets }) => targets.map(({ component }) => component)))
  if (name === undefined || components.has(name)) return
  const near = nearest(name, components)
  throw new Failure({
    code: 'component-unknown',
    severity: 'error',
    message: `${environments.map(({ environment }) => environment.name).join(' and ')} have no component ${name}.`,
    remedy: near ? `Did you mean ${near}?` : `Components: ${[...components].sort().join(', ')}.`,
  })
}
