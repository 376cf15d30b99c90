import type { Schema } from '@thanos-gitops/schemas'
import { expect, it } from 'vitest'
import { crdSchemas, readCrds } from './crds.ts'

const objectMeta = { NamedObjectMeta: { type: 'object', required: ['name'] } } as const

/** Converts `spec`, the YAML of a structural schema. */
function specOf(spec: string): Schema {
  const crd = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.com
  names: {kind: Widget}
  versions:
  - name: v1
    served: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: ${spec}}}}
  - name: v1alpha1
    served: false
    schema: {openAPIV3Schema: {}}
`
  const { kinds } = crdSchemas(readCrds(`# comment\n---\nkind: Other\n---${crd}`), objectMeta, [
    'example.com/widgets@v1.0.0',
  ])
  expect(Object.keys(kinds)).toEqual(['example.com/v1/Widget'])
  return kinds['example.com/v1/Widget']!.properties!.spec!
}

it.each<[title: string, spec: string, schema: Schema]>([
  [
    'refuses unknown fields',
    '{type: object, properties: {a: {type: string, description: text}}}',
    { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
  ],
  [
    'refuses all fields of an object without properties',
    '{type: object}',
    { type: 'object', additionalProperties: false },
  ],
  [
    'allows unknown fields with x-kubernetes-preserve-unknown-fields',
    '{type: object, x-kubernetes-preserve-unknown-fields: true}',
    { type: 'object' },
  ],
  [
    'keeps maps',
    '{type: object, additionalProperties: {type: integer, format: int32}}',
    {
      type: 'object',
      additionalProperties: { type: 'integer', format: 'int32', minimum: -2147483648, maximum: 2147483647 },
    },
  ],
  [
    'allows null if the CRD allows it',
    '{type: string, nullable: true, enum: [a]}',
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  [
    'reads an int-or-string',
    '{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}',
    { type: ['integer', 'string'], format: 'int-or-string' },
  ],
  [
    'converts an exclusive bound to JSON Schema',
    '{type: integer, minimum: 0, exclusiveMinimum: true, maximum: 5}',
    { type: 'integer', exclusiveMinimum: 0, maximum: 5 },
  ],
  [
    'keeps conditions without making them strict',
    '{type: object, properties: {a: {type: string}}, oneOf: [{required: [a], properties: {a: {minLength: 1}}}]}',
    {
      type: 'object',
      properties: { a: { type: 'string' } },
      additionalProperties: false,
      oneOf: [{ required: ['a'], properties: { a: { minLength: 1 } } }],
    },
  ],
  [
    'adds the common fields of an embedded object',
    '{type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: string}}}',
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        spec: { type: 'string' },
      },
    },
  ],
])('%s', (_, spec, schema) => expect(specOf(spec)).toEqual(schema))

it('recognizes a quantity by the pattern of controller-gen', () => {
  const pattern = String.raw`^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$`
  expect(specOf(`{x-kubernetes-int-or-string: true, pattern: '${pattern}'}`)).toMatchObject({
    type: ['integer', 'string'],
    format: 'quantity',
  })
})

it('writes equal parts once', () => {
  const part = `{type: object, properties: {${Array.from('abcdefgh', (name) => `${name}: {type: string}`).join(', ')}}}`
  const spec = specOf(`{type: object, properties: {first: ${part}, second: ${part}}}`)
  expect(spec.properties!.first).toEqual({
    $ref: expect.stringMatching(/^#\/definitions\/first\.[0-9a-f]{8}$/) as unknown,
  })
  expect(spec.properties!.second).toEqual(spec.properties!.first)
})
