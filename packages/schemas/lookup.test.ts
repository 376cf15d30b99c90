import { describe, expect, it } from 'vitest'
import { allKinds, kubernetesVersions, schemaAt, schemaOf } from './index.ts'

const statefulSet = { apiVersion: 'apps/v1', kind: 'StatefulSet' }
const at = (pointer: string) => schemaAt('1.36', statefulSet, pointer.split('/').slice(1))

describe('schemaAt', () => {
  it.each([
    ['/spec/replicas', { format: 'int32', minimum: 0, type: 'integer' }],
    ['/spec/podManagementPolicy', { enum: ['OrderedReady', 'Parallel'] }],
    ['/spec/template/spec/containers', { type: 'array', 'x-kubernetes-list-map-keys': ['name'] }],
    ['/spec/template/spec/containers/0/resources/limits/memory', { format: 'quantity', minimum: 0 }],
    ['/spec/template/spec/containers/-/image', { type: 'string' }],
    ['/metadata/annotations/any', { type: 'string' }],
    ['/spec/volumeClaimTemplates/0/spec/accessModes/0', { enum: expect.arrayContaining(['ReadWriteOnce']) as unknown }],
  ])('finds the type of %s', (pointer, schema) => expect(at(pointer)).toMatchObject({ found: 'schema', schema }))

  it.each(['/status/anything/below', '/metadata/managedFields/0/fieldsV1/f:spec'])(
    'accepts any value at %s',
    (pointer) => expect(at(pointer)).toEqual({ found: 'open' }),
  )

  it('reports the step where a path leaves the schema, and its parent', () => {
    expect(at('/spec/template/spec/containers/0/resources/limit/memory')).toMatchObject({
      found: 'unknown',
      depth: 6,
      parent: { properties: { claims: {}, limits: {}, requests: {} } },
    })
  })

  it.each(['/spec/replicas/0', '/spec/template/spec/containers/thanos', '/spec/template/spec/containers/01'])(
    'reports that %s does not exist',
    (pointer) => expect(at(pointer)).toMatchObject({ found: 'unknown' }),
  )

  it('finds no field with the name of an inherited property', () =>
    expect(at('/spec/constructor')).toMatchObject({ found: 'unknown' }))

  it('reports a kind without a schema', () =>
    expect(schemaAt('1.36', { apiVersion: 'example.com/v1', kind: 'Widget' }, [])).toEqual({ found: 'no-kind' }))
})

describe('schemaOf', () => {
  it.each(['constructor', '../kubernetes/1.36'])('finds no kind in the group %s', (group) =>
    expect(schemaOf('1.36', { apiVersion: `${group}/v1`, kind: 'Pod' })).toBeUndefined(),
  )

  it('lists the versions for an unknown one', () =>
    expect(() => schemaOf('1.20', statefulSet)).toThrow(
      `There are no schemas of Kubernetes 1.20, only of ${kubernetesVersions.join(', ')}.`,
    ))

  it.each(kubernetesVersions)(
    'has constants for apiVersion and kind, and requires a name, in every kind of %s',
    (version) => {
      const kinds = allKinds(version)
      expect(kinds.length).toBeGreaterThan(100)
      for (const { apiVersion, kind } of kinds) {
        const schema = schemaOf(version, { apiVersion, kind })
        expect(schema).toMatchObject({
          additionalProperties: false,
          required: expect.arrayContaining(['apiVersion', 'kind', 'metadata']) as unknown,
          properties: { apiVersion: { enum: [apiVersion] }, kind: { enum: [kind] }, metadata: { required: ['name'] } },
        })
      }
    },
  )
})
