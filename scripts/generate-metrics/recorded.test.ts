import { expect, it } from 'vitest'
import { unionOf } from './recorded.ts'

it('joins what several runs recorded', () => {
  expect(
    unionOf([
      {
        inBoth: { type: 'counter', labels: ['a'], declared: true },
        typeUnknownAtFirst: { type: '', declared: true },
        notDeclaredOnce: { type: 'gauge', labels: ['a'], declared: true },
        neverCollected: { type: '', declared: true },
      },
      {
        inBoth: { type: 'counter', labels: ['b'], declared: true },
        typeUnknownAtFirst: { type: 'gauge', declared: true },
        notDeclaredOnce: { type: 'gauge', labels: ['b'], declared: false },
      },
    ]),
  ).toEqual({
    inBoth: { type: 'counter', labels: ['a', 'b'] },
    typeUnknownAtFirst: { type: 'gauge', labels: [] },
    notDeclaredOnce: { type: 'gauge' },
    neverCollected: { type: 'untyped', labels: [] },
  })
})
