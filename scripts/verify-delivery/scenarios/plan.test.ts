import { expect, it } from 'vitest'
import { tools } from '../delivery-rig.ts'
import { codeKey, stepsKey } from './code-key.ts'
import type { Prediction } from './effects.ts'
import { withPrediction } from './plan.ts'
import { readResults } from './results-file.ts'

const results = readResults().scenarios.flatMap(({ name, tools: of }) =>
  tools.flatMap((tool) => (of[tool] === undefined ? [] : [{ title: `${name} with ${tool}`, result: of[tool] }])),
)

it.for(results)('uses the recorded observation of $title as long as nothing changes', ({ result }) => {
  const recorded = { ...result, key: 'same' }
  expect(withPrediction(recorded, 'same', result.predicted)).toEqual({ ...recorded, disagreements: [] })
  expect(withPrediction(recorded, 'other', result.predicted)).toBeUndefined()
})

it('does not use a recorded observation that another prediction contradicts', () => {
  const { result } = results.find(({ title }) => title === 'image with flux')!
  const other: Prediction = { ...result.predicted, pods: {} }
  expect(withPrediction({ ...result, key: 'same' }, 'same', other)).toBeUndefined()
})

it('has a key of the code for each tool, which is the same as long as no file changes', () => {
  const keys = tools.map((tool) => codeKey(tool))
  expect(keys).toEqual(tools.map((tool) => codeKey(tool)))
  expect(new Set(keys).size).toBe(tools.length)
})

it('has another key of the steps for another proof', () => {
  const scenario = { name: 'x', change: 'x', edit: () => {} }
  expect(stepsKey({ ...scenario, proof: async () => {} })).not.toBe(stepsKey(scenario))
})
