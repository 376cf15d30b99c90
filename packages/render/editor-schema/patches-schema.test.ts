import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { valueAt } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { exampleBase, exampleFiles, exampleSettings, renderedSmallStack } from '../testing/small-stack.ts'
import { environmentSchemaFile, patchesSchemaFile, schemasFolder, schemaWriter } from './index.ts'

let root: string
let file: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'schema-'))
  for (const name of ['blue', 'green']) {
    mkdirSync(join(root, 'environments', name), { recursive: true })
    writeFileSync(join(root, 'environments', name, 'environment.yaml'), '')
  }
  file = join(root, 'environments/blue', patchesSchemaFile)
})
afterEach(() => rmSync(root, { recursive: true }))

const store = (operation: string): string =>
  `- target: {kind: StatefulSet, name: thanos-store}\n  patch: [${operation}]\n`
const unpatched = renderedSmallStack({})
const render = createRenderer(exampleBase)
const rendered = (name: string, settings = exampleSettings): RenderedEnvironment =>
  render(exampleFiles({ settings }, name)) as RenderedEnvironment
const shared = (): readonly string[] => readdirSync(join(root, schemasFolder)).sort()
const write = async (...environments: readonly RenderedEnvironment[]): Promise<void> => {
  const writer = schemaWriter(root)
  for (const environment of environments) await writer.write(environment)
  writer.finish()
}

/** Whether the writer writes the schema of patches again. */
async function isWritten(environment: RenderedEnvironment): Promise<boolean> {
  if (existsSync(file)) utimesSync(file, 1, 1)
  await write(environment)
  return statSync(file).mtimeMs !== 1000
}

describe('the schema of patches', () => {
  it('is written again for another value, with the same shared schemas, and for another line', async () => {
    const patched = (patches: string): Promise<boolean> => isWritten(renderedSmallStack({ patches }))
    const replicas = store('{op: replace, path: /spec/replicas, value: 3}')
    expect(await isWritten(unpatched)).toBe(true)
    expect(await isWritten(unpatched)).toBe(false)
    const names = shared()
    expect(await patched(replicas)).toBe(true)
    expect(readFileSync(file, 'utf8')).toContain('"title":"Today 3, set by environments/blue/patches/replicas.yaml:2"')
    expect(await patched(replicas)).toBe(false)
    expect(await patched(`# A comment\n${replicas}`)).toBe(true)
    expect(readFileSync(file, 'utf8')).toContain('"title":"Today 3, set by environments/blue/patches/replicas.yaml:3"')
    expect(shared()).toEqual(names)
    expect(await patched(store('{op: remove, path: /spec/replicas}'))).toBe(true)
    expect(shared()).not.toEqual(names)
    expect(await isWritten(unpatched)).toBe(true)
  })

  it('is written again if the schemas that it refers to were removed', async () => {
    await write(unpatched)
    const names = shared()
    rmSync(join(root, schemasFolder), { recursive: true })
    expect(await isWritten(unpatched)).toBe(true)
    expect(shared()).toEqual(names)
  })

  it('does not replace a file that render did not write', async () => {
    writeFileSync(file, '{"title": "mine"}\n')
    await expect(write(unpatched)).rejects.toThrow('was not written by render')
  })

  it.each(['', 'garbage', '<<<<<<< HEAD\n{}\n'])('replaces a file that is damaged: %j', async (content) => {
    writeFileSync(file, content)
    expect(await isWritten(unpatched)).toBe(true)
  })

  it('refuses a link and a folder', async () => {
    symlinkSync('target', file)
    await expect(write(unpatched)).rejects.toThrow('patches.schema.json is a symbolic link.')
    rmSync(file)
    mkdirSync(file)
    await expect(write(unpatched)).rejects.toThrow('it is not a regular file')
    rmSync(file, { recursive: true })
  })
})

describe('shared schemas', () => {
  it('are the same for environments that differ only in their settings', async () => {
    await write(rendered('blue'))
    const names = shared()
    await write(rendered('green', exampleSettings.replace('eu-1', 'eu-2')))
    expect(shared()).toEqual(names)
  })

  it.each([
    '{op: add, path: /metadata/annotations, value: {example.com/region: VALUE}}',
    '{op: add, path: /spec/template/spec/containers/0/args/-, value: --region=VALUE}',
    '{op: add, path: /spec/template/spec/containers/0/env, value: [{name: REGION, value: VALUE}]}',
  ])('are the same for environments that set other values in the same added field: %s', async (operation) => {
    const patched = (name: string, value: string) =>
      render(exampleFiles({ patches: store(operation.replace('VALUE', value)) }, name)) as RenderedEnvironment
    await write(patched('blue', 'eu'))
    const names = shared()
    await write(patched('green', 'us'))
    expect(shared()).toEqual(names)
    expect(names.some((name) => readFileSync(join(root, schemasFolder, name), 'utf8').includes('set by a patch'))).toBe(
      true,
    )
  })

  it('differ for environments that add elements with other names', async () => {
    const patched = (name: string, variable: string) =>
      render(
        exampleFiles(
          {
            patches: store(
              `{op: add, path: /spec/template/spec/containers/0/env, value: [{name: ${variable}, value: a}]}`,
            ),
          },
          name,
        ),
      ) as RenderedEnvironment
    await write(patched('blue', 'REGION'))
    const names = shared()
    await write(patched('green', 'ZONE'))
    expect(shared()).not.toEqual(names)
  })

  it('are written for one object if only its fields differ', async () => {
    await write(rendered('blue'))
    const before = new Set(shared())
    const patches = store('{op: add, path: /metadata/annotations, value: {a: b}}')
    await write(render(exampleFiles({ patches }, 'green')) as RenderedEnvironment)
    const added = shared().filter((name) => !before.has(name))
    expect(added).toEqual([expect.stringMatching(/^StatefulSet\.thanos-store\./), expect.stringMatching(/^patches\./)])
  })

  it('are removed when no environment uses them', async () => {
    await write(rendered('blue'))
    const names = shared()
    await write(rendered('green', exampleSettings.replace('"1.36"', '"1.35"')))
    expect(shared().length).toBeGreaterThan(names.length)
    rmSync(join(root, 'environments/green'), { recursive: true })
    // Without a change, nothing is removed.
    await write(rendered('blue'))
    expect(shared().length).toBeGreaterThan(names.length)
    rmSync(file)
    await write(rendered('blue'))
    expect(shared()).toEqual(names)
  })

  it('contain everything that the schemas of an environment refer to', async () => {
    await write(rendered('blue'))
    for (const name of [patchesSchemaFile, environmentSchemaFile]) {
      const [, target] = /"\$ref":"([^"#]+)"/.exec(readFileSync(join(root, 'environments/blue', name), 'utf8'))!
      expect(existsSync(join(root, 'environments/blue', target!))).toBe(true)
    }
    const texts = new Map(shared().map((name) => [name, readFileSync(join(root, schemasFolder, name), 'utf8')]))
    const schemas = new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as unknown]))
    for (const [name, text] of texts) {
      const missing = [...text.matchAll(/"\$ref":"([^"#]*)#\/([^"]+)"/g)].filter(
        ([, target, pointer]) =>
          valueAt(schemas.get(target === '' ? name : target!), pointer!.split('/')) === undefined,
      )
      expect(missing.map(([all]) => all)).toEqual([])
    }
  })
})
