import { describe, expect, it } from 'vitest'
import { parseBase2Bytes, parseMemcachedSize } from './size.ts'

const gibi = 1024 ** 3

// The expected values come from github.com/alecthomas/units v0.0.0-20240927000941.
describe('parseBase2Bytes', () => {
  it.each<[string, number | undefined]>([
    ['0', 0],
    ['0B', 0],
    ['1000B', 1000],
    ['2GB', 2 * gibi],
    ['2GiB', 2 * gibi],
    ['1.5GB', 1.5 * gibi],
    ['1GB512MB', 1.5 * gibi],
    ['1GiB1B', gibi + 1],
    ['1KB', 1024],
    ['-1GB', -gibi],
    ['', undefined],
    ['1000', undefined],
    ['1gb', undefined],
    ['1kB', undefined],
    ['1G', undefined],
    ['1Gi', undefined],
    ['1 GB', undefined],
    ['1GB1MiB', undefined],
    ['8EB', undefined],
  ])('%s', (text, expected) => expect(parseBase2Bytes(text)).toBe(expected))
})

describe('parseMemcachedSize', () => {
  it.each<[string, number | undefined]>([
    ['1m', 1024 ** 2],
    ['5M', 5 * 1024 ** 2],
    ['512k', 512 * 1024],
    ['1048576', 1024 ** 2],
    ['1MiB', undefined],
    ['', undefined],
  ])('%s', (text, expected) => expect(parseMemcachedSize(text)).toBe(expected))
})
