import { describe, expect, it } from 'vitest'
import { parseGoDuration, parsePrometheusDuration, parseTimeOrDuration } from './duration.ts'

const hour = 36e5

// The expected values come from the parsers of the programs: prometheus/common v0.73.1 and Go 1.26.
describe('parsePrometheusDuration', () => {
  it.each<[string, number | undefined]>([
    ['0', 0],
    ['0s', 0],
    ['15d', 360 * hour],
    ['1d12h', 36 * hour],
    ['2w', 336 * hour],
    ['1y', 8760 * hour],
    ['1h30m5s7ms', 1.5 * hour + 5007],
    ['', undefined],
    ['30', undefined],
    ['1.5d', undefined],
    ['1m1d', undefined],
    ['1d1d', undefined],
    ['-1d', undefined],
    ['1D', undefined],
    ['1us', undefined],
    ['1 d', undefined],
    ['293y', undefined],
  ])('%s', (text, expected) => expect(parsePrometheusDuration(text)).toBe(expected))
})

describe('parseGoDuration', () => {
  it.each<[string, number | undefined]>([
    ['0', 0],
    ['120h', 120 * hour],
    ['1.5h', 1.5 * hour],
    ['.5h', 0.5 * hour],
    ['30m1h', 1.5 * hour],
    ['-10s', -10_000],
    ['1µs', 1e-3],
    ['', undefined],
    ['5d', undefined],
    ['1w', undefined],
    ['90', undefined],
    ['2562048h', undefined],
  ])('%s', (text, expected) => expect(parseGoDuration(text)).toBe(expected))
})

describe('parseTimeOrDuration', () => {
  it.each<[string, unknown]>([
    ['2026-01-31T00:00:00Z', { time: Date.UTC(2026, 0, 31) }],
    ['2026-01-31T00:00:00.5+01:00', { time: Date.UTC(2026, 0, 30, 23) + 500 }],
    ['-6w', { duration: -1008 * hour }],
    ['40h', { duration: 40 * hour }],
    ['+6w', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-01-31', undefined],
    ['1.5d', undefined],
  ])('%s', (text, expected) => expect(parseTimeOrDuration(text)).toEqual(expected))
})
