import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineComponent, Failure, placeText } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importFailure } from './base-failures.ts'
import { baseDigest, baseFiles, readValidBase, ruleFiles, storeValidBase } from './base-files.ts'
import { longestLoad, tryBase } from './try-base.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'base '))
  mkdirSync(join(root, 'base/components'), { recursive: true })
  write('index.ts', "import { store } from './components/store.ts'\nexport const base = { store }\n")
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (file: string, content: string): void => writeFileSync(join(root, 'base', file), content)

/** `place message` of the problem of a base whose only component has this source. */
async function problem(source: string, limit = longestLoad): Promise<string> {
  write('components/store.ts', source)
  const tried = await tryBase(join(root, 'base/index.ts'), baseFiles(root), limit)
  if (tried.ok) return 'none'
  const failure = importFailure(root, tried)
  expect(failure).toBeInstanceOf(Failure)
  const { place, message, remedy, detail } = failure.findings[0]!
  expect(remedy).toBeTruthy()
  expect(detail).toBeUndefined()
  return `${placeText(place!)} ${message}`
}

const store = 'base/components/store.ts'

describe('tryBase', () => {
  it.each([
    ['a plain value', 'export const store = { replicas: 2 }\n'],
    ['a fixed date', "export const store = { year: new Date('2026-01-01').getUTCFullYear(), max: Math.max(1, 2) }\n"],
    ['a type', 'export const store: { replicas: number } = { replicas: 2 }\n'],
  ])('accepts %s', async (_title, source) => {
    expect(await problem(source)).toBe('none')
  })

  it.each([
    ['Date.now()', 'export const store = {\n  replicas: Date.now() % 3,\n}\n'],
    ['new Date()', 'export const store = {\n  year: new Date().getFullYear(),\n}\n'],
    ['Math.random()', 'export const store = {\n  replicas: Math.random(),\n}\n'],
    ['crypto.randomUUID()', 'export const store = {\n  id: crypto.randomUUID(),\n}\n'],
    ['process.env', 'export const store = {\n  home: process.env.HOME,\n}\n'],
    ['process.exit()', '// one\nprocess.exit(0)\nexport const store = {}\n'],
    ['performance.now()', 'export const store = {\n  at: performance.now(),\n}\n'],
  ])('refuses %s at its line', async (what, source) => {
    const found = await problem(source)
    expect(found).toContain(`${store}:2:`)
    expect(found).toContain(`The base uses ${what}`)
  })

  it.each([
    ['an error', "export const store = {}\nthrow new Error('no store')\n", `${store}:2:`, 'no store'],
    ['a string that is thrown', "export const store = {}\nthrow 'no store'\n", `${store}:2:1 `, 'no store'],
    [
      'a TypeError',
      'const none = undefined as never as { a: string }\nexport const store = none.a\n',
      `${store}:2:`,
      'undefined',
    ],
    ['a syntax error', 'export const store = {{\n', store, 'does not load'],
    ['a missing package', "import x from 'no-such-package'\nexport const store = { x }\n", store, 'no-such-package'],
    ['a missing export', 'export const shop = {}\n', 'base/', 'store'],
  ])('names the file of %s', async (_title, source, place, message) => {
    const found = await problem(source)
    expect(found.startsWith(place)).toBe(true)
    expect(found).toContain(message)
  })

  it.each([
    ['an endless loop', 'export const store = {}\nfor (;;);\n', 'within 3 seconds', 'base/'],
    [
      'an await that does not end',
      'export const store = {}\nawait new Promise(() => {})\n',
      'await that does not end',
      `${store}:2:`,
    ],
  ])('stops %s', async (_title, source, message, place) => {
    const found = await problem(source, 3000)
    expect(found).toContain(place)
    expect(found).toContain(message)
  })
})

describe('a stored valid base', () => {
  it('is used until a file changes', () => {
    write('components/store.ts', 'export const store = 1\n')
    const digest = baseDigest(root)
    const base = { required: [defineComponent('a', [])], optional: [], objectStorage: {} }
    expect(readValidBase(root, digest)).toBeUndefined()
    for (const needsExceptions of [false, true]) {
      storeValidBase(root, digest, { base, needsExceptions })
      expect(readValidBase(root, baseDigest(root))).toEqual({ base, needsExceptions })
    }
    write('components/store.ts', 'export const store = 2\n')
    expect(readValidBase(root, baseDigest(root))).toBeUndefined()
  })

  it('is not used if its file was changed', () => {
    const digest = baseDigest(root)
    const base = { required: [defineComponent('a', [])], optional: [], objectStorage: {} }
    storeValidBase(root, digest, { base, needsExceptions: false })
    const file = join(root, 'node_modules/.cache/thanos-gitops/valid-base')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"a"', '"b"'))
    expect(readValidBase(root, digest)).toBeUndefined()
  })

  it('is used in a copy that keeps the times of files', () => {
    const copy = mkdtempSync(join(tmpdir(), 'copy-'))
    cpSync(root, copy, { recursive: true, preserveTimestamps: true })
    expect(baseDigest(copy)).toBe(baseDigest(root))
    rmSync(copy, { recursive: true })
  })

  it('depends on the sources of the rules', () => {
    const rule = join(root, 'rule.ts')
    writeFileSync(rule, 'export const limit = 1\n')
    const digest = baseDigest(root, [rule])
    expect(baseDigest(root, [rule])).toBe(digest)
    writeFileSync(rule, 'export const limit = 10\n')
    expect(baseDigest(root, [rule])).not.toBe(digest)
    const names = ruleFiles().map((file) => file.replaceAll('\\', '/').replace(/^.*\/packages\//, ''))
    expect(names).toEqual(
      expect.arrayContaining([
        'render/base/schema-problems.ts',
        'schemas/check.ts',
        'workspace/base/purity-guards.mjs',
      ]),
    )
    expect(names.filter((name) => name.includes('node_modules') || name.endsWith('.test.ts'))).toEqual([])
  })

  it('depends on the set of files, without tests', () => {
    const digest = baseDigest(root)
    write('components/store.test.ts', '')
    expect(baseDigest(root)).toBe(digest)
    write('components/other.ts', '')
    expect(baseDigest(root)).not.toBe(digest)
  })
})
