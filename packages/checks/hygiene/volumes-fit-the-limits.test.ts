import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { volumesFitTheLimits } from './volumes-fit-the-limits.ts'

const found = (emptyDir: string, limits = 'memory: 1Gi, ephemeral-storage: 2Gi'): string[] =>
  problemsIn(
    volumesFitTheLimits,
    workload(
      'a',
      `image: a:1\nvolumeMounts: [{name: data, mountPath: /data}]\nresources: {limits: {${limits}}}`,
      `volumes: [{name: data, emptyDir: {${emptyDir}}}]`,
    ),
  ).map((problem) => problem.replace(/^\d+: /, '').replaceAll(/:\d+\)/g, ':N)'))

it.each([
  [
    'medium: Memory, sizeLimit: 2Gi',
    'the volume data can have 2Gi, but the memory limit of container a is 1Gi (a.yaml:N).',
  ],
  [
    'sizeLimit: 10Gi',
    'the volume data can have 10Gi, but the ephemeral-storage limit of container a is 2Gi (a.yaml:N).',
  ],
])('finds %s', (emptyDir, message) => expect(found(emptyDir)).toEqual([`Deployment/a: ${message}`]))

it.each(['', 'medium: Memory', 'sizeLimit: 1Gi', 'medium: Memory, sizeLimit: 64Mi'])('accepts %s', (emptyDir) =>
  expect(found(emptyDir)).toEqual([]),
)

it('accepts any size without limits', () => expect(found('medium: Memory, sizeLimit: 2Gi', '')).toEqual([]))
