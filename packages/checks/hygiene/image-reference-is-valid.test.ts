import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { imageReferenceIsValid } from './image-reference-is-valid.ts'

const problems = (image: string): string[] => problemsIn(imageReferenceIsValid, workload('web', `image: "${image}"`))
const hex = 'a'.repeat(64)

describe('image-reference-is-valid', () => {
  it.each([
    ['quay.io/Thanos/thanos:v1', 'has capital letters in Thanos/thanos'],
    ['Thanos:v1', 'has capital letters in Thanos'],
    ['https://quay.io/thanos/thanos:v1', 'begins with a URL scheme'],
    ['quay.io/thanos/thanos:v1 ', 'has spaces at an end'],
    ['quay.io/thanos/thanos:', 'has the invalid tag ""'],
    ['quay.io/thanos/thanos:v1+1', 'has the invalid tag "v1+1"'],
    ['quay.io//thanos:v1', 'has the invalid name "/thanos"'],
    ['quay.io/thanos/thanos@sha256:abc', 'has the invalid digest sha256:abc'],
    ['quay_io:5000/thanos:v1', 'has the invalid registry quay_io:5000'],
    ['thanos.:v1', 'has the invalid name "thanos."'],
    [`quay.io/${'a'.repeat(256)}:v1`, 'has a name of 264 characters, more than 255'],
  ])('reports %s', (image, message) =>
    expect(problems(image)).toEqual([`14: Deployment/web: the image ${image} of container web ${message}.`]),
  )

  it.each([
    'busybox',
    'quay.io/thanos/thanos:v0.42.4',
    'localhost:5000/a/b/c:latest',
    'REGISTRY/thanos:v1',
    'docker.io/library/a_b__c-d.e:V1.0_x-y',
    `quay.io/thanos/thanos:v1@sha256:${hex}`,
    '[::1]:5000/thanos:v1',
    '${IMAGE}',
  ])('accepts %s', (image) => expect(problems(image)).toEqual([]))
})
