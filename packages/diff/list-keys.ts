import { isObject } from '@thanos-gitops/manifest'
import type { Schema } from '@thanos-gitops/schemas'

/** The fields that tell the elements of a list apart; a path goes into a field. */
type Keys = readonly string[]

// What the schemas do not say with x-kubernetes-list-map-keys, by the name of the list's field.
const keysByField: Readonly<Record<string, readonly Keys[]>> = {
  volumeClaimTemplates: [['metadata/name']],
  envFrom: [['configMapRef/name', 'secretRef/name', 'prefix']],
  tolerations: [['key', 'operator', 'value', 'effect', 'tolerationSeconds']],
  subjects: [['kind', 'namespace', 'name']],
  // Of config maps and secrets in volumes.
  items: [['key']],
  metrics: [
    [
      'type',
      'resource/name',
      'pods/metric/name',
      'object/metric/name',
      'external/metric/name',
      'containerResource/name',
    ],
  ],
  versions: [['name']],
  rules: [['alert'], ['record'], ['host']],
  paths: [['path', 'pathType']],
  sources: [['configMap/name', 'secret/name', 'serviceAccountToken/path', 'downwardAPI/items/0/path']],
  matchExpressions: [['key', 'operator']],
  // Of Prometheus' and Alertmanager's configuration.
  scrape_configs: [['job_name']],
  receivers: [['name']],
  time_intervals: [['name']],
  groups: [['name']],
  hashrings: [['hashring']],
}

/** Any list of mappings, where nothing else is known: the first that every element has, each with another value. */
const candidates: readonly Keys[] = [
  ['name'],
  ['metadata/name'],
  ['alert'],
  ['record'],
  ['job_name'],
  ['key'],
  ['id'],
  ['host'],
  ['hashring'],
]

const fieldAt = (element: unknown, path: string): unknown =>
  path
    .split('/')
    .reduce<unknown>(
      (part, step) => (isObject(part) || Array.isArray(part) ? (part as Record<string, unknown>)[step] : undefined),
      element,
    )

/**
 * For each element of both lists the text that tells it apart, in the words of patches: `[name=thanos]`. Undefined where
 * nothing does, or where two elements of a list would be the same.
 */
export function keyed(
  before: readonly unknown[],
  after: readonly unknown[],
  field: string,
  schema: Schema | undefined,
): { readonly before: readonly string[]; readonly after: readonly string[] } | undefined {
  if (![...before, ...after].every(isObject)) return undefined
  const own = Object.hasOwn(keysByField, field) ? keysByField[field]! : []
  const fromSchema = schema?.['x-kubernetes-list-map-keys']
  for (const keys of [...(fromSchema ? [fromSchema] : []), ...own, ...candidates]) {
    const sides = {
      before: before.map((element) => textOf(element, keys)),
      after: after.map((element) => textOf(element, keys)),
    }
    if (isDistinct(sides.before) && isDistinct(sides.after)) return sides as { before: string[]; after: string[] }
  }
  return undefined
}

function textOf(element: unknown, keys: Keys): string | undefined {
  const parts = keys.flatMap((key) => {
    const value = fieldAt(element, key)
    return value === undefined || typeof value === 'object' ? [] : [`[${key.replaceAll('/', '.')}=${String(value)}]`]
  })
  return parts.length === 0 ? undefined : parts.join('')
}

const isDistinct = (texts: readonly (string | undefined)[]): boolean =>
  !texts.includes(undefined) && new Set(texts).size === texts.length
