import { expect, it } from 'vitest'
import { definitionOfKind, fieldDescriptions } from './descriptions.ts'
import { kubernetesVersions } from './versions.ts'

it.each(kubernetesVersions)('has the descriptions of Kubernetes %s', (version) => {
  const descriptions = fieldDescriptions(version)
  expect(descriptions.get('core.v1.Container')?.get('image')).toMatch(/^Container image name/)
  expect(descriptions.get(definitionOfKind('apps/v1/StatefulSet'))?.get('spec')).toMatch(/identities of pods/)
})

it('has the text of the version where versions differ', () => {
  const texts = kubernetesVersions.map((version) =>
    JSON.stringify([...fieldDescriptions(version)].map(([name, fields]) => [name, [...fields]])),
  )
  expect(new Set(texts).size).toBe(kubernetesVersions.length)
})

it.each([
  ['v1/Service', 'core.v1.Service'],
  ['apps/v1/StatefulSet', 'apps.v1.StatefulSet'],
  ['rbac.authorization.k8s.io/v1/ClusterRole', 'rbac.v1.ClusterRole'],
])('names the kind %s as %s', (kind, name) => expect(definitionOfKind(kind)).toBe(name))
