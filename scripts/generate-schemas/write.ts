import { readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import type { Schema, SchemaFile } from '@thanos-gitops/schemas'

/** JSON with sorted keys and one definition or kind per line, so that a change of one kind changes one line. */
export function schemaFileContent({ sources, definitions, kinds }: SchemaFile): string {
  return [
    '{',
    `"sources":${JSON.stringify(sources)},`,
    `"definitions":${lines(definitions)},`,
    `"kinds":${lines(kinds)}`,
    '}',
    '',
  ].join('\n')
}

const lines = (schemas: Readonly<Record<string, Schema>>): string =>
  `{\n${Object.keys(schemas)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${sortedJson(schemas[name])}`)
    .join(',\n')}\n}`

/** JSON with sorted keys. The order of lists is kept. */
export const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

/** The content of a file. Files in .br are compressed: versions of Brotli can differ in their bytes, but not in the content. */
export const readContent = (file: string): string =>
  (isCompressed(file) ? brotliDecompressSync(readFileSync(file)) : readFileSync(file)).toString('utf8')

export const writeContent = (file: string, content: string): void =>
  writeFileSync(file, isCompressed(file) ? brotliCompressSync(content) : content)

const isCompressed = (file: string): boolean => file.endsWith('.br')
