import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { check, type Schema } from '@thanos-gitops/schemas'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadRings } from './load-rings.ts'
import { ringsSchema } from './schema.ts'

const head = 'apiVersion: thanos-gitops/v1\nkind: Rings\n'

function load(text: string) {
  const findings: Finding[] = []
  const rings = loadRings(readYaml('environments/rings.yaml', head + text) as YamlFile, reportInto(findings))
  return { rings, findings }
}

describe('rings.yaml', () => {
  it('has the rings in their order, and defaults that limit nothing', () => {
    const { rings, findings } = load('rings:\n  - name: canary\n  - {name: wide, maximum: 8}\n')
    expect(findings).toEqual([])
    expect(rings).toMatchObject({ rings: [{ name: 'canary' }, { name: 'wide', maximum: 8 }], together: true })
    expect(rings?.rings[1]?.place('maximum')).toMatchObject({ line: 5 })
    expect(rings?.label).toBeUndefined()
  })

  it.each([
    ['rings: []\n', 3, 'rings must list a ring.', '- name: canary'],
    ['together: true\n', 1, 'rings must list a ring.', '- name: canary'],
    ['rings: [{name: a}, {name: a}]\n', 3, 'The ring a appears twice.', 'Remove or rename'],
    ['rings: [canary]\n', 3, 'A ring must be a mapping, not "canary".', 'Write - name: canary'],
    ['rings: [{maximum: 2}]\n', 3, 'name is missing.', 'Add name'],
    ['rings: [{name: Wide}]\n', 3, 'name must be a DNS label', 'Write for example name: canary'],
    ['rings: [{name: a, maximum: 0}]\n', 3, 'maximum must be a whole number from 1, not 0.', 'maximum: 8'],
    ['rings: [{name: a, maximum: "8"}]\n', 3, 'maximum must be a whole number from 1, not "8".', 'maximum: 8'],
    ['rings: [{name: a, maximun: 8}]\n', 3, 'Unknown key maximun.', 'Did you mean maximum?'],
    [
      'rings: [{name: a, environments: [x]}]\n',
      3,
      'A ring does not list its environments',
      'set ring: a in the environment',
    ],
    ['rings: [{name: a}]\ntogether: no\n', 4, 'together must be true or false, not "no".', 'without quotes'],
    [
      'rings: [{name: a}]\nlabel: a,b\n',
      4,
      'label must be the name of a label, without a comma',
      'label: reach-approved',
    ],
    ['rings: [{name: a}]\nlabels: a\n', 4, 'Unknown key labels.', 'Did you mean label?'],
  ])('reports with its place: %j', (text, line, message, remedy) => {
    const { rings, findings } = load(text)
    expect(rings).toBeUndefined()
    expect(findings[0]).toMatchObject({
      code: 'rings-invalid',
      message: expect.stringContaining(message) as string,
      remedy: expect.stringContaining(remedy) as string,
      place: { file: 'environments/rings.yaml', line },
    })
  })
})

describe('the schema of rings.yaml', () => {
  const { $schema: _, ...schema } = ringsSchema
  const accepts = (value: unknown): boolean => check(schema as unknown as Schema, value as object).length === 0

  // After a change: write JSON.stringify(ringsSchema) into the file, and run Biome.
  it('is in the file that the first line of rings.yaml names', () => {
    const file = readFileSync(join(import.meta.dirname, 'rings.schema.json'), 'utf8')
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(ringsSchema)))
  })

  it.each([
    'rings: [{name: canary}, {name: wide, maximum: 8}]\ntogether: false\nlabel: reach-approved\n',
    'rings: [{name: canary}]\n',
    'rings: []\n',
    'rings: [{name: a, maximum: 0}]\n',
    'rings: [{name: a, environments: [x]}]\n',
    'rings: [{name: A}]\n',
    'rings: [{name: a}]\nlabel: a,b\n',
    'rings: [{name: a}]\ntogether: "no"\n',
    'together: true\n',
  ])('agrees with the loader about %j', (text) =>
    expect(accepts(parse(head + text))).toBe(load(text).findings.length === 0),
  )
})
