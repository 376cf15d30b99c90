import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openVerdictFile } from './verdict-file.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verdicts-'))
  file = join(folder, 'verdicts', 'a.txt')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('gives what an earlier run added', () => {
  const first = openVerdictFile(file)
  expect(first.get('a')).toBeUndefined()
  first.add([
    ['a', '{"message": "one two"}'],
    ['b', '[]'],
  ])
  expect(first.get('a')).toBe('{"message": "one two"}')
  openVerdictFile(file).add([['c', '[1]']])
  const last = openVerdictFile(file)
  expect(['a', 'b', 'c', 'd'].map((key) => last.get(key))).toEqual(['{"message": "one two"}', '[]', '[1]', undefined])
})

it('does not use a damaged line, and uses the others', () => {
  openVerdictFile(file).add([
    ['a', '["refused"]'],
    ['b', '[]'],
  ])
  writeFileSync(file, readFileSync(file, 'utf8').replace('refused', 'accepted'))
  const read = openVerdictFile(file)
  expect(read.get('a')).toBeUndefined()
  expect(read.get('b')).toBe('[]')
})

it('uses the newest complete line of a key', () => {
  for (const json of ['["first"]', '["second"]']) openVerdictFile(file).add([['a', json]])
  expect(openVerdictFile(file).get('a')).toBe('["second"]')
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -4))
  expect(openVerdictFile(file).get('a')).toBe('["first"]')
})

it('begins a file again that is too large', () => {
  openVerdictFile(file).add([['a', JSON.stringify('x'.repeat(5 * 1024 * 1024))]])
  openVerdictFile(file).add([['b', '[]']])
  expect(readFileSync(file, 'utf8').length).toBeLessThan(100)
})

it('removes files that no run has changed for a month, when it begins a file', () => {
  mkdirSync(join(folder, 'verdicts'))
  const day = 24 * 3600 * 1000
  for (const [name, days] of [
    ['old', 31],
    ['new', 29],
  ] as const) {
    writeFileSync(join(folder, 'verdicts', name), '')
    const time = new Date(Date.now() - days * day)
    utimesSync(join(folder, 'verdicts', name), time, time)
  }
  openVerdictFile(file).add([['a', '[]']])
  expect(readdirSync(join(folder, 'verdicts')).toSorted()).toEqual(['a.txt', 'new'])
})

it('has no effect where it cannot be written', () => {
  writeFileSync(join(folder, 'verdicts'), '')
  openVerdictFile(file).add([['a', '[]']])
  expect(openVerdictFile(file).get('a')).toBeUndefined()
})
