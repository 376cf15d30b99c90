import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ruleFiles, sourceReaderVersion } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diskParseCache } from './parse-cache.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parse-cache-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const entries = (): readonly string[] => {
  const folder = join(root, 'node_modules/.cache/thanos-gitops/yaml')
  return readdirSync(folder).map((name) => join(folder, name))
}

describe('diskParseCache', () => {
  it('returns the value of a source that was parsed before', () => {
    diskParseCache(root).set('replicas: 3', { replicas: 3 })
    expect(diskParseCache(root).get('replicas: 3')).toEqual({ value: { replicas: 3 } })
    expect(diskParseCache(root).get('replicas: 4')).toBeUndefined()
  })

  it.each([
    ['truncated', (entry: string) => entry.slice(0, -2)],
    ['truncated to its first line', (entry: string) => entry.split('\n')[0]!],
    ['empty', () => ''],
    ['garbage', () => '\0\0\0'],
    ['JSON of an earlier format', (entry: string) => entry.split('\n')[1]!],
    ['another value', (entry: string) => entry.replace('3', '9')],
  ])('does not return an entry that is %s', (_damage, damage) => {
    const cache = diskParseCache(root)
    cache.set('replicas: three', { replicas: 3 })
    const [file] = entries()
    const entry = readFileSync(file!, 'utf8')
    expect(damage(entry)).not.toBe(entry)
    writeFileSync(file!, damage(entry))
    expect(cache.get('replicas: three')).toBeUndefined()
    cache.set('replicas: three', { replicas: 3 })
    expect(cache.get('replicas: three')).toEqual({ value: { replicas: 3 } })
  })

  it('does not return an entry that belongs to another source', () => {
    const cache = diskParseCache(root)
    cache.set('replicas: 3', { replicas: 3 })
    const [first] = entries()
    cache.set('replicas: 4', { replicas: 4 })
    const second = entries().find((file) => file !== first)
    writeFileSync(first!, readFileSync(second!))
    expect(cache.get('replicas: 3')).toBeUndefined()
  })

  it('keeps no value that JSON cannot express', () => {
    const cache = diskParseCache(root)
    cache.set('limit: .inf', { limit: Infinity })
    expect(cache.get('limit: .inf')).toBeUndefined()
  })

  it('has no effect in a folder that cannot be written', () => {
    writeFileSync(join(root, 'node_modules'), '')
    const cache = diskParseCache(root)
    cache.set('replicas: 3', { replicas: 3 })
    expect(cache.get('replicas: 3')).toBeUndefined()
  })
})

describe('sourceReaderVersion', () => {
  it('depends on every module that decides about a source', () => {
    const names = ruleFiles().map((file) => basename(file))
    for (const name of [
      'read-source.ts',
      'node-problems.ts',
      'source-problems.ts',
      'find-credentials.ts',
      'token-formats.ts',
      'secret-fields.json',
    ])
      expect(names).toContain(name)
    expect(names.filter((name) => name.includes('.test.'))).toEqual([])
    expect(sourceReaderVersion()).toMatch(/^[0-9a-f]{64}$/)
  })
})
