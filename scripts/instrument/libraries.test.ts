import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changedFiles, instrumentedLibraries } from './libraries.ts'
import { goPrograms, pinnedModule } from './programs.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'libraries-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const [kingpin] = instrumentedLibraries

it('renames the function that the added file replaces', () => {
  mkdirSync(join(folder, 'a'))
  writeFileSync(join(folder, 'a/app.go'), 'package kingpin\n\nfunc (a *Application) Parse(args []string) {}\n')
  const files = changedFiles(kingpin!, join(folder, 'a'))
  expect(files.get('app.go')).toBe('package kingpin\n\nfunc (a *Application) parseUnrecorded(args []string) {}\n')
  expect(files.get('record_flags.go')).toContain('func (a *Application) Parse(')
})

it('refuses a library without that function', () => {
  mkdirSync(join(folder, 'b'))
  writeFileSync(join(folder, 'b/app.go'), 'package kingpin\n')
  expect(() => changedFiles(kingpin!, join(folder, 'b'))).toThrow('adapt scripts/instrument/libraries.ts')
})

it.each([
  ['prometheus', '3.9.1', 'v0.309.1'],
  ['prometheus', '3.13.2', 'v0.313.2'],
  ['thanos', '0.42.4', 'v0.42.4'],
])('finds the module of %s %s', (program, version, expected) =>
  expect(pinnedModule(program, version)).toMatchObject({ version: expected }),
)

it('has a checksum for each version', () => {
  const sums = Object.values(goPrograms).flatMap((program) => Object.values(program.sums))
  expect(sums.filter((sum) => !/^h1:[\w+/]{43}=$/.test(sum))).toEqual([])
})
