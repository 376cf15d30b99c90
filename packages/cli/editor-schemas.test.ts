import { expect, it } from 'vitest'
import { writesSchemas } from './editor-schemas.ts'

it.each<[NodeJS.ProcessEnv, boolean]>([
  [{}, true],
  [{ CI: 'true' }, false],
  [{ CI: 'true', THANOS_GITOPS_SCHEMAS: 'true' }, true],
  [{ CI: 'true', THANOS_GITOPS_SCHEMAS: '' }, false],
  [{ THANOS_GITOPS_SCHEMAS: 'false' }, false],
])('schemas for editors with the variables %j are written: %s', (variables, expected) =>
  expect(writesSchemas(variables)).toBe(expected),
)

it.each(['maybe', 'False', '0'])('refuses THANOS_GITOPS_SCHEMAS=%s', (chosen) =>
  expect(() => writesSchemas({ THANOS_GITOPS_SCHEMAS: chosen })).toThrow(
    `The variable THANOS_GITOPS_SCHEMAS is ${chosen}, and must be true or false.`,
  ),
)
