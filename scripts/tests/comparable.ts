import { canonicalQuantity } from '@thanos-gitops/manifest'
import { parse } from 'yaml'

/**
 * An object in a form that is equal for two renderers: documents of ConfigMaps are parsed, quantities are canonical, and
 * content hashes are removed, because kustomize has none of these.
 */
export const comparable = (object: object): unknown => comparableValue(object, [])

function comparableValue(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((element) => comparableValue(element, path))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !(path.at(-1) === 'annotations' && key.startsWith('checksum/')))
        .map(([key, field]) => [key, comparableValue(field, [...path, key])]),
    )
  const parent = path.at(-2)
  if (parent === 'requests' || parent === 'limits' || path.at(-1) === 'sizeLimit')
    return canonicalQuantity(value as string) ?? value
  if (path[0] === 'data' && /\.(ya?ml|json)$/.test(path[1] ?? '')) return parse(value as string) as unknown
  return value
}
