import { groupOf, isObject, type KubernetesObject, type Mapping, mappingsOf, valueAt } from '@thanos-gitops/manifest'
import type { ManifestSet } from '../manifest-set.ts'
import { type ChangeContext, inPlace, refused, type Verdict } from './rule.ts'

/** The schema of a custom resource, if its CustomResourceDefinition is one of the objects. */
export function customSchema(object: KubernetesObject, set: ManifestSet): Mapping | undefined {
  const [group, version] = [groupOf(object.apiVersion), object.apiVersion.split('/').at(-1)]
  const definition = set
    .ofKind('CustomResourceDefinition')
    .find(
      (candidate) =>
        valueAt(candidate, ['spec', 'group']) === group &&
        valueAt(candidate, ['spec', 'names', 'kind']) === object.kind,
    )
  const schema = valueAt(
    mappingsOf(valueAt(definition, ['spec', 'versions'])).find(({ name }) => name === version),
    ['schema', 'openAPIV3Schema'],
  )
  return isObject(schema) ? schema : undefined
}

/** Refuses a change that the CRD forbids with the rule `self == oldSelf`. All other rules need a server. */
export function transitionVerdict({ after, sides, change }: ChangeContext): Verdict | undefined {
  let schema: unknown = customSchema(after, sides.after)
  for (const [index, step] of ['', ...change.steps].entries()) {
    if (index > 0)
      schema =
        valueAt(schema, ['properties', step]) ?? valueAt(schema, ['additionalProperties']) ?? valueAt(schema, ['items'])
    if (!isObject(schema)) break
    const rule = mappingsOf(schema['x-kubernetes-validations']).find(
      ({ rule: expression }) => String(expression).replaceAll(/\s/g, '') === 'self==oldSelf',
    )
    if (rule && change.before !== undefined)
      return refused(
        `${change.steps.slice(0, index).join('.')}: Invalid value: ${JSON.stringify(change.after)}: ${String(rule.message ?? 'failed rule: self == oldSelf')}`,
        'The CustomResourceDefinition forbids changes of this field.',
      )
  }
  return undefined
}

export const dependsOnController = inPlace('The effect depends on the controller of this kind.')
