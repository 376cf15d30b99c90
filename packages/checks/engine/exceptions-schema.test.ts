import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { check, type Schema } from '@thanos-gitops/schemas'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { checks as allChecks } from '../registry.ts'
import { readDeclarations } from './declarations.ts'
import { exceptionsSchema } from './exceptions-schema.ts'

const { $schema: _, ...schema } = exceptionsSchema
const accepts = (value: unknown): boolean => check(schema as unknown as Schema, value as object).length === 0

// After a change: write JSON.stringify(exceptionsSchema) into the file, and run Biome.
it('is the schema in the file that exceptions.yaml names', () => {
  const file = readFileSync(join(import.meta.dirname, 'exceptions.schema.json'), 'utf8')
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(exceptionsSchema)))
  const template = '../../../scripts/templates/environments/cluster/exceptions.yaml'
  const text = readFileSync(join(import.meta.dirname, template), 'utf8')
  expect(text.split('\n')[0]).toBe(
    '# yaml-language-server: $schema=../../packages/checks/engine/exceptions.schema.json',
  )
  expect(accepts(parse(text))).toBe(true)
})

it('accepts the names and the numbers of all checks', () => {
  for (const { name, id } of allChecks)
    for (const one of id === undefined ? [name] : [name, id])
      expect(accepts({ exceptions: [{ check: one, object: 'Pod/a', reason: 'a', until: '2027-03-01' }] }), one).toBe(
        true,
      )
})

const name = allChecks[0]!.name

it.each([
  'external:\n',
  'external: [{kind: StorageClass, name: gp3, reason: The driver creates it.}]\n',
  'external: [{kind: Secret, name: a, namespace: b, keys: [a, b], reason: r}, {host: s3.example.com, reason: r}]\n',
  `exceptions: [{check: ${name}, object: Pod/a, at: /spec, reason: r, until: "2027-03-01"}]\n`,
  'external: [{kind: StorageClass, name: gp3}]\n',
  'external: [{kind: StorageClass, reason: r}]\n',
  'external: [{kind: StorageClass, name: 3, reason: r}]\n',
  'external: {kind: Secret}\n',
  'external: [{kind: Secret, nmae: a, name: b, reason: r}]\n',
  'external: [{kind: Secret, name: a, keys: a, reason: r}]\n',
  `exceptions: [{check: ${name}, object: Pod/a, reason: r}]\n`,
  `exceptions: [{check: ${name}, object: Pod/a, reason: r, until: soon}]\n`,
  `exceptions: [{check: ${name}, object: Pod/a, reason: r, until: "2027-13-01"}]\n`,
  'exceptions: [{check: A wrong name, object: Pod/a, reason: r, until: "2027-03-01"}]\n',
  'exception: []\n',
])('agrees with the reader about %j', (text) =>
  expect(accepts(parse(text))).toBe(readDeclarations('exceptions.yaml', text, allChecks).findings.length === 0),
)
