import { expect, it } from 'vitest'
import { canonicalQuantity, nanoUnits } from './quantity.ts'
import table from './quantity.vectors.json' with { type: 'json' }

it('writes quantities like apimachinery', () => {
  const ours = table.vectors.map(([input]) => [input, canonicalQuantity(input!) ?? null])
  expect(ours).toEqual(table.vectors)
})

it.each([
  [1, '1'],
  [0.5, '500m'],
  [0, '0'],
  [1e21, '1e+21'],
  [1.5e-7, '150e-9'],
  [NaN, undefined],
  [Infinity, undefined],
])('writes the number %d as %j', (input, expected) => {
  expect(canonicalQuantity(input)).toBe(expected)
})

it('does not change a canonical quantity', () => {
  const written = table.vectors.flatMap(([, canonical]) => canonical ?? [])
  expect(written.map((text) => canonicalQuantity(text))).toEqual(written)
})

it.each([
  // apimachinery v0.36.0 writes all of them as `1`.
  ['1000E'],
  ['1000000E'],
  ['1000000000000000000000'],
])('compares %s, but has no canonical form for it', (input) => {
  expect(canonicalQuantity(input)).toBeUndefined()
  expect(nanoUnits(input)).toBeGreaterThan(nanoUnits('999E')!)
})

it.each([['1e1000'], ['1e-1000'], ['1e4294967296'], ['1e99999999999999999999']])(
  'refuses the exponent of %s',
  (input) => {
    expect(canonicalQuantity(input)).toBeUndefined()
    expect(nanoUnits(input)).toBeUndefined()
  },
)

it.each([
  ['1n', 1n],
  ['0.1n', 1n],
  ['-0.1n', -1n],
  ['250m', 250_000_000n],
  ['1Ki', 1024n * 10n ** 9n],
  ['1.5Gi', 1536n * 1024n ** 2n * 10n ** 9n],
  ['1e3', 10n ** 12n],
  ['0', 0n],
  ['0Ei', 0n],
  ['Ei', undefined],
  ['many', undefined],
])('converts %s to units of 10^-9', (input, expected) => {
  expect(nanoUnits(input)).toBe(expected)
})

it.each([
  ['1000m', '1'],
  ['1Gi', '1024Mi'],
  ['1e3', '1k'],
  ['0.5', '500m'],
])('compares %s and %s as equal', (one, other) => {
  expect(nanoUnits(one)).toBe(nanoUnits(other))
})
