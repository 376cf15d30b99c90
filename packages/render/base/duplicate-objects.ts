import { conditionOf, identityOf, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import type { PlacedComponent } from './base-components.ts'
import type { BaseProblem } from './base-problem.ts'

/**
 * Objects that two components have, or one component has twice. Conditions only ever remove objects, so that two objects are in
 * one environment exactly if they are with all optional components on, for one of the object storage providers. An imported component
 * can have an object of another component: a render refuses an environment with both.
 */
export function duplicateObjects(components: readonly PlacedComponent[]): readonly BaseProblem[] {
  const providers = new Set(components.map(({ provider }) => provider))
  const found = new Map<KubernetesObject, BaseProblem>()
  for (const provider of providers) {
    if (provider === undefined && providers.size > 1) continue
    const present = components.filter((placed) => placed.provider === undefined || placed.provider === provider)
    const isImported = ({ steps }: PlacedComponent): boolean => steps[0] === 'imported'
    addDuplicates(
      present.filter((placed) => !isImported(placed)),
      found,
    )
    for (const placed of present.filter(isImported)) addDuplicates([placed], found)
  }
  return [...found.values()]
}

function addDuplicates(present: readonly PlacedComponent[], found: Map<KubernetesObject, BaseProblem>): void {
  const names = new Set(present.map(({ component }) => component.name))
  const seen = new Map<string, string>()
  for (const { component, steps } of present)
    for (const [index, object] of component.objects.entries()) {
      if (conditionOf(object)?.some((name) => names.has(name)) === false) continue
      const identity = identityOf(object)
      const other = seen.get(identity)
      if (other !== undefined) found.set(object, duplicate(object, component.name, other, [...steps, 'objects', index]))
      seen.set(identity, component.name)
    }
}

const duplicate = (
  object: KubernetesObject,
  component: string,
  other: string,
  steps: BaseProblem['steps'],
): BaseProblem => ({
  message:
    component === other
      ? `${component} has the object ${labelOf(object)} twice.`
      : `${other} and ${component} both have the object ${labelOf(object)}.`,
  remedy: 'Rename one of the two objects, or remove it.',
  steps,
})
