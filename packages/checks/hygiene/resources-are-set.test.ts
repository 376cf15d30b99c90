import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { resourcesAreSet } from './resources-are-set.ts'

const problems = (container: string, pod = '') =>
  problemsIn(resourcesAreSet, workload('a', `image: a:1\n${container}`, pod)).map((problem) =>
    problem.replace(/^\d+: Deployment\/a: /, ''),
  )

describe('resources-are-set', () => {
  it.each([
    ['', 'container a has no requests.cpu, no requests.memory, no limits.memory.'],
    ['resources: {requests: {cpu: 1, memory: 1Gi}}', 'container a has no limits.memory.'],
    ['resources: {limits: {memory: 1Gi}}', 'container a has no requests.cpu.'],
  ])('reports %j', (container, message) => expect(problems(container)).toEqual([message]))

  it('is content without a limit for cpu', () =>
    expect(problems('resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}')).toEqual([]))
  it('is content with limits alone, which are requests too', () =>
    expect(problems('resources: {limits: {cpu: 1, memory: 1Gi}}')).toEqual([]))
  it('is content with resources of the whole pod', () =>
    expect(problems('', 'resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}')).toEqual([]))
})
