import { groupOf, isObject, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { type Fields, mappings, type World } from '../world.ts'
import { type Context, inPlace, refused, type Verdict } from './rule.ts'

/** The schema that a CustomResourceDefinition among the objects gives a custom resource. */
export function customSchema(object: KubernetesObject, world: World): Fields | undefined {
  const [group, version] = [groupOf(object.apiVersion), object.apiVersion.split('/').at(-1)]
  const definition = world
    .ofKind('CustomResourceDefinition')
    .find(
      (candidate) =>
        valueAt(candidate, ['spec', 'group']) === group &&
        valueAt(candidate, ['spec', 'names', 'kind']) === object.kind,
    )
  const schema = valueAt(
    mappings(valueAt(definition, ['spec', 'versions'])).find(({ name }) => name === version),
    ['schema', 'openAPIV3Schema'],
  )
  return isObject(schema) ? schema : undefined
}

/** A CRD's own rule that a field may not change. Only the rule that says just that is understood: others need a server. */
export function transitionVerdict({ after, worlds, change }: Context): Omit<Verdict, 'source'> | undefined {
  let schema: unknown = customSchema(after, worlds.after)
  for (const [index, step] of ['', ...change.steps].entries()) {
    if (index > 0)
      schema =
        valueAt(schema, ['properties', step]) ?? valueAt(schema, ['additionalProperties']) ?? valueAt(schema, ['items'])
    if (!isObject(schema)) break
    const rule = mappings(schema['x-kubernetes-validations']).find(
      ({ rule: text }) => String(text).replaceAll(/\s/g, '') === 'self==oldSelf',
    )
    if (rule && change.before !== undefined)
      return refused(
        `${change.steps.slice(0, index).join('.')}: Invalid value: ${JSON.stringify(change.after)}: ${String(rule.message ?? 'failed rule: self == oldSelf')}`,
        'The CustomResourceDefinition says that this field may not change.',
      )
  }
  return undefined
}

export const controllerFollows = inPlace('The controller of this kind decides what follows.')
