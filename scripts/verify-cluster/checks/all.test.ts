import { expect, it } from 'vitest'
import { checks, chosenChecks } from './all.ts'

it('the titles of the checks are different, and each check runs after those that it needs', () => {
  const titles = checks.map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
  for (const [index, { needs = [] }] of checks.entries())
    for (const title of needs) expect(titles.slice(0, index)).toContain(title)
})

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
