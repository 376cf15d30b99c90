import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { base } from '@thanos-gitops/base'
import { type Finding, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import {
  createRenderer,
  type EnvironmentFiles,
  environmentNames,
  type RenderedEnvironment,
  readEnvironmentFiles,
} from '@thanos-gitops/render'
import { editorSchemaDrift, editorSchemaFile, writeEditorSchema } from '@thanos-gitops/render/editor-schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LanguageServer, startLanguageServer } from '../testing/language-server.ts'
import { header, wrongPatches } from '../testing/wrong-patches.ts'

const root = resolve(import.meta.dirname, '../../..')
const scratch = mkdtempSync(join(tmpdir(), 'schema-'))
const files = readEnvironmentFiles(root, 'production') as EnvironmentFiles
const render = createRenderer(base)
const production = render(files) as RenderedEnvironment
const typed = join(scratch, 'environments/production/patches/typed.yaml')

let server: LanguageServer
beforeAll(async () => {
  for (const name of environmentNames(root)) {
    mkdirSync(join(scratch, 'environments', name, 'patches'), { recursive: true })
    await writeEditorSchema(
      scratch,
      render(readEnvironmentFiles(root, name) as EnvironmentFiles) as RenderedEnvironment,
    )
  }
  server = await startLanguageServer()
}, 60_000)
afterAll(async () => {
  await server.stop()
  rmSync(scratch, { recursive: true })
})

/** What a render says of production with one patch file more, and of that file alone. */
function renderProblems(text: string): readonly Finding[] {
  const source = readYaml('environments/production/patches/typed.yaml', text)
  if (!('file' in source)) return source
  const rendered = render({ ...files, patches: [source satisfies YamlFile] })
  return 'manifests' in rendered ? [] : rendered
}

describe('the editor schema', () => {
  it.each(
    environmentNames(root).flatMap((name) =>
      readdirSync(join(root, 'environments', name, 'patches')).map((file) => [name, file] as const),
    ),
  )('has nothing to say of %s/patches/%s', async (name, file) => {
    const text = readFileSync(join(root, 'environments', name, 'patches', file), 'utf8')
    expect(text.startsWith(header)).toBe(true)
    expect(await server.diagnose(join(scratch, 'environments', name, 'patches', file), text)).toEqual([])
  })

  it('has at least sixty wrong patches to judge', () => expect(wrongPatches.length).toBeGreaterThanOrEqual(60))

  it.each(wrongPatches)('refuses $what in its line, and so does the renderer', async ({ text, line }) => {
    const diagnostics = await server.diagnose(typed, text)
    expect(diagnostics.map((diagnostic) => diagnostic.line)).toContain(line)
    expect(renderProblems(text).map(({ place }) => place?.line)).toContain(line)
  })

  it('offers the paths of a target, with type and value', async () => {
    const text = `${header}- target: {kind: StatefulSet, name: thanos-store}\n  patch:\n    - op: replace\n      path: /spec/\n`
    const offered = await server.complete(typed, text, 5, 19)
    expect(offered).toContainEqual({ text: '/spec/replicas', detail: 'int32; base: 2' })
    expect(offered.map(({ text }) => text)).toContain(
      '/spec/template/spec/containers/[name=thanos-store]/args/[--log.level]',
    )
    expect(offered.map(({ text }) => text)).not.toContain('/spec/minReadySeconds')
  })

  it('offers for add what is not there yet', async () => {
    const text = `${header}- target: {kind: StatefulSet, name: thanos-store}\n  patch:\n    - op: add\n      path: /spec/\n`
    const offered = await server.complete(typed, text, 5, 19)
    expect(offered.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        '/spec/minReadySeconds',
        '/spec/template/spec/tolerations',
        '/spec/template/spec/containers/[name=thanos-store]/startupProbe',
      ]),
    )
  })

  it('offers the names of targets', async () => {
    const offered = await server.complete(typed, `${header}- target:\n    kind: StatefulSet\n    name: \n`, 4, 11)
    expect(offered.map(({ text }) => text)).toEqual(expect.arrayContaining(['thanos-store', 'thanos-compact']))
    expect(offered.map(({ text }) => text)).not.toContain('thanos-query')
  })

  it.each(environmentNames(root))('of %s is well below a megabyte', (name) => {
    expect(statSync(join(scratch, 'environments', name, editorSchemaFile)).size).toBeLessThan(900_000)
  })

  it('is not written again for a patch that only sets a value', async () => {
    const written = async (text: string): Promise<boolean> =>
      writeEditorSchema(
        scratch,
        render({ ...files, patches: [...files.patches, readYaml('x.yaml', text) as YamlFile] }) as RenderedEnvironment,
      )
    expect(await writeEditorSchema(scratch, production)).toBe(false)
    expect(
      await written(
        '- target: {kind: StatefulSet, name: thanos-rule}\n  patch: [{op: replace, path: /spec/replicas, value: 3}]\n',
      ),
    ).toBe(false)
    expect(
      await written(
        '- target: {kind: StatefulSet, name: thanos-rule}\n  patch: [{op: remove, path: /spec/volumeClaimTemplates/0/spec/storageClassName}]\n',
      ),
    ).toBe(true)
    expect(await writeEditorSchema(scratch, production)).toBe(true)
  })

  it('is drift when it is missing, stale or edited by hand', async () => {
    const path = join(scratch, 'environments/production', editorSchemaFile)
    const text = readFileSync(path, 'utf8')
    const codes = async (content: string): Promise<readonly string[]> => {
      writeFileSync(path, content)
      return (await editorSchemaDrift(scratch, production)).map(({ code }) => code)
    }
    expect(await codes(text)).toEqual([])
    expect(await codes(text.replace('"expect"', '"expects"'))).toEqual(['drift-hand-edited'])
    expect(await codes(text.replace(/from [0-9a-f]/, 'from x'))).toEqual(['drift-stale'])
    rmSync(path)
    expect((await editorSchemaDrift(scratch, production)).map(({ code }) => code)).toEqual(['drift-missing'])
  })

  it('does not take the place of somebody else’s file', async () => {
    const path = join(scratch, 'environments/production', editorSchemaFile)
    writeFileSync(path, '{"title": "mine"}\n')
    await expect(writeEditorSchema(scratch, production)).rejects.toThrow('was not written by render')
    rmSync(path)
    await writeEditorSchema(scratch, production)
  })
})
