import { formatPointer } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { eachQuantity, type KindOf } from './index.ts'

const quantitiesOf = (object: KindOf & Record<string, unknown>): Record<string, string | number> => {
  const found: Record<string, string | number> = {}
  eachQuantity('1.36', object, (steps, value) => {
    found[formatPointer(steps)] = value
  })
  return found
}

it('visits only the quantities of an object', () => {
  const spec = {
    containers: [
      {
        name: 'a',
        args: ['1000m'],
        env: [{ name: 'X', value: '1000m' }],
        resources: { requests: { cpu: 1, 'example.com/gpu': '2' } },
      },
    ],
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
      { name: 'config', configMap: { name: '1Gi' } },
    ],
  }
  expect(quantitiesOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: '1Gi' }, spec })).toEqual({
    '/spec/containers/0/resources/requests/cpu': 1,
    '/spec/containers/0/resources/requests/example.com~1gpu': '2',
    '/spec/volumes/0/emptyDir/sizeLimit': '1Gi',
  })
})

it('visits the quantities of a custom resource', () => {
  const object = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    spec: { resources: { limits: { memory: '1024Mi' } } },
  }
  expect(quantitiesOf(object)).toEqual({ '/spec/resources/limits/memory': '1024Mi' })
})

it('visits nothing of an unknown kind, and ignores invalid values', () => {
  expect(quantitiesOf({ apiVersion: 'example.com/v1', kind: 'Widget', spec: { cpu: '1' } })).toEqual({})
  expect(
    quantitiesOf({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { containers: 'none', volumes: [null, { emptyDir: { sizeLimit: {} } }] },
    }),
  ).toEqual({})
})
