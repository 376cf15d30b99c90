import { expect, it } from 'vitest'
import { isPipeline } from './pipeline.ts'

it.each<[NodeJS.ProcessEnv, boolean]>([
  [{}, false],
  [{ CI: '' }, false],
  [{ CI: 'false' }, false],
  [{ CI: 'true' }, true],
  [{ CI: '1' }, true],
])('the variables %j are those of a pipeline: %s', (variables, expected) =>
  expect(isPipeline(variables)).toBe(expected),
)
