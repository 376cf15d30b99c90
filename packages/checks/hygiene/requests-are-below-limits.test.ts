import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { requestsAreBelowLimits } from './requests-are-below-limits.ts'

const found = (resources: string): string[] =>
  problemsIn(requestsAreBelowLimits, workload('a', `image: a:1\nresources:\n${resources}`))

it('finds a limit below the request, with both lines', () => {
  expect(found('  requests: {memory: 16Gi, cpu: 1}\n  limits: {memory: 8Gi, cpu: 500m}')).toEqual([
    '16: Deployment/a: container a requests 16Gi of memory (a.yaml:16), but its limit is 8Gi (a.yaml:17).',
    '16: Deployment/a: container a requests 1 of cpu (a.yaml:16), but its limit is 500m (a.yaml:17).',
  ])
})

it.each([
  '  requests: {memory: 8Gi}\n  limits: {memory: 8192Mi}',
  '  requests: {cpu: 500m}\n  limits: {cpu: 1}',
  '  requests: {memory: 8Gi}',
  '  limits: {memory: 8Gi}',
  '  requests: {memory: a}\n  limits: {memory: 8Gi}',
])('accepts %j', (resources) => expect(found(resources)).toEqual([]))
