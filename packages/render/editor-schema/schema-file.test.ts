import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renderedSmallStack } from '../testing/small-stack.ts'
import { editorSchemaDrift, editorSchemaFile, writeEditorSchema } from './index.ts'

let root: string
let file: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'schema-'))
  mkdirSync(join(root, 'environments/blue'), { recursive: true })
  file = join(root, 'environments/blue', editorSchemaFile)
})
afterEach(() => rmSync(root, { recursive: true }))

const store = (operation: string): string =>
  `- target: {kind: StatefulSet, name: thanos-store}\n  patch: [${operation}]\n`
const unpatched = renderedSmallStack({})

describe('writeEditorSchema', () => {
  it('does not write the file again for a patch that only sets a value', async () => {
    const writes = (patches: string): Promise<boolean> => writeEditorSchema(root, renderedSmallStack({ patches }))
    expect(await writeEditorSchema(root, unpatched)).toBe(true)
    expect(await writeEditorSchema(root, unpatched)).toBe(false)
    expect(await writes(store('{op: replace, path: /spec/replicas, value: 3}'))).toBe(false)
    expect(await writes(store('{op: remove, path: /spec/replicas}'))).toBe(true)
    expect(await writeEditorSchema(root, unpatched)).toBe(true)
  })

  it('does not replace a file that render did not write', async () => {
    writeFileSync(file, '{"title": "mine"}\n')
    await expect(writeEditorSchema(root, unpatched)).rejects.toThrow('was not written by render')
  })

  it.each(['', 'garbage', '<<<<<<< HEAD\n{}\n'])('replaces a file that is damaged: %j', async (content) => {
    writeFileSync(file, content)
    expect(await writeEditorSchema(root, unpatched)).toBe(true)
  })

  it('refuses a link and a folder', async () => {
    rmSync(file, { force: true })
    symlinkSync('target', file)
    await expect(writeEditorSchema(root, unpatched)).rejects.toThrow('patches.schema.json is a symbolic link.')
    rmSync(file)
    mkdirSync(file)
    await expect(writeEditorSchema(root, unpatched)).rejects.toThrow('it is not a regular file')
    rmSync(file, { recursive: true })
  })
})

describe('editorSchemaDrift', () => {
  it('reports a file that is stale, edited by hand or missing', async () => {
    await writeEditorSchema(root, unpatched)
    const content = readFileSync(file, 'utf8')
    const codesOf = async (changed: string): Promise<readonly string[]> => {
      writeFileSync(file, changed)
      return (await editorSchemaDrift(root, unpatched)).map(({ code }) => code)
    }
    expect(await codesOf(content)).toEqual([])
    expect(await codesOf(content.replace('"expect"', '"expects"'))).toEqual(['drift-hand-edited'])
    expect(await codesOf(content.replace(/from [0-9a-f]/, 'from x'))).toEqual(['drift-stale'])
    rmSync(file)
    expect((await editorSchemaDrift(root, unpatched)).map(({ code }) => code)).toEqual(['drift-missing'])
  })
})
