import { formatPointer, isObject, parsePointer, valueAt } from '@thanos-gitops/manifest'

/**
 * The JSON Pointer of a field in the server's words: `spec.containers[0].resources.limits[cpu]`. If the object lacks the field, as
 * with `spec.clusterIPs[0]`, which the server fills in from `spec.clusterIP`, or if the field is a map or a list, the pointer leads to
 * the entry whose key or value the message quotes.
 */
export function fieldPointer(object: unknown, field: string, message: string): string {
  const named = [...field.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([name, key]) => key ?? name)
  const steps = writtenSteps(object, named)
  const repeated = repeatedElement(steps, message)
  if (repeated !== undefined && valueAt(object, repeated) !== undefined) return formatPointer(repeated)
  const present = presentSteps(object, steps)
  const quoted = quotedStep(valueAt(object, present), message)
  return formatPointer(quoted.length > 0 ? [...present, ...quoted] : steps)
}

/** Steps into the object as it is written. The server validates another version of some kinds. */
function writtenSteps(object: unknown, named: readonly string[]): readonly string[] {
  if (!isObject(object)) return named
  if (object.kind === 'CustomResourceDefinition') return servedSteps(named)
  return object.kind === 'StatefulSet' ? claimSteps(object, named) : named
}

/** For a StatefulSet, the server puts a volume for each claim template before the volumes of the pod. */
function claimSteps(object: object, named: readonly string[]): readonly string[] {
  const list = ['spec', 'template', 'spec', 'volumes']
  const templates = valueAt(object, ['spec', 'volumeClaimTemplates'])
  const index = Number(named[list.length])
  if (!Array.isArray(templates) || !list.every((step, depth) => step === named[depth]) || Number.isNaN(index))
    return named
  return index < templates.length
    ? ['spec', 'volumeClaimTemplates', String(index)]
    : [...list, String(index - templates.length), ...named.slice(list.length + 1)]
}

/** The element of a list whose key another element has: the element is too many, and a copied one has the key of its source. */
const repeatedElement = (steps: readonly string[], message: string): readonly string[] | undefined =>
  message.startsWith('Duplicate value') && /^\d+$/.test(steps.at(-2) ?? '') ? steps.slice(0, -1) : undefined

/** The steps to the nearest parent that exists. */
function presentSteps(object: unknown, steps: readonly string[]): readonly string[] {
  const missing = steps.findIndex((_, index) => valueAt(object, steps.slice(0, index + 1)) === undefined)
  return missing === -1 ? steps : steps.slice(0, missing)
}

/** Of a CustomResourceDefinition, the server names the fields of its internal version. */
const servedNames: readonly (readonly [internal: readonly string[], served: readonly string[]])[] = [
  [
    ['spec', 'validation'],
    ['spec', 'versions', '0', 'schema'],
  ],
  ...['additionalPrinterColumns', 'subresources', 'selectableFields'].map(
    (name) =>
      [
        ['spec', name],
        ['spec', 'versions', '0', name],
      ] as const,
  ),
  [
    ['spec', 'conversion', 'webhookClientConfig'],
    ['spec', 'conversion', 'webhook', 'clientConfig'],
  ],
  [
    ['spec', 'conversion', 'conversionReviewVersions'],
    ['spec', 'conversion', 'webhook', 'conversionReviewVersions'],
  ],
]

function servedSteps(steps: readonly string[]): readonly string[] {
  const found = servedNames.find(([internal]) => internal.every((step, index) => step === steps[index]))
  const served = found === undefined ? steps : [...found[1], ...steps.slice(found[0].length)]
  return served.map((step) => (step === 'JSONPath' ? 'jsonPath' : step))
}

/** The step to the entry that the message quotes. */
function quotedStep(value: unknown, message: string): readonly string[] {
  const quoted = /(?:Invalid value|Duplicate value|Unsupported value): ("(?:[^"\\]|\\.)*")/.exec(message)?.[1]
  if (quoted === undefined || (!isObject(value) && !Array.isArray(value))) return []
  const text = parsed(quoted)
  if (text === undefined) return []
  if (isObject(value) && Object.hasOwn(value, text)) return [text]
  const entries = Object.entries(value).filter(([, entry]) => entry === text)
  return entries.length === 1 ? [entries[0]![0]] : []
}

/** Go quotes as JSON does, except for some control characters. */
function parsed(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return undefined
  }
}

/** Whether one of two pointers leads to the other field, or to a field in it. */
export function overlaps(a: string, b: string): boolean {
  const [short, long] = [a, b].map((pointer) => parsePointer(pointer) ?? []).sort((x, y) => x.length - y.length)
  return short!.every((step, index) => step === long![index])
}
