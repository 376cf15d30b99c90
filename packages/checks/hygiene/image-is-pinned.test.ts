import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { imageIsPinned } from './image-is-pinned.ts'

const problems = (image: string) => problemsIn(imageIsPinned, workload('a', `image: ${image}`))

describe('image-is-pinned', () => {
  it.each(['busybox', 'quay.io/thanos/thanos:latest', 'registry.example.com:5000/thanos', 'thanos:main'])(
    'reports %s',
    (image) => expect(problems(image)).toHaveLength(1),
  )
  it.each([
    ['busybox', 'container a uses busybox without a tag, which defaults to latest.'],
    ['thanos:main', 'container a uses thanos:main, but the image of the tag main changes over time.'],
  ])('names the container and the image %s', (image, message) =>
    expect(problems(image)).toEqual([expect.stringContaining(message)]),
  )
  it.each([
    'quay.io/thanos/thanos:v0.42.4',
    'registry.example.com:5000/thanos:v1',
    `busybox@sha256:${'0'.repeat(64)}`,
    `busybox:latest@sha256:${'0'.repeat(64)}`,
  ])('accepts %s', (image) => expect(problems(image)).toEqual([]))
})
