import { describe, expect, it } from 'vitest'
import { formatImage, type ImageReference, parseImage } from './image.ts'

describe('parseImage', () => {
  it.each<[string, ImageReference]>([
    ['memcached', { name: 'memcached' }],
    ['quay.io/thanos/thanos:v0.42.4', { name: 'quay.io/thanos/thanos', tag: 'v0.42.4' }],
    ['localhost:5000/thanos', { name: 'localhost:5000/thanos' }],
    ['localhost:5000/thanos:v0.42.4', { name: 'localhost:5000/thanos', tag: 'v0.42.4' }],
    ['quay.io/thanos/thanos@sha256:ab', { name: 'quay.io/thanos/thanos', digest: 'sha256:ab' }],
    ['host:5000/a/b:v1@sha256:ab', { name: 'host:5000/a/b', tag: 'v1', digest: 'sha256:ab' }],
    ['', { name: '' }],
  ])('reads %s, and formatImage writes it again', (image, parts) => {
    expect(parseImage(image)).toEqual(parts)
    expect(formatImage(parts)).toBe(image)
  })
})
