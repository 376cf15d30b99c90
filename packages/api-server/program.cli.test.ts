import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { moveIntoCache } from '@thanos-gitops/programs/cache-entry'
import { smallModule } from '@thanos-gitops/programs/testing'
import { sourcesDigest } from '@thanos-gitops/programs/wasm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nativePath } from './native/program.ts'
import { findProgram } from './program.ts'
import { digestFile, digestLine, moduleFile, sourcesFile } from './wasm/module-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-server '))
  for (const name of ['program', 'module/1.36']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'program/main.go'), 'package main')
})
afterEach(() => rmSync(folder, { recursive: true }))

const sources = (): string => sourcesDigest(join(folder, 'program'))
const find = () =>
  findProgram('1.36', {
    sources: join(folder, 'program'),
    module: join(folder, 'module'),
    cache: join(folder, 'cache'),
  })

function writeModule(): void {
  const digest = createHash('sha256').update(smallModule).digest('hex')
  writeFileSync(join(folder, 'module/1.36', digestFile), digestLine(digest))
  writeFileSync(join(folder, 'module/1.36', sourcesFile), sources())
  writeFileSync(join(folder, 'module/1.36', moduleFile), brotliCompressSync(smallModule))
}

/** A program that answers each line with `native`. */
function writeNative(): string {
  const path = nativePath(join(folder, 'cache/1.36'), sources())
  mkdirSync(dirname(path), { recursive: true })
  const script = join(folder, 'script')
  writeFileSync(script, '#!/bin/sh\nwhile read -r line; do echo native; done\n')
  chmodSync(script, 0o755)
  moveIntoCache(script, path)
  return path
}

async function answer(): Promise<readonly string[]> {
  const engine = await find().start()
  try {
    return await engine.answers(['x'])
  } finally {
    await engine.close()
  }
}

describe.skipIf(process.platform === 'win32')('findProgram', () => {
  it('prefers the native program of these sources', async () => {
    writeModule()
    writeNative()
    expect(find().kind).toBe('native')
    expect(await answer()).toEqual(['native'])
  })

  it('uses the module if the sources have changed since the native program was built', async () => {
    writeNative()
    writeFileSync(join(folder, 'program/other.go'), 'package main')
    writeModule()
    expect(find().kind).toBe('module')
    expect(await answer()).toEqual(['B'])
  })

  it('does not start a native program that is damaged', async () => {
    writeModule()
    writeFileSync(writeNative(), '#!/bin/sh\necho damaged\n')
    expect(await answer()).toEqual(['B'])
  })

  it('fails if the native program is damaged and there is no module', async () => {
    writeFileSync(writeNative(), '')
    await expect(answer()).rejects.toMatchObject({ findings: [{ code: 'api-server-missing' }] })
  })

  it('fails if there is neither, and if the module is a build of other sources', () => {
    expect(find).toThrow('There is no verdict of the API server')
    writeModule()
    writeFileSync(join(folder, 'program/other.go'), 'package main')
    expect(find).toThrow('The module is a build of other sources')
  })

  it.each([
    ['main_test.go', false],
    ['README.md', false],
    ['testdata/a.yaml', false],
    ['kinds/crds.json', true],
    ['go.mod', true],
  ])('%s is a source: %s', (file, isSource) => {
    const before = sources()
    mkdirSync(dirname(join(folder, 'program', file)), { recursive: true })
    writeFileSync(join(folder, 'program', file), 'x')
    expect(sources() !== before).toBe(isSource)
  })
})
