// features.md is a promise: each feature has a file that contains it, and a test.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const rows = readFileSync(join(import.meta.dirname, 'features.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:---|Feature \||\|)/.test(line) && line.includes(']('))
  .map((line) => line.slice(2, -2).split(' | '))

/** The paths of links, relative to this folder. */
const filesIn = (cell: string): readonly string[] =>
  Array.from(cell.matchAll(/\]\(([^)#]+)[^)]*\)/g), ([, file]) => file!)

it('has a row of seven columns for each feature', () => {
  expect(rows.length).toBeGreaterThan(20)
  for (const row of rows) expect(row, row[0]).toHaveLength(7)
})

describe.each(rows.filter(([, , , here]) => here?.startsWith('yes')))(
  '%s',
  (_, __, ___, ____, file = '', test = '', lines = '') => {
    it('has a file that exists, a test of it, and the number of lines that switch it on', () => {
      const files = filesIn(file)
      const tests = filesIn(test)
      expect(files.length).toBeGreaterThan(0)
      expect(tests.length).toBeGreaterThan(0)
      for (const one of [...files, ...tests]) expect(existsSync(join(import.meta.dirname, one)), one).toBe(true)
      for (const one of tests) expect(one).toMatch(/\.test\.(?:ts|yaml)$/)
      expect(lines).toMatch(/^\d/)
    })
  },
)
