import { Failure } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { nodeImageOf, nodeImages } from './node-images.ts'

it.each(Object.entries(nodeImages))('the image of Kubernetes %s has this version and a digest', (version, image) =>
  expect(image).toMatch(new RegExp(`^kindest/node:v${version.replace('.', '\\.')}\\.\\d+@sha256:[0-9a-f]{64}$`)),
)

it('the images have different digests', () => {
  const digests = Object.values(nodeImages).map((image) => image.split('@')[1])
  expect(new Set(digests).size).toBe(digests.length)
})

it.each(['1.33', '1.38', 'constructor'])('there is no image of Kubernetes %s', (version) =>
  expect(() => nodeImageOf(version)).toThrow(Failure),
)
