import { describe, expect, it } from 'vitest'
import { imageProblem } from './image-reference.ts'

const steps = ['spec', 'template', 'spec', 'containers', '0', 'image']

describe('imageProblem', () => {
  it.each([
    'thanos',
    'quay.io/thanos/thanos:v0.42.2',
    'localhost:5000/a/b',
    'Registry.example.com/a:1',
    `a/b:1@sha256:${'0'.repeat(64)}`,
    'a__b/c--d.e:x_Y',
  ])('accepts %s', (image) => {
    expect(imageProblem(image, steps)).toBeUndefined()
  })

  it.each(['', 'quay.io/Thanos/thanos', 'a:b:c', 'a b', 'a/:1', 'a@sha256:12', 'https://a/b', 'a/', '/a'])(
    'refuses %j',
    (image) => {
      expect(imageProblem(image, steps)?.message).toContain('is not a valid image')
    },
  )

  it('finds the image of a container that is added as a whole', () => {
    const problem = imageProblem([{ name: 'a', image: 'A/B' }], steps.slice(0, 4))
    expect(problem?.message).toContain('/spec/template/spec/containers/0/image')
  })

  it('leaves other fields named image alone', () => {
    expect(imageProblem('A/B C', ['data', 'image'])).toBeUndefined()
  })
})
