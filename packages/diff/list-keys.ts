import { isObject } from '@thanos-gitops/manifest'
import type { Schema } from '@thanos-gitops/schemas'

/** The fields that identify an element of a list; `metadata/name` is a nested field. */
type Keys = readonly string[]

// Keys that the schemas do not declare with x-kubernetes-list-map-keys, by the name of the list's field.
const keysByField: Readonly<Record<string, readonly Keys[]>> = {
  volumeClaimTemplates: [['metadata/name']],
  envFrom: [['configMapRef/name', 'secretRef/name', 'prefix']],
  tolerations: [['key', 'operator', 'value', 'effect', 'tolerationSeconds']],
  subjects: [['kind', 'namespace', 'name']],
  // ConfigMaps and Secrets in volumes.
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
  // Configuration of Prometheus, Alertmanager and Thanos.
  scrape_configs: [['job_name']],
  receivers: [['name']],
  time_intervals: [['name']],
  groups: [['name']],
  hashrings: [['hashring']],
}

/** Keys of any other list of mappings: the first key that every element has with a distinct value identifies the elements. */
const commonKeys: readonly Keys[] = [
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
 * The name of each element of both lists as patches write it: `[name=thanos]`. Undefined where no keys identify the elements,
 * or where two elements of a list would have the same name.
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
  for (const keys of [...(fromSchema ? [fromSchema] : []), ...own, ...commonKeys]) {
    const names = {
      before: before.map((element) => nameOf(element, keys)),
      after: after.map((element) => nameOf(element, keys)),
    }
    if (areDistinct(names.before) && areDistinct(names.after)) return names as { before: string[]; after: string[] }
  }
  return undefined
}

function nameOf(element: unknown, keys: Keys): string | undefined {
  const parts = keys.flatMap((key) => {
    const value = fieldAt(element, key)
    return value === undefined || typeof value === 'object' ? [] : [`[${key.replaceAll('/', '.')}=${String(value)}]`]
  })
  return parts.length === 0 ? undefined : parts.join('')
}

const areDistinct = (names: readonly (string | undefined)[]): boolean =>
  !names.includes(undefined) && new Set(names).size === names.length
