import { expect, it } from 'vitest'
import { addToGrowth, takeGrowth } from './growth.ts'

const samples = (...seconds: readonly number[]) => seconds.map((cpu) => ({ wall: 0, cpu, peak: 0 }))

it('growth has the exponent from each size of a series to the next, of the medians', () => {
  addToGrowth('render, objects', 1000, samples(4, 1, 9))
  addToGrowth('render, objects', 10, samples(2))
  addToGrowth('render, objects', 100, samples(2))
  addToGrowth('check, objects', 10, samples(1))
  addToGrowth('check, objects', 100, samples(100))
  addToGrowth('of one size', 10, samples(1))
  expect(takeGrowth()).toEqual([
    'Growth of CPU time of render, objects: from 10 to 100, exponent 0.00',
    'Growth of CPU time of render, objects: from 100 to 1000, exponent 0.30',
    'Growth of CPU time of check, objects: from 10 to 100, exponent 2.00',
  ])
  expect(takeGrowth()).toEqual([])
})
