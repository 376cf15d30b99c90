import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { smallModule } from '@thanos-gitops/programs/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startModule } from './engine.ts'
import { digestFile, digestLine, moduleDigest, moduleFile, readModule, sourcesFile } from './module-file.ts'
import { prepareModule } from './prepare.ts'

const digest = createHash('sha256').update(smallModule).digest('hex')

let folder: string
let cache: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-server '))
  cache = join(folder, 'cache')
  writeFileSync(join(folder, moduleFile), brotliCompressSync(smallModule))
  writeFileSync(join(folder, digestFile), digestLine(digest))
  writeFileSync(join(folder, sourcesFile), 'sources\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('moduleDigest', () => {
  it('returns the digest of the committed module', () => expect(moduleDigest(folder, 'sources')).toBe(digest))

  it.each([
    ['has no digest', digestFile, 'none', 'the file does not contain a SHA-256.'],
    ['is a build of other sources', sourcesFile, 'others\n', 'a build of other sources'],
  ])('fails if the module %s', (_case, file, content, message) => {
    writeFileSync(join(folder, file), content)
    expect(() => moduleDigest(folder, 'sources')).toThrow(message)
  })

  it('fails if there is no module', () => {
    rmSync(join(folder, digestFile))
    expect(() => moduleDigest(folder, 'sources')).toThrow('the file cannot be read (ENOENT)')
  })
})

describe('readModule', () => {
  it('returns the decompressed module', () => expect(readModule(folder, digest)).toEqual(Buffer.from(smallModule)))

  it('fails if the module has another digest', () => {
    writeFileSync(join(folder, moduleFile), brotliCompressSync(Buffer.from('other')))
    expect(() => readModule(folder, digest)).toThrow(/the module has the SHA-256 [0-9a-f]{64}, but/)
  })

  it('fails if the module is truncated', () => {
    writeFileSync(join(folder, moduleFile), readFileSync(join(folder, moduleFile)).subarray(0, 20))
    expect(() => readModule(folder, digest)).toThrow('the module cannot be read (')
  })
})

describe('prepareModule', () => {
  /** The answers of an instance, and how often a module was prepared. */
  async function answersOf(
    lines: readonly string[],
    warmUp?: (answer: string) => readonly string[],
  ): Promise<{ answers: readonly string[]; prepared: number }> {
    let prepared = 0
    const engine = startModule(
      await prepareModule({ folder, digest, cache, onPrepare: () => prepared++, ...(warmUp && { warmUp }) }),
    )
    const answers = await engine.answers(lines)
    await engine.close()
    return { answers, prepared }
  }

  it('prepares the module once, and gives the same answers afterwards', async () => {
    // The first answer is that to the request for the version.
    expect(await answersOf(['x', 'y'])).toEqual({ answers: ['B', 'C'], prepared: 1 })
    expect(await answersOf(['x', 'y'])).toEqual({ answers: ['B', 'C'], prepared: 0 })
  })

  it.each([
    ['module.wasm', (content: Buffer) => content.fill(9, 40, 41)],
    ['memory', (content: Buffer) => content.fill(1, 0, 1)],
    ['state.json', (content: Buffer) => Buffer.from(content.toString().replace('65', '66'))],
  ])('prepares it again if the cached %s is damaged', async (file, damage) => {
    await answersOf([])
    const [entry] = readdirSync(join(cache, 'module')).filter((name) => !name.endsWith('.sha256'))
    const path = join(cache, 'module', entry!, file)
    writeFileSync(path, damage(readFileSync(path)))
    expect(await answersOf(['x'])).toEqual({ answers: ['B'], prepared: 1 })
    expect(await answersOf(['x'])).toEqual({ answers: ['B'], prepared: 0 })
  })

  it('removes the entries of other modules but the last two', async () => {
    const folder = join(cache, 'module')
    for (const [name, written] of Object.entries({ first: 1, third: 3, second: 2 })) {
      mkdirSync(join(folder, name), { recursive: true })
      writeFileSync(join(folder, `${name}.sha256`), '')
      utimesSync(join(folder, name), written, written)
    }
    await answersOf([])
    const names = [`${digest.slice(0, 16)}-2`, 'second', 'third']
    expect(readdirSync(folder).sort()).toEqual(names.flatMap((name) => [name, `${name}.sha256`]))
  })

  it('saves the state after the lines to warm up', async () => {
    const warmUp = (answer: string): readonly string[] => (answer.startsWith('A') ? ['x', 'y'] : [])
    for (const prepared of [1, 0]) expect(await answersOf(['x'], warmUp)).toEqual({ answers: ['D'], prepared })
  })

  it('works without a cache that can be written', async () => {
    writeFileSync(cache, 'a file')
    expect(await answersOf(['x'])).toEqual({ answers: ['B'], prepared: 1 })
  })
})
