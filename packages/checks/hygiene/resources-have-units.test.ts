import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { resourcesHaveUnits } from './resources-have-units.ts'

const found = (resources: string): string[] =>
  problemsIn(resourcesHaveUnits, workload('a', `image: a:1\nresources: ${resources}`)).map((text) =>
    text.replace(/^\d+: Deployment\/a: /, ''),
  )

it.each([
  ['{requests: {memory: 512}}', 'the request of container a is 512, which is 512 bytes of memory.'],
  ['{limits: {memory: 512m}}', 'the limit of container a is 512m, which is less than one byte of memory.'],
  ['{limits: {memory: 64k}}', 'the limit of container a is 64k, which is 64000 bytes of memory.'],
  ['{requests: {cpu: 500}}', 'the request of container a is 500, which is 500 processors.'],
])('finds %s', (resources, message) => expect(found(resources)).toEqual([message]))

it.each([
  '{requests: {memory: 512Mi, cpu: 500m}}',
  '{limits: {memory: 1073741824, cpu: 64}}',
  '{requests: {cpu: 0, memory: 0}}',
  '{limits: {nvidia.com/gpu: 1}}',
])('accepts %s', (resources) => expect(found(resources)).toEqual([]))
