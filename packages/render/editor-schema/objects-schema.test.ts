import { expect, it } from 'vitest'
import type { EditorSchema } from './editor-schema.ts'
import { objectsSchema } from './objects-schema.ts'

it('describes the fields of objects, also below other definitions', () => {
  const { definitions } = objectsSchema('1.36') as { definitions: Readonly<Record<string, EditorSchema>> }
  const description = (definition: string, field: string): unknown =>
    (definitions[definition]?.properties as Readonly<Record<string, EditorSchema>> | undefined)?.[field]?.description
  expect(description('apps.v1.StatefulSet', 'spec')).toContain('desired identities of pods')
  expect(description('core.v1.ServiceSpec', 'sessionAffinity')).toMatch(/ClientIP.*None/s)
})
