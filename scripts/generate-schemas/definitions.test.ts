import { expect, it } from 'vitest'
import { readCrds } from './crds.ts'
import { definitionsContent } from './definitions.ts'

const yaml = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com, annotations: {controller-gen.kubebuilder.io/version: v0.19.0}}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
  - name: v1
    additionalPrinterColumns: [{name: Age, type: date, jsonPath: .metadata.creationTimestamp}]
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        description: A widget.
        type: object
        x-kubernetes-validations: [{rule: self.description != "", message: empty}]
        properties:
          description: {type: string, description: A field., default: {title: x}}
          properties: {type: object, title: Any, properties: {title: {type: string, description: A field.}}}
status: {acceptedNames: {kind: '', plural: ''}}
`

it('keeps fields with the names of keys, defaults and rules, and drops what is only shown', () => {
  const schema = {
    properties: {
      description: { default: { title: 'x' }, type: 'string' },
      properties: { properties: { title: { type: 'string' } }, type: 'object' },
    },
    type: 'object',
    'x-kubernetes-validations': [{ message: 'empty', rule: 'self.description != ""' }],
  }
  const [first = '', ...rest] = definitionsContent(readCrds(yaml)).split('\n')
  expect(rest).toEqual([''])
  expect(JSON.parse(first)).toEqual({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', schema: { openAPIV3Schema: schema }, served: true, storage: true }],
    },
  })
})
