import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantityText, roundCores, roundMemory, roundVolume, shownAmount, thanosSize, type Unit } from './units.ts'

const Mi = 2 ** 20
const Gi = 2 ** 30

it.each([
  [200 * Mi, '208Mi'],
  [512 * Mi, '512Mi'],
  [513 * Mi, '576Mi'],
  [1.01 * Gi, '1280Mi'],
  [8.98 * Gi, '9Gi'],
  [8 * Gi, '8Gi'],
])('rounds %d bytes of memory to %s', (bytes, text) => expect(quantityText(roundMemory(bytes), 'bytes')).toBe(text))

it.each([
  [0, '1Gi'],
  [1.1 * Gi, '2Gi'],
  [41.5 * Gi, '45Gi'],
  [372 * Gi, '380Gi'],
])('rounds a volume of %d bytes to %s', (bytes, text) => expect(quantityText(roundVolume(bytes), 'bytes')).toBe(text))

it.each([
  [0.004, '50m'],
  [0.15, '150m'],
  [0.4, '400m'],
  [1, '1'],
  [1.1, '1250m'],
  [4.2, '4500m'],
])('rounds %d processors to %s', (cores, text) => expect(quantityText(roundCores(cores), 'cores')).toBe(text))

describe('rounding', () => {
  it.each([
    ['memory', roundMemory, 2 ** 50],
    ['volumes', roundVolume, 2 ** 50],
    ['processors', roundCores, 1000],
  ] as const)('of %s never gives less, and never changes its own result', (_, round, most) => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: most, noNaN: true }), (value) => {
        const rounded = round(value)
        expect(rounded).toBeGreaterThanOrEqual(value - 1e-9)
        expect(round(rounded)).toBe(rounded)
      }),
    )
  })
})

it.each([
  [2 * Gi, '2GB'],
  [3840 * Mi, '3840MB'],
])('writes %d bytes for Thanos as %s', (bytes, text) => expect(thanosSize(bytes)).toBe(text))

it.each<[number, Unit, string]>([
  [0, 'bytes', '0 B'],
  [16_000, 'bytes', '15.6 KiB'],
  [9.31 * Gi, 'bytes', '9.31 GiB'],
  [1, 'cores', '1 core'],
  [0.04, 'cores', '0.04 cores'],
  [86_400, 'seconds', '1d'],
  [10_800, 'seconds', '3h'],
  [90, 'seconds', '90s'],
  [3_000_000, 'number', '3,000,000'],
])('shows %d %s as %s', (value, unit, text) => expect(shownAmount(value, unit)).toBe(text))
