import { describe, expect, it } from 'vitest'
import { inHalves } from './in-halves.ts'

/** Handles numbers. Each call with a number of `failing` among several fails. */
async function handle(count: number, failing: readonly number[]) {
  const calls: number[][] = []
  const results = await inHalves(
    Array.from({ length: count }, (_, index) => index),
    async (items) => {
      calls.push([...items])
      return items.some((item) => failing.includes(item)) ? undefined : items.map((item) => `${item} together`)
    },
    async (item) => {
      calls.push([item])
      return failing.includes(item) ? `${item} fails` : `${item} alone`
    },
  )
  return { results, calls }
}

describe('inHalves', () => {
  it('handles all items with one call', async () => {
    const { results, calls } = await handle(66, [])
    expect(results).toEqual(Array.from({ length: 66 }, (_, index) => `${index} together`))
    expect(calls).toHaveLength(1)
  })

  it('finds the items that fail, and keeps the order of the results', async () => {
    const { results } = await handle(9, [2, 8])
    expect(results.map((result) => result.split(' ')[0])).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8'])
    expect(results.filter((result) => result.endsWith('fails'))).toEqual(['2 fails', '8 fails'])
  })

  it('needs few calls for one item that fails', async () => {
    const { calls } = await handle(64, [40])
    expect(calls.length).toBeLessThanOrEqual(2 * 6 + 1)
  })

  it.each([0, 1])('handles %d items without a call for several', async (count) => {
    const { results, calls } = await handle(count, [])
    expect(results).toHaveLength(count)
    expect(calls.filter((items) => items.length !== 1)).toEqual([])
  })
})
