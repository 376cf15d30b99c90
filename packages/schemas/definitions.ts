import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

/** A CustomResourceDefinition without what the API server only shows. */
export interface CrdDefinition {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: { readonly group: string }
}

const read = new Map<string, readonly CrdDefinition[]>()

/** The CustomResourceDefinitions of an API group in `crds/`; none for other groups. */
export function crdDefinitions(group: string): readonly CrdDefinition[] {
  const known = read.get(group)
  if (known) return known
  const file = join(import.meta.dirname, 'definitions', `${group}.jsonl.br`)
  const exists = /^[a-z0-9.-]+$/.test(group) && lstatSync(file, { throwIfNoEntry: false }) !== undefined
  const definitions = exists ? parse(readFileSync(file)) : []
  read.set(group, definitions)
  return definitions
}

/** The CustomResourceDefinitions of the API groups of objects. */
export const definitionsFor = (objects: readonly { readonly apiVersion: string }[]): readonly CrdDefinition[] =>
  [...new Set(objects.map(({ apiVersion }) => apiVersion.split('/')[0]!))].sort().flatMap(crdDefinitions)

const parse = (compressed: Buffer): CrdDefinition[] =>
  brotliDecompressSync(compressed)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CrdDefinition)
