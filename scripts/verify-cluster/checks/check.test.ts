import { expect, it } from 'vitest'
import { parts } from '../parts.ts'
import { chosenChecks } from './check.ts'

it.each(parts)(
  'the titles of the checks of $name are different, and each runs after those that it needs',
  ({ checks }) => {
    const titles = checks.map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
    for (const [index, { needs = [] }] of checks.entries())
      for (const title of needs) expect(titles.slice(0, index)).toContain(title)
  },
)

it('chosenChecks adds the checks whose results are read, in their order', () => {
  const run = async (): Promise<string> => ''
  const all = [
    { title: 'a', run },
    { title: 'b', run, needs: ['a'] },
    { title: 'c', run },
  ]
  expect(chosenChecks(all, 'b').map(({ title }) => title)).toEqual(['a', 'b'])
  expect(chosenChecks(all, undefined)).toEqual(all)
})
