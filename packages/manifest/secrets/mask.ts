import { isObject, type Json } from '../json.ts'
import type { KubernetesObject } from '../object.ts'
import { findCredentials } from './find-credentials.ts'
import { credentialsInText } from './find-in-text.ts'
import { knownCredentials } from './known-values.ts'

// More people can read a pull request than a Secret. Masked values show that a field changed, but not its content.

export const masked = '(masked)'

/**
 * A text in which credentials are replaced: those that have the form of a credential, and those that were found in the input.
 * Takes time in proportion to the length of the text. JSON and XML stay valid.
 */
export function maskText(text: string): string {
  let result = replaceSpans(text, credentialsInText(text))
  for (const value of knownCredentials()) result = result.replaceAll(value, masked)
  return result
}

function replaceSpans(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  if (spans.length === 0) return text
  const parts: string[] = []
  let from = 0
  for (const { start, end } of spans) {
    parts.push(text.slice(from, start), masked)
    from = end
  }
  parts.push(text.slice(from))
  return parts.join('')
}

/** A value that is safe to print. `steps` lead to it in the object. */
export function maskedValue(object: KubernetesObject, steps: readonly string[], value: unknown): Json {
  if (object.kind === 'Secret' && (steps[0] === 'data' || steps[0] === 'stringData')) return hidden(value)
  if (steps[0] === 'binaryData' || steps.at(-1) === 'caBundle') return hidden(value)
  const spans = new Map<string, { start: number; end: number }[]>()
  for (const { steps: at, offset, end } of findCredentials(value, { within: steps, kind: object.kind }))
    spans.set(JSON.stringify(at.map(String)), [
      ...(spans.get(JSON.stringify(at.map(String))) ?? []),
      { start: offset, end },
    ])
  return spans.size === 0 ? (value as Json) : replaced(value, [], spans)
}

const hidden = (value: unknown): Json =>
  isObject(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, masked])) : masked

function replaced(
  value: unknown,
  steps: readonly string[],
  spans: ReadonlyMap<string, readonly { readonly start: number; readonly end: number }[]>,
): Json {
  const own = spans.get(JSON.stringify(steps))
  if (own !== undefined) return typeof value === 'string' ? replaceSpans(value, own) : masked
  if (Array.isArray(value)) return value.map((item, index) => replaced(item, [...steps, String(index)], spans))
  if (!isObject(value)) return value as Json
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replaced(child, [...steps, key], spans)]))
}
