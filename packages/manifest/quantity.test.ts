import { expect, test } from 'vitest'
import { canonicalQuantity, nanoUnits } from './quantity.ts'
import table from './quantity.vectors.json' with { type: 'json' }

test('it writes what apimachinery writes', () => {
  const ours = table.vectors.map(([input]) => [input, canonicalQuantity(input!) ?? null])
  expect(ours).toEqual(table.vectors)
})

test.each([
  [1, '1'],
  [0.5, '500m'],
  [0, '0'],
  [1e21, '1e+21'],
  [1.5e-7, '150e-9'],
  [NaN, undefined],
  [Infinity, undefined],
])('for the number %d it writes %j', (input, expected) => {
  expect(canonicalQuantity(input)).toBe(expected)
})

test('it writes its own text the same again', () => {
  const written = table.vectors.flatMap(([, canonical]) => canonical ?? [])
  expect(written.map((text) => canonicalQuantity(text))).toEqual(written)
})

test.each([
  // apimachinery v0.36.0 writes all of them as `1`.
  ['1000E'],
  ['1000000E'],
  ['1000000000000000000000'],
])('for %s it refuses to write what apimachinery would change, but knows the value', (input) => {
  expect(canonicalQuantity(input)).toBeUndefined()
  expect(nanoUnits(input)).toBeGreaterThan(nanoUnits('999E')!)
})

test.each([['1e1000'], ['1e-1000'], ['1e4294967296'], ['1e99999999999999999999']])(
  'for %s it refuses the exponent',
  (input) => {
    expect(canonicalQuantity(input)).toBeUndefined()
    expect(nanoUnits(input)).toBeUndefined()
  },
)

test.each([
  ['1n', 1n],
  ['0.1n', 1n],
  ['-0.1n', -1n],
  ['250m', 250_000_000n],
  ['1Ki', 1024n * 10n ** 9n],
  ['1.5Gi', 1536n * 1024n ** 2n * 10n ** 9n],
  ['1e3', 10n ** 12n],
  ['0', 0n],
  ['many', undefined],
])('for %s it gives the value in units of 10^-9', (input, expected) => {
  expect(nanoUnits(input)).toBe(expected)
})

test.each([
  ['1000m', '1'],
  ['1Gi', '1024Mi'],
  ['1e3', '1k'],
  ['0.5', '500m'],
])('it finds %s and %s equal', (one, other) => {
  expect(nanoUnits(one)).toBe(nanoUnits(other))
})
