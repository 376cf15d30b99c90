import { expect, it } from 'vitest'
import { hrefOf, parseRoute } from './route.ts'

it.each([
  ['', { view: 'matrix', id: '', query: {} }],
  ['#/object/12?in=a%26b&line=3', { view: 'object', id: '12', query: { in: 'a&b', line: '3' } }],
  ['#/environment/a%2Fb', { view: 'environment', id: 'a/b', query: {} }],
  ['#/environment/%E0%A4%A', { view: 'environment', id: '%E0%A4%A', query: {} }],
])('%s leads to %o', (hash, route) => expect(parseRoute(hash)).toEqual(route))

it('writes an address that leads back to the same view', () => {
  expect(parseRoute(hrefOf('environment', 'a/b?c#d', { q: 'x y&z', empty: '' }))).toEqual({
    view: 'environment',
    id: 'a/b?c#d',
    query: { q: 'x y&z' },
  })
})
