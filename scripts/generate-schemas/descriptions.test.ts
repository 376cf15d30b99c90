import { expect, it } from 'vitest'
import { descriptionsContent } from './descriptions.ts'
import type { OpenApi } from './kubernetes.ts'

const openApi = (fields: Readonly<Record<string, string>>): OpenApi => ({
  definitions: {
    'io.k8s.api.core.v1.Container': {
      properties: Object.fromEntries(Object.entries(fields).map(([name, description]) => [name, { description }])),
    },
    'io.k8s.api.core.v1.ContainerList': { properties: { items: { description: 'The containers.' } } },
  } as OpenApi['definitions'],
})

it('writes each text once, with its versions if they differ', () => {
  const versions = new Map([
    ['1.36', openApi({ image: 'The image.', name: 'A name.', empty: '' })],
    ['1.37', openApi({ image: 'The image, or a volume.', name: 'A name.', stopSignal: 'A signal.' })],
  ])
  expect(descriptionsContent(versions, new Set(['core.v1.Container'])).split('\n')).toEqual([
    '["core.v1.Container","image","The image, or a volume.",["1.37"]]',
    '["core.v1.Container","image","The image.",["1.36"]]',
    '["core.v1.Container","name","A name."]',
    '["core.v1.Container","stopSignal","A signal."]',
    '',
  ])
})
