import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kubernetesVersions, patternSentence, type Schema, type SchemaFile } from './index.ts'
import { unknownPattern } from './pattern-sentence.ts'
import { regularExpression } from './problems.ts'

const files = globSync('{kubernetes,crds}/*.json', { cwd: import.meta.dirname }).sort()

function* strings(value: unknown, key = ''): Generator<[key: string, text: string]> {
  if (typeof value === 'string') yield [key, value]
  else if (typeof value === 'object' && value !== null)
    for (const [name, part] of Object.entries(value)) yield* strings(part, name)
}

function* objectsIn(value: unknown): Generator<Schema> {
  if (typeof value !== 'object' || value === null) return
  yield value as Schema
  for (const part of Object.values(value)) yield* objectsIn(part)
}

it('has a file for each Kubernetes version', () =>
  expect(files).toEqual(expect.arrayContaining(kubernetesVersions.map((version) => `kubernetes/${version}.json`))))

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8')
  const { sources, definitions, kinds } = JSON.parse(text) as SchemaFile

  it('names the modules that it was generated from', () => expect(sources.join()).toMatch(/@v\d/))
  it('is small', () => expect(text.length).toBeLessThan(400_000))
  it('contains no descriptions', () => {
    // A field may be called description, but then it has a schema and not a text.
    expect(
      [...strings([definitions, kinds])].filter(([key]) => ['description', 'title', 'example'].includes(key)),
    ).toEqual([])
  })
  it('contains all definitions that it refers to', () => {
    const wanted = [...strings([definitions, kinds])]
      .filter(([key]) => key === '$ref')
      .map(([, ref]) => ref.replace('#/definitions/', ''))
    expect([...new Set(wanted)].sort()).toEqual(Object.keys(definitions).sort())
  })
  it('has a sentence for each pattern', () => {
    const schemas = [...objectsIn([definitions, kinds])].filter(({ pattern }) => typeof pattern === 'string')
    expect(schemas.map(patternSentence).filter((sentence) => sentence === unknownPattern)).toEqual([])
  })
  it('contains only patterns that JavaScript can read', () => {
    for (const [key, pattern] of strings([definitions, kinds]))
      if (key === 'pattern') expect(() => regularExpression(pattern)).not.toThrow()
  })
})

it.each([
  ['1.34', 'apps.v1.StatefulSetSpec', 'podManagementPolicy', ['OrderedReady', 'Parallel']],
  ['1.36', 'core.v1.ContainerPort', 'protocol', ['SCTP', 'TCP', 'UDP']],
  ['1.36', 'core.v1.ServiceSpec', 'type', ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']],
  ['1.37', 'networking.v1.HTTPIngressPath', 'pathType', ['Exact', 'ImplementationSpecific', 'Prefix']],
])('has in %s the enum of %s.%s of the API server', (version, name, field, values) => {
  const { definitions } = JSON.parse(
    readFileSync(join(import.meta.dirname, `kubernetes/${version}.json`), 'utf8'),
  ) as SchemaFile
  expect(definitions[name]?.properties?.[field]?.enum).toEqual(values)
})
