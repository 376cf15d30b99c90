import { expect, it } from 'vitest'
import { crdDefinitions } from './definitions.ts'

it('has the definitions of a group with their defaults and rules', () => {
  const definitions = crdDefinitions('monitoring.coreos.com')
  expect(definitions.map(({ metadata }) => metadata.name)).toContain('servicemonitors.monitoring.coreos.com')
  const json = JSON.stringify(definitions)
  expect(json).toContain('"x-kubernetes-validations":')
  expect(json).toContain('"default":')
})

it.each(['example.com', '../crds', ''])('has no definitions of the group %j', (group) =>
  expect(crdDefinitions(group)).toEqual([]),
)
