import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isIntact, moveIntoCache, readIntact } from './cache-entry.ts'

let folder: string
let entry: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-entry-'))
  entry = join(folder, 'entry')
})
afterEach(() => rmSync(folder, { recursive: true }))

function newFile(content = 'program'): string {
  const file = join(folder, 'new-file')
  writeFileSync(file, content)
  return file
}

function newFolder(): string {
  const path = join(folder, 'new-folder')
  mkdirSync(join(path, 'apps/v1'), { recursive: true })
  writeFileSync(join(path, 'apps/v1/deployment.json'), '{"type":"object"}')
  writeFileSync(join(path, 'pod.json'), '{}')
  return path
}

function replaceWithFolder(): void {
  rmSync(entry)
  mkdirSync(entry)
}

describe('isIntact', () => {
  it('is false if there is no entry', () => {
    expect(isIntact(entry)).toBe(false)
  })

  it('accepts unchanged files and folders', () => {
    moveIntoCache(newFile(), entry)
    expect(isIntact(entry)).toBe(true)
    expect(readFileSync(entry, 'utf8')).toBe('program')
    moveIntoCache(newFolder(), entry)
    expect(isIntact(entry)).toBe(true)
    expect(readdirSync(folder).sort()).toEqual(['entry', 'entry.sha256'])
  })

  it.each([
    ['truncated', () => truncateSync(entry, 3)],
    ['empty', () => truncateSync(entry, 0)],
    ['changed', () => writeFileSync(entry, 'PROGRAM')],
    ['deleted', () => rmSync(entry)],
    ['replaced with a folder', replaceWithFolder],
    ['without a digest', () => rmSync(`${entry}.sha256`)],
    ['next to the digest of another file', () => writeFileSync(`${entry}.sha256`, 'a'.repeat(64))],
  ])('refuses a file that is %s', (_damage, damage) => {
    moveIntoCache(newFile(), entry)
    damage()
    expect(isIntact(entry)).toBe(false)
    moveIntoCache(newFile(), entry)
    expect(isIntact(entry)).toBe(true)
  })

  it.each([
    ['a truncated file', () => truncateSync(join(entry, 'apps/v1/deployment.json'), 5)],
    ['a missing file', () => rmSync(join(entry, 'pod.json'))],
    ['an additional file', () => writeFileSync(join(entry, 'secret.json'), '{}')],
  ])('refuses a folder with %s', (_damage, damage) => {
    moveIntoCache(newFolder(), entry)
    damage()
    expect(isIntact(entry)).toBe(false)
    moveIntoCache(newFolder(), entry)
    expect(isIntact(entry)).toBe(true)
  })
})

describe('moveIntoCache', () => {
  it('keeps an intact folder of another process, which may be reading it', () => {
    moveIntoCache(newFolder(), entry)
    const { ino } = statSync(entry)
    moveIntoCache(newFolder(), entry)
    expect(statSync(entry).ino).toBe(ino)
    expect(readdirSync(folder).sort()).toEqual(['entry', 'entry.sha256'])
  })
})

describe('readIntact', () => {
  it('returns the contents of an intact entry, some of them shared', () => {
    moveIntoCache(newFolder(), entry)
    const read: string[] = []
    const contents = readIntact(entry, { isShared: (file) => file === 'pod.json', onRead: (file) => read.push(file) })
    expect([...(contents ?? [])].map(([file, content]) => [file, content.toString()])).toEqual([
      [join('apps', 'v1', 'deployment.json'), '{"type":"object"}'],
      ['pod.json', '{}'],
    ])
    expect(read).toEqual([...contents!.keys()])
    expect(contents?.get('pod.json')?.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  it('returns nothing of an entry that is damaged or missing', () => {
    expect(readIntact(entry)).toBeUndefined()
    moveIntoCache(newFile(), entry)
    expect(readIntact(entry)?.get('')?.toString()).toBe('program')
    writeFileSync(entry, 'PROGRAM')
    expect(readIntact(entry)).toBeUndefined()
  })
})
