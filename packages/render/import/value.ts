import { isObject, type Json, type JsonObject } from '@thanos-gitops/manifest'

export type JsonList = readonly Json[]

export const isList = (value: unknown): value is JsonList => Array.isArray(value)
export const isMapping = (value: unknown): value is JsonObject => isObject(value)

/** Equal for two values with the same content. The order of keys is ignored. */
export function contentKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(contentKey).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'undefined'
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${contentKey(value[key])}`)
    .join(',')}}`
}

export const isSameContent = (a: unknown, b: unknown): boolean => a === b || contentKey(a) === contentKey(b)

/** The number of lines that a value takes in YAML, which is what an operation with the value costs its reader. */
export function lineCount(value: unknown): number {
  if (typeof value === 'string') return value.replace(/\n+$/, '').split('\n').length
  if (!Array.isArray(value) && !isObject(value)) return 1
  let count = 0
  for (const child of Object.values(value))
    count += lineCount(child) + (isContainer(child) && !Array.isArray(value) ? 1 : 0)
  return Math.max(1, count)
}

const isContainer = (value: unknown): boolean =>
  (Array.isArray(value) || isObject(value)) && Object.keys(value).length > 0
