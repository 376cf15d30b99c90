import { expect, it } from 'vitest'
import { lanesOf, type PartName, parts } from './parts.ts'

const names = Object.keys(parts) as PartName[]

it.each(names)('%s runs in full, in equal shares', (name) => {
  const runs = lanesOf([name]).flat()
  const counts = runs.map(({ share }) => share?.count ?? 1)
  expect(counts).toEqual(counts.map(() => runs.length))
  expect(runs.map(({ share }) => share?.index ?? 0).sort()).toEqual([...runs.keys()])
})

it('only the chosen parts run', () => {
  expect(lanesOf(['status', 'commits'])).toEqual([[{ name: 'commits' }, { name: 'status' }]])
})
