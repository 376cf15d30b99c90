import { looksLikeName } from './placeholder.ts'

/**
 * Credentials that this process found in its input, so that no output repeats them. There is one registry for the process, even
 * where this module is loaded twice.
 */
const registry = globalThis as { [key: symbol]: Set<string> | undefined }
const key = Symbol.for('thanos-gitops.credentials')
registry[key] ??= new Set()
const values: Set<string> = registry[key]

const leastLength = 6
const mostValues = 1000

/** Words and names appear elsewhere too, where a mask would hide what is not secret. */
const isCommon = (value: string): boolean =>
  value.length < 16 && !/\d/.test(value) && looksLikeName(value) && !/[A-Z]/.test(value)

/** Registers credentials, which `maskText` then replaces wherever they are. Short values are not registered: they are also words. */
export function rememberCredentials(found: Iterable<string>): void {
  for (const value of found)
    for (const line of value.split('\n').map((part) => part.trim()))
      if (line.length >= leastLength && !isCommon(line) && values.size < mostValues) values.add(line)
}

let sorted: readonly string[] = []
let sortedSize = 0

/** Longest first, because one value can be a part of another. Each value is followed by its form in JSON, if that differs. */
export function knownCredentials(): readonly string[] {
  if (sortedSize === values.size) return sorted
  sortedSize = values.size
  sorted = [...values].sort((a, b) => b.length - a.length).flatMap((value) => [...new Set([value, inJson(value)])])
  return sorted
}

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1)
