import { expect, it } from 'vitest'
import { writesSchemas } from './editor-schemas.ts'

it.each<[NodeJS.ProcessEnv, boolean]>([
  [{}, true],
  [{ CI: '' }, true],
  [{ CI: 'false' }, true],
  [{ CI: 'true' }, false],
  [{ CI: '1' }, false],
  [{ CI: 'true', THANOS_GITOPS_SCHEMAS: 'true' }, true],
  [{ CI: 'true', THANOS_GITOPS_SCHEMAS: '' }, false],
  [{ THANOS_GITOPS_SCHEMAS: 'false' }, false],
])('schemas for editors with the variables %j are written: %s', (variables, expected) =>
  expect(writesSchemas(variables)).toBe(expected),
)
