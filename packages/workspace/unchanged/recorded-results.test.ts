import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'
import { recordedResults } from './recorded-results.ts'

const root = temporaryFolder()
const file = join(root, 'node_modules/.cache/thanos-gitops/checked/blue')

it('returns results by their names and keys', () => {
  const results = recordedResults<number>(root, 'checked')
  results.add('blue', 'a', 1)
  results.add('green', 'a', 2)
  results.add('blue', 'b', 3)
  expect([results.find('blue', 'a'), results.find('green', 'a'), results.find('blue', 'b')]).toEqual([1, 2, 3])
  expect([results.find('green', 'b'), results.find('red', 'a')]).toEqual([undefined, undefined])
  expect(recordedResults(root, 'validated').find('blue', 'a')).toBeUndefined()
})

it('keeps the newest four results of a name', () => {
  const results = recordedResults<number>(root, 'checked')
  for (const [index, key] of ['a', 'b', 'c', 'd', 'b', 'e'].entries()) results.add('red', key, index)
  expect(['a', 'b', 'c', 'd', 'e'].map((key) => results.find('red', key))).toEqual([undefined, 4, 2, 3, 5])
})

it('has no results in a damaged file, and replaces it', () => {
  const results = recordedResults<number>(root, 'checked')
  results.add('blue', 'a', 1)
  writeFileSync(file, readFileSync(file).subarray(0, -1))
  expect(results.find('blue', 'a')).toBeUndefined()
  results.add('blue', 'a', 2)
  expect(results.find('blue', 'a')).toBe(2)
})
