import { describe, expect, it } from 'vitest'
import { readPrices } from './prices.ts'

describe('readPrices', () => {
  it.each([[{}], [{ cpu: 0, memory: 4.5, storage: 0.1, currency: 'EUR', storageClasses: { fast: 0.3 } }]])(
    'accepts %j',
    (prices) => expect(readPrices(prices)).toEqual(prices),
  )

  it.each<[value: unknown, problem: RegExp]>([
    [[], /must be a mapping/],
    ['cpu: 1', /must be a mapping/],
    [{ disk: 1 }, /^Unknown key disk\. Known keys: currency, cpu, /],
    [{ cpu: '20' }, /^cpu must be a price/],
    [{ memory: -1 }, /^memory must be a price/],
    [{ storage: Number.POSITIVE_INFINITY }, /^storage must be a price/],
    [{ storageClasses: 3 }, /^storageClasses must map/],
    [{ storageClasses: { fast: 'cheap' } }, /^storageClasses must map/],
    [{ currency: 1 }, /^currency must be a string/],
  ])('refuses %j', (value, problem) => expect(readPrices(value)).toMatch(problem))
})
