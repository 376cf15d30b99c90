import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

/** A line of the generated file: the versions are absent if all have the text. */
type Line = readonly [definition: string, field: string, text: string, versions?: readonly string[]]

let lines: readonly Line[] | undefined

/**
 * What Kubernetes' documents of a version write about the fields of an object, by the names of definitions and fields:
 * `core.v1.Container`, `image`. A kind has the name `apps.v1.StatefulSet`. The text is that of the API, of some lines in Markdown.
 */
export function fieldDescriptions(version: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  lines ??= parse(readFileSync(descriptionsFile()))
  const found = new Map<string, Map<string, string>>()
  for (const [definition, field, text, versions] of lines) {
    if (versions?.includes(version) === false) continue
    const fields = found.get(definition) ?? new Map<string, string>()
    found.set(definition, fields.set(field, text))
  }
  return found
}

/** The name in the descriptions of a kind: `apps.v1.StatefulSet` for `apps/v1/StatefulSet`, `core.v1.Service` for `v1/Service`. */
export function definitionOfKind(kind: string): string {
  const [name = '', version = '', group = 'core'] = kind.split('/').reverse()
  return `${group.split('.')[0]}.${version}.${name}`
}

/** The absolute path of the generated file. */
export const descriptionsFile = (): string => join(import.meta.dirname, 'descriptions/kubernetes.jsonl.br')

const parse = (compressed: Buffer): Line[] =>
  brotliDecompressSync(compressed)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
