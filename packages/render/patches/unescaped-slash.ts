import { formatPointer, isObject } from '@thanos-gitops/manifest'

/**
 * The pointer that the writer of a path probably intended, if a key or a list step contains a `/` that is not written as `~1`:
 * `/metadata/annotations/prometheus.io/scrape`. `parent` is the value that the step at `depth` does not lead on from.
 */
export function escapedPath(path: readonly string[], parent: unknown, depth: number): string | undefined {
  const step = path[depth]!
  const rest = path.slice(depth)
  if (rest.length < 2) return undefined
  if (Array.isArray(parent)) {
    const end = rest.findIndex((one) => one.endsWith(']'))
    return step.startsWith('[') && end > 0 ? joined(path, depth, end + 1) : undefined
  }
  if (!isObject(parent)) return undefined
  for (let length = rest.length; length > 1; length--)
    if (Object.hasOwn(parent, rest.slice(0, length).join('/'))) return joined(path, depth, length)
  return hasPrefixedKeys(path.slice(0, depth), parent, step) ? joined(path, depth, rest.length) : undefined
}

const joined = (path: readonly string[], depth: number, length: number): string =>
  formatPointer([...path.slice(0, depth), path.slice(depth, depth + length).join('/'), ...path.slice(depth + length)])

const mapsOfPrefixedKeys = ['annotations', 'labels', 'matchLabels', 'nodeSelector', 'limits', 'requests']

/** Whether the keys of a map can have a prefix with a slash: the keys of labels and annotations, and names of resources. */
const hasPrefixedKeys = (steps: readonly string[], parent: object, step: string): boolean =>
  mapsOfPrefixedKeys.includes(steps.at(-1) ?? '') ||
  (step.includes('.') && Object.values(parent).every((value) => typeof value === 'string'))

/** The remedy for a path with an unescaped slash. */
export const escapeRemedy = (pointer: string): string => `In a path, / inside a name is written as ~1: ${pointer}`
