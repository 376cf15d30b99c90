import { formatPointer, isObject, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'

type Steps = readonly string[]

/**
 * The lines of a policy that allow a change of this field of this object, indented as in the file: of all list elements, of one
 * argument by its flag, of a whole object with all its fields.
 */
export function suggestedRule(object: KubernetesObject, steps: Steps): string {
  const path = steps.map((step, depth) => generalStep(object, steps.slice(0, depth), step))
  const value = valueAt(object, steps)
  const deep = isObject(value) || Array.isArray(value) ? '/**' : ''
  return `  - path: ${formatPointer(path)}${deep}
    target: {kind: ${object.kind}, name: ${object.metadata.name}}`
}

function generalStep(object: KubernetesObject, parent: Steps, step: string): string {
  const list = valueAt(object, parent)
  if (!Array.isArray(list)) return step
  const element: unknown = list[Number(step)]
  const flag = typeof element === 'string' ? /^--[\w.-]+/.exec(element)?.[0] : undefined
  return flag === undefined ? '*' : `[${flag}]`
}
