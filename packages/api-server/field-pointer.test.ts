import { describe, expect, it } from 'vitest'
import { fieldPointer, overlaps } from './field-pointer.ts'

const object = {
  metadata: { labels: { app: 'a', long: 'x y' }, annotations: { 'a/b': '1' }, finalizers: ['bad', 'good'] },
  spec: {
    clusterIP: 'Nonee',
    replicas: '3',
    containers: [{ name: 'a', resources: { limits: { 'example.com/gpu': '1' } } }],
  },
  data: { 'a.b': 'x' },
}

describe('fieldPointer', () => {
  it.each([
    ['spec.containers[0].name', 'Required value', '/spec/containers/0/name'],
    [
      'spec.containers[0].resources.limits[example.com/gpu]',
      '',
      '/spec/containers/0/resources/limits/example.com~1gpu',
    ],
    ['data[a.b]', 'Invalid value: "a.b": must not', '/data/a.b'],
    ['metadata.labels', 'Invalid value: "x y": a valid label', '/metadata/labels/long'],
    ['metadata.annotations', 'Invalid value: "a/b": a qualified name', '/metadata/annotations/a~1b'],
    ['metadata.finalizers', 'Invalid value: "bad": name is neither', '/metadata/finalizers/0'],
    ['spec.clusterIPs[0]', 'Invalid value: "Nonee": must be a valid IP address', '/spec/clusterIP'],
    ['spec.serviceName', 'Required value', '/spec/serviceName'],
    ['metadata.labels', 'Invalid value: "\\x00": a valid label', '/metadata/labels'],
    ['', 'Required value', ''],
  ])('finds %s with "%s" at %s', (field, message, pointer) =>
    expect(fieldPointer(object, field, message)).toBe(pointer),
  )
})

describe('fieldPointer of a StatefulSet', () => {
  const volumes = [{ name: 'a' }, { name: 'a' }]
  const set = {
    kind: 'StatefulSet',
    spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }], template: { spec: { volumes } } },
  }
  it.each([
    ['spec.template.spec.volumes[2].name', 'Duplicate value: "a"', '/spec/template/spec/volumes/1'],
    ['spec.template.spec.volumes[1].name', 'Invalid value: "A"', '/spec/template/spec/volumes/0/name'],
    ['spec.template.spec.volumes[0].name', 'Invalid value: "A"', '/spec/volumeClaimTemplates/0'],
  ])('finds %s with "%s" at %s', (field, message, pointer) => expect(fieldPointer(set, field, message)).toBe(pointer))

  it('leads to the element that has the key of another one', () => {
    const pod = { spec: { containers: [{ name: 'a' }, { name: 'a' }] } }
    expect(fieldPointer(pod, 'spec.containers[1].name', 'Duplicate value: "a"')).toBe('/spec/containers/1')
  })
})

describe('overlaps', () => {
  it.each([
    ['/a', '/a/b', true],
    ['/a/b', '/a/b', true],
    ['', '/a', true],
    ['/a/b', '/a/c', false],
    ['/a', '/ab', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(overlaps(a, b)).toBe(expected)
    expect(overlaps(b, a)).toBe(expected)
  })
})

it.each([
  [
    'spec.validation.openAPIV3Schema.properties[spec].type',
    '/spec/versions/0/schema/openAPIV3Schema/properties/spec/type',
  ],
  ['spec.additionalPrinterColumns[0].JSONPath', '/spec/versions/0/additionalPrinterColumns/0/jsonPath'],
  ['spec.conversion.webhookClientConfig', '/spec/conversion/webhook/clientConfig'],
  ['spec.names.plural', '/spec/names/plural'],
])('fieldPointer of %s in a CustomResourceDefinition is %s', (field, pointer) =>
  expect(fieldPointer({ kind: 'CustomResourceDefinition' }, field, 'Invalid value')).toBe(pointer),
)
