import { expect, it } from 'vitest'
import { operationLimits } from './operation-limits.ts'
import type { Operation } from './patch.ts'

it('are at most 5000 for all objects together, and the first one beyond is reported', () => {
  const reported: string[] = []
  const withinLimits = operationLimits((code, _, message) => {
    reported.push(`${code}: ${message}`)
  })
  const operations = Array.from(
    { length: 450 },
    (): Operation => ({
      op: 'remove',
      path: [],
      file: 'a.yaml',
      at: [0, 'patch', 0],
      typed: () => undefined,
      place: () => ({ file: 'a.yaml', line: 1, column: 1 }),
    }),
  )
  const accepted = Array.from({ length: 13 }, (_, index) =>
    withinLimits({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${index}` } }, operations),
  )
  expect(accepted.map(({ length }) => length)).toEqual([...Array.from({ length: 11 }, () => 450), 50, 0])
  expect(reported).toEqual(['too-many-operations: The environment has more than 5000 operations.'])
})
