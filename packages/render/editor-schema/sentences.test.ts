import { globSync, mkdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { temporaryFolder } from '@thanos-gitops/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { exampleBase, exampleFiles, exampleSettings, yamlFile } from '../testing/small-stack.ts'
import { schemaWriter } from './index.ts'

const root = temporaryFolder()
const packages = join(import.meta.dirname, '../..')

/** Patterns that can be the reason of a problem, with its message. The other keywords only decide whether a rule applies. */
function* refusingPatterns(schema: unknown, at = ''): Generator<{ at: string; message: unknown }> {
  if (typeof schema !== 'object' || schema === null) return
  const { pattern, patternErrorMessage } = schema as Readonly<Record<string, unknown>>
  if (typeof pattern === 'string') yield { at, message: patternErrorMessage }
  for (const [key, part] of Object.entries(schema))
    if (!['if', 'not', 'contains', 'enum', 'const'].includes(key)) yield* refusingPatterns(part, `${at}/${key}`)
}

/** The patterns of files without a sentence for a person. */
const withoutSentence = (folder: string, files: readonly string[]): readonly string[] =>
  files.flatMap((file) =>
    [...refusingPatterns(JSON.parse(readFileSync(join(folder, file), 'utf8')))]
      .filter(({ message }) => typeof message !== 'string' || !/^[A-Z][^\\^]*(?:[.?]|base64|--list)$/.test(message))
      .map(({ at, message }) => `${relative(root, join(folder, file))}: ${at}: ${String(message)}`),
  )

beforeAll(async () => {
  for (const folder of ['blue', 'layers/eu']) mkdirSync(join(root, 'environments', folder), { recursive: true })
  const rendered = createRenderer(exampleBase)({
    ...exampleFiles({ settings: `${exampleSettings}layers: [eu]\n` }),
    resources: [
      yamlFile('environments/blue/resources/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'),
    ],
  }) as RenderedEnvironment
  await schemaWriter(root).write(rendered)
})

describe('a pattern that refuses a value has a sentence', () => {
  it('in each schema that render writes', () => {
    const files = globSync('environments/**/*.json', { cwd: root, exclude: [] })
    const shared = globSync('environments/.schemas/*.json', { cwd: root })
    expect(files.map((file) => file.replace(/.*\//, ''))).toEqual(
      expect.arrayContaining(['environment', 'layer', 'patches', 'resources'].map((name) => `${name}.schema.json`)),
    )
    expect(shared.length).toBeGreaterThan(5)
    expect(withoutSentence(root, [...new Set([...files, ...shared])])).toEqual([])
  })

  it('in each schema that is committed', () => {
    const files = globSync('*/**/*.schema.json', { cwd: packages, exclude: ['**/node_modules/**'] })
    expect(files.length).toBeGreaterThan(4)
    expect(withoutSentence(packages, files)).toEqual([])
  })

  it('which the test finds missing', () => {
    const schema = { properties: { a: { pattern: 'x' } }, if: { properties: { b: { pattern: 'y' } } } }
    expect([...refusingPatterns(schema)]).toEqual([{ at: '/properties/a', message: undefined }])
  })
})
