import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sizingTables } from './tables.ts'

it('README.md contains the formulas that are computed', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  const section = /<!-- written by scripts\/list-sizes\.ts -->\n([^]*)<!-- end -->/.exec(readme)?.[1]
  // If this fails, run npm run list:sizes.
  expect(section).toBe(sizingTables())
})

it('has a link to a source for each formula that is not an estimate', () => {
  const rows = sizingTables()
    .split('\n')
    .filter((row) => row.startsWith('| `') && row.includes('×') && row.split('|').length > 6)
  expect(rows.length).toBeGreaterThan(15)
  for (const row of rows) expect(row).toMatch(/\*estimate\* \|$|\]\(https:\/\/[^ ]+\) \|$/)
})
