import { expect, it } from 'vitest'
import { kubernetesSchemas, type OpenApi, unusedBounds } from './kubernetes.ts'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const kindOf = (kind: string, group = 'apps', version = 'v1') => ({
  'x-kubernetes-group-version-kind': [{ group, version, kind }],
})
const ref = (name: string) => ({ $ref: `#/definitions/${name}` })

const openApi: OpenApi = {
  definitions: {
    'io.k8s.api.apps.v1.StatefulSet': {
      ...kindOf('StatefulSet'),
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: ref(`${meta}.ObjectMeta`),
        spec: ref('io.k8s.api.apps.v1.StatefulSetSpec'),
        status: ref('io.k8s.api.apps.v1.StatefulSetStatus'),
      },
    },
    'io.k8s.api.apps.v1.StatefulSetList': {
      ...kindOf('StatefulSetList'),
      properties: { metadata: ref(`${meta}.ListMeta`) },
    },
    'io.k8s.api.apps.v1.StatefulSetSpec': {
      required: ['selector'],
      properties: {
        podManagementPolicy: { type: 'string' },
        replicas: { type: 'integer', format: 'int32' },
        selector: { type: 'object', additionalProperties: { type: 'string' } },
      },
    },
    'io.k8s.api.apps.v1.StatefulSetStatus': { properties: {} },
    [`${meta}.DeleteOptions`]: {
      'x-kubernetes-group-version-kind': [
        ...kindOf('DeleteOptions')['x-kubernetes-group-version-kind'],
        ...kindOf('DeleteOptions', 'batch')['x-kubernetes-group-version-kind'],
      ],
    },
    [`${meta}.ListMeta`]: { properties: {} },
    [`${meta}.ObjectMeta`]: { properties: { name: { type: 'string' } } },
  },
}

it('returns strict schemas of the kinds of manifests, with the definitions that they use', () => {
  const enums = { 'apps.v1.StatefulSetSpec': { podManagementPolicy: ['OrderedReady', 'Parallel'] } }
  const { kinds, definitions, sources } = kubernetesSchemas(openApi, enums, 'k8s.io/kubernetes@v1.0.0')
  expect(sources).toEqual(['k8s.io/kubernetes@v1.0.0'])
  expect(kinds).toEqual({
    'apps/v1/StatefulSet': {
      type: 'object',
      additionalProperties: false,
      required: ['apiVersion', 'kind', 'metadata'],
      properties: {
        apiVersion: { type: 'string', enum: ['apps/v1'] },
        kind: { type: 'string', enum: ['StatefulSet'] },
        metadata: ref('NamedObjectMeta'),
        spec: ref('apps.v1.StatefulSetSpec'),
        status: { type: 'object' },
      },
    },
  })
  expect(Object.keys(definitions).sort()).toEqual(['NamedObjectMeta', 'apps.v1.StatefulSetSpec'])
  expect(definitions['apps.v1.StatefulSetSpec']).toEqual({
    type: 'object',
    additionalProperties: false,
    required: ['selector'],
    properties: {
      podManagementPolicy: { type: 'string', enum: ['OrderedReady', 'Parallel'] },
      replicas: { type: 'integer', format: 'int32', minimum: 0, maximum: 2147483647 },
      selector: { type: 'object', additionalProperties: { type: 'string' } },
    },
  })
})

it('finds the rows of the table of bounds that match no field', () => {
  const unused = unusedBounds([openApi])
  expect(unused).toContain('core.v1.ContainerPort.containerPort')
  expect(unused).not.toContain('apps.v1.StatefulSetSpec.replicas')
})
