import { describe, expect, it } from 'vitest'
import { compactableRange, hour, openMetrics, recentRange, shortCompactableRange, valueAt } from './samples.ts'

const now = Date.parse('2026-11-26T19:00:00Z')

it('openMetrics writes a sample for each step, without the end of the range', () =>
  expect(openMetrics({ start: 60_000, end: 180_000 }, 60_000).split('\n')).toEqual([
    '# TYPE verify_cluster_samples gauge',
    `verify_cluster_samples{job="verify"} ${valueAt(60_000)} 60`,
    `verify_cluster_samples{job="verify"} ${valueAt(120_000)} 120`,
    '# EOF',
    '',
  ]))

describe.each([0, 11, 12, 13, 47, 48])('%i hours later', (hours) => {
  const time = now + hours * hour

  it('compactableRange starts with two days as the compactor aligns them, and is in the past', () => {
    const { start, end } = compactableRange(time)
    expect(start % (48 * hour)).toBe(0)
    expect(end - start).toBe(52 * hour)
    expect(end).toBeLessThanOrEqual(time - 8 * hour)
    expect(start).toBeGreaterThan(time - 9 * 24 * hour)
  })

  it('shortCompactableRange starts with eight hours as the compactor aligns them, and is in the past', () => {
    const { start, end } = shortCompactableRange(time)
    expect(start % (8 * hour)).toBe(0)
    expect(end - start).toBe(12 * hour)
    expect(end).toBeLessThanOrEqual(time)
    expect(start).toBeGreaterThan(time - 20 * hour)
  })

  it('recentRange is a block of Prometheus that is complete, and within the retention of a day', () => {
    const { start, end } = recentRange(time)
    expect(start % (2 * hour)).toBe(0)
    expect(end - start).toBe(2 * hour)
    expect(end).toBeLessThanOrEqual(time - 2 * hour)
    expect(start).toBeGreaterThan(time - 8 * hour)
  })
})
