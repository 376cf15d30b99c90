import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check, type Schema } from '@thanos-gitops/schemas'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { declaredRemovals } from './removals.ts'
import { removalsSchema } from './removals-schema.ts'

const { $schema: _, ...schema } = removalsSchema
const accepts = (value: unknown): boolean => check(schema as unknown as Schema, value as object).length === 0

/** Whether a comparison accepts the file. */
function isRead(text: string): boolean {
  const root = mkdtempSync(join(tmpdir(), 'removals-'))
  try {
    mkdirSync(join(root, 'environments/a'), { recursive: true })
    writeFileSync(join(root, 'environments/a/removals.yaml'), text)
    return declaredRemovals(root, 'a').length >= 0
  } catch {
    return false
  } finally {
    rmSync(root, { recursive: true })
  }
}

// After a change: write JSON.stringify(removalsSchema) into the file, and run Biome.
it('is the schema in its file', () => {
  const file = readFileSync(join(import.meta.dirname, 'removals.schema.json'), 'utf8')
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(removalsSchema)))
})

it.each([
  '- ConfigMap/thanos-rules\n- ClusterRole/thanos:reader\n',
  '# nothing\n',
  '[]\n',
  '- thanos-rules\n',
  '- ConfigMap/Thanos\n',
  '- 3\n',
  'ConfigMap/thanos-rules\n',
])('agrees with the reader about %j', (text) => expect(accepts(parse(text))).toBe(isRead(text)))
