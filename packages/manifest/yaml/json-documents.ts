import type { Place } from '../finding.ts'
import { duplicateKey } from './duplicate-json-keys.ts'
import { maxDepth, YamlProblem } from './kubernetes-document.ts'
import { keyOffsetIn, offsetIn } from './kubernetes-places.ts'
import { mostDocuments, type StreamDocument } from './stream-document.ts'

/** One or more JSON documents; undefined if the source is not JSON. */
export function jsonDocuments(source: string, placeOf: (offset: number) => Place): StreamDocument[] | undefined {
  const documents: StreamDocument[] = []
  for (let start = 0; documents.length < mostDocuments && source.slice(start).trim() !== ''; ) {
    const from = start
    let part = source.slice(from)
    let value: unknown
    try {
      value = JSON.parse(part)
    } catch (error) {
      const length = /after JSON at position (\d+)/.exec((error as Error).message)?.[1]
      if (length === undefined) return undefined
      part = part.slice(0, Number(length))
      value = JSON.parse(part)
    }
    if (isDeep(value, maxDepth)) throw new YamlProblem(`nesting exceeded maxDepth (${maxDepth})`, from)
    const duplicate = duplicateKey(part)
    if (duplicate !== undefined) throw new YamlProblem('duplicated mapping key', from + duplicate)
    start = from + part.length
    const json = part
    documents.push({
      value,
      size: json.length,
      place: (steps, into) => placeOf(from + offsetInJson(json, (yaml) => offsetIn(yaml, steps, into))),
      keyPlace: (steps) => placeOf(from + offsetInJson(json, (yaml) => keyOffsetIn(yaml, steps))),
    })
  }
  return documents
}

/** Whether a value has more levels than `levels`. */
const isDeep = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((child) => isDeep(child, levels - 1)))

/** JSON without tabs is YAML. */
function offsetInJson(json: string, find: (yaml: string) => number): number {
  try {
    return find(json.replaceAll('\t', ' '))
  } catch {
    return 0
  }
}
