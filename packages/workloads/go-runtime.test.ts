import { expect, it } from 'vitest'
import { parseGoMemoryLimit } from './go-runtime.ts'

it.each<[string, number]>([
  ['1073741824', 2 ** 30],
  ['512B', 512],
  ['3KiB', 3072],
  ['512MiB', 2 ** 29],
  ['12GiB', 12 * 2 ** 30],
  ['1TiB', 2 ** 40],
  ['off', Infinity],
  ['', Infinity],
])('reads %s', (text, bytes) => expect(parseGoMemoryLimit(text)).toBe(bytes))

it.each([
  '12Gi',
  '12GB',
  '1.5GiB',
  '12gib',
  '-1',
  '+1',
  '1 GiB',
  'OFF',
  '9223372036854775808',
  '8388608TiB',
  'GiB',
  '$(LIMIT)',
])('rejects %s', (text) => expect(parseGoMemoryLimit(text)).toBeUndefined())
