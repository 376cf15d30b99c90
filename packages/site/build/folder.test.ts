import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replaceFolder } from './folder.ts'
import { generator } from './page.ts'

let parent: string
let out: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'site-'))
  out = join(parent, 'deep/site')
})
afterEach(() => rmSync(parent, { recursive: true }))

const site = (content: string): ReadonlyMap<string, string> =>
  new Map([
    ['index.html', `${generator}${content}`],
    [`data/${content}.js`, content],
  ])

it('writes a folder that does not exist, and replaces a site of this command as a whole', () => {
  replaceFolder(out, site('checks'))
  replaceFolder(out, site('changes'))
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('changes')
  expect(readdirSync(join(out, 'data'))).toEqual(['changes.js'])
  expect(readdirSync(join(parent, 'deep'))).toEqual(['site'])
})

it('writes an empty folder', () => {
  mkdirSync(out, { recursive: true })
  replaceFolder(out, site('checks'))
  expect(existsSync(join(out, 'index.html'))).toBe(true)
})

it.each([
  ['notes.txt', 'it contains notes.txt, which this command did not write'],
  ['data/own.txt', 'it contains data/own.txt, which this command did not write'],
  ['index.html', 'its index.html is missing or was not written by this command'],
  ['data/checks.js', 'its index.html is missing or was not written by this command'],
])('refuses a folder with %s of another origin, and leaves it as it is', (file, why) => {
  mkdirSync(join(out, 'data'), { recursive: true })
  writeFileSync(join(out, file), 'mine')
  expect(() => replaceFolder(out, site('checks'))).toThrow(`${out} cannot be replaced: ${why}.`)
  expect(readFileSync(join(out, file), 'utf8')).toBe('mine')
})

it('refuses a file and a link to a folder', () => {
  mkdirSync(join(parent, 'deep'))
  writeFileSync(out, '')
  expect(() => replaceFolder(out, site('checks'))).toThrow('it is not a folder')
  rmSync(out)
  symlinkSync(parent, out)
  expect(() => replaceFolder(out, site('checks'))).toThrow('it is not a folder')
})

it('leaves an earlier site as it is if a file cannot be written', () => {
  replaceFolder(out, site('checks'))
  const impossible = new Map([...site('changes'), ['index.html/a', '']])
  expect(() => replaceFolder(out, impossible)).toThrow('cannot be written')
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('checks')
  expect(readdirSync(join(parent, 'deep'))).toEqual(['site'])
})
