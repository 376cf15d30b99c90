import { expect, it } from 'vitest'
import { lanesOf, type PartName, parts } from './parts.ts'

it('each part is in one lane', () => {
  const names = Object.keys(parts) as PartName[]
  expect(lanesOf(names).flat().toSorted()).toEqual(names.toSorted())
})

it('only the chosen parts run', () => {
  expect(lanesOf(['status', 'commits'])).toEqual([['commits', 'status']])
})
