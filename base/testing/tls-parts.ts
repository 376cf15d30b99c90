// What a setting adds to an object, part by part.
import { isObject } from '@thanos-gitops/manifest'

/** A value that the setting adds or changes, and the object without it. */
export interface Part {
  /** `/spec/template/spec/containers/0/args/--http.config` */
  readonly title: string
  /** Undefined without the whole object. */
  readonly without: unknown
}

/** Each added value as a whole, each value in it, and each changed value. */
export function partsOf(value: unknown, other: unknown): readonly Part[] {
  if (other === undefined) return [{ title: '/', without: undefined }, ...childParts(value)]
  if (JSON.stringify(value) === JSON.stringify(other)) return []
  if (Array.isArray(value) && Array.isArray(other)) {
    const counterparts = value.map((element, index) => counterpartOf(element, index, value, other))
    return value.flatMap((element, index) =>
      partsIn(element, counterparts[index], titleOf(element, index), (changed) =>
        value.toSpliced(index, 1, ...(changed === undefined ? [] : [changed])),
      ),
    )
  }
  if (isObject(value) && isObject(other))
    return Object.entries(value).flatMap(([key, child]) =>
      partsIn(child, other[key], key, (changed) => {
        const { [key]: _, ...rest } = value
        return changed === undefined ? rest : { ...value, [key]: changed }
      }),
    )
  return [{ title: '', without: other }]
}

const partsIn = (
  child: unknown,
  other: unknown,
  title: string,
  replace: (changed: unknown) => unknown,
): readonly Part[] =>
  partsOf(child, other).map((part) => ({
    title: `/${title}${part.title === '/' ? '' : part.title}`,
    without: replace(part.without),
  }))

/** The parts of a value of which the other object has none. */
function childParts(value: unknown): readonly Part[] {
  if (Array.isArray(value)) return partsOf(value, value.length === 0 ? value : [])
  return isObject(value) ? partsOf(value, {}) : []
}

/** The equal element of another list, or the one with the same name or flag; without names, the one at its index. */
function counterpartOf(element: unknown, index: number, all: readonly unknown[], others: readonly unknown[]): unknown {
  const equal = others.find((other) => JSON.stringify(other) === JSON.stringify(element))
  if (equal !== undefined) return equal
  const key = keyOf(element)
  if (key !== undefined) return others.find((other) => keyOf(other) === key)
  return isObject(element) && all.length === others.length ? others[index] : undefined
}

function keyOf(element: unknown): string | undefined {
  if (typeof element === 'string') return /^--[^=]+=?/.exec(element)?.[0]
  if (!isObject(element)) return undefined
  const { name, job_name: job, kind, address } = element
  return [name, job, kind, address].find((text) => typeof text === 'string') as string | undefined
}

const titleOf = (element: unknown, index: number): string => keyOf(element) ?? String(index)
