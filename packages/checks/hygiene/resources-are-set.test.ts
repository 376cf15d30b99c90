import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { resourcesAreSet } from './resources-are-set.ts'

const problems = (container: string, pod = '') =>
  problemsIn(resourcesAreSet, workload('a', `image: a:1\n${container}`, pod)).map((problem) =>
    problem.replace(/^\d+: Deployment\/a: /, ''),
  )

describe('resources-are-set', () => {
  it.each([
    ['', 'container a does not set requests.cpu, requests.memory, limits.memory.'],
    ['resources: {requests: {cpu: 1, memory: 1Gi}}', 'container a does not set limits.memory.'],
    ['resources: {limits: {memory: 1Gi}}', 'container a does not set requests.cpu.'],
  ])('reports %j', (container, message) => expect(problems(container)).toEqual([message]))

  it('accepts a container without a limit for cpu', () =>
    expect(problems('resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}')).toEqual([]))
  it('accepts limits without requests, because they are the default of requests', () =>
    expect(problems('resources: {limits: {cpu: 1, memory: 1Gi}}')).toEqual([]))
  it('accepts resources of the pod', () =>
    expect(problems('', 'resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}')).toEqual([]))
})
