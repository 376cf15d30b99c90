import { expect, it } from 'vitest'
import { isRequest } from './gather-objects.ts'

const request = 'reconcile.fluxcd.io/requestedAt'

it.each([
  [['metadata', 'annotations', request], '1', true],
  [['metadata', 'annotations'], { [request]: '1' }, true],
  [['metadata', 'annotations'], { [request]: '1', note: 'x' }, false],
  [['metadata', 'annotations', 'note'], 'x', false],
  [['spec', 'suspend'], true, false],
])('recognizes a request to a tool in %j: %j', (path, value, expected) => {
  expect(isRequest(path, value)).toBe(expected)
})
