import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@thanos-gitops/testing'
import { beforeEach, expect, it } from 'vitest'
import { loadBundle } from './load.mjs'

const root = temporaryFolder()
const file = join(root, 'render.cjs')
const functions = join(root, 'render.cjs.functions')
const code = `// sources
const add = (a, b) => a + b
exports.run = (a) => add(a, require('node:path').sep.length)
exports.fail = () => { throw new Error('wrong') }
exports.place = [__filename, __dirname]
`

beforeEach(() => {
  writeFileSync(file, code)
  writeFileSync(functions, '')
})

const load = (digest = 'one') => loadBundle(file, digest, root)

it('runs the code of a bundle as a CommonJS module', () => {
  const { exports, isCompiled } = load()
  expect(exports.run(1)).toBe(2)
  expect(exports.place).toEqual([file, root])
  expect(isCompiled).toBe(false)
})

it('keeps the lines of the file in errors', () => {
  expect(() => load().exports.fail()).toThrow('wrong')
  try {
    load().exports.fail()
  } catch (error) {
    expect((error as Error).stack).toContain(`${file}:4:`)
  }
})

it('has the functions that the first runs called, and no later ones', () => {
  // V8 has the functions of the same code in this process.
  writeFileSync(file, `${code}// of this test\n`)
  load().save()
  const without = readFileSync(functions).length
  const second = load()
  expect(second.isCompiled).toBe(true)
  expect(second.exports.run(1)).toBe(2)
  second.save()
  expect(readFileSync(functions).length).toBeGreaterThan(without)
  for (let run = 3; run <= 4; run++) load().save()
  const kept = readFileSync(functions)
  load().save()
  expect(readFileSync(functions)).toEqual(kept)
})

it.each<[string, () => void]>([
  ['of another bundle', () => {}],
  ['that is damaged', () => truncateSync(functions, readFileSync(functions).length - 8)],
  ['that is empty', () => truncateSync(functions, 0)],
])('uses no compiled code %s', (name, damage) => {
  load().save()
  expect(load().isCompiled).toBe(true)
  damage()
  const { exports, isCompiled } = load(name === 'of another bundle' ? 'two' : 'one')
  expect(isCompiled).toBe(false)
  expect(exports.run(2)).toBe(3)
})

it('keeps nothing where Node.js has no compile cache', () => {
  const { exports, save } = loadBundle(file, 'one', undefined)
  expect(exports.run(1)).toBe(2)
  save()
  expect(readFileSync(functions).length).toBe(0)
})
