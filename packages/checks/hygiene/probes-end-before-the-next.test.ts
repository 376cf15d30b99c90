import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { probesEndBeforeTheNext } from './probes-end-before-the-next.ts'

const found = (probe: string): string[] => problemsIn(probesEndBeforeTheNext, workload('a', `image: a:1\n${probe}`))

it.each([
  [
    'livenessProbe: {timeoutSeconds: 15}',
    '15: Deployment/a: the livenessProbe of container a can take 15s, but has a period of 10s.',
  ],
  [
    'startupProbe: {timeoutSeconds: 5, periodSeconds: 2}',
    '15: Deployment/a: the startupProbe of container a can take 5s, but has a period of 2s.',
  ],
])('finds %s', (probe, message) => expect(found(probe)).toEqual([message]))

it.each(['', 'readinessProbe: {timeoutSeconds: 10}', 'readinessProbe: {periodSeconds: 1}'])('accepts %j', (probe) =>
  expect(found(probe)).toEqual([]),
)
