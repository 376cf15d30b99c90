import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'
import { lineReader } from './line-reader.ts'

const [first, second] = [temporaryFolder(), temporaryFolder()]
writeFile(first, 'a.yaml', 'one\ntwo\n')
writeFile(second, 'a.yaml', 'other\n')
writeFile(second, 'b.yaml', 'three\n')
const read = lineReader(
  new Map([
    ['-', 'in memory\n'],
    ['b.yaml', 'rendered\n'],
  ]),
  [first, second],
)

it.each<[string, number, string | undefined]>([
  ['a.yaml', 2, 'two'],
  ['a.yaml', 9, undefined],
  ['b.yaml', 1, 'rendered'],
  ['-', 1, 'in memory'],
  ['c.yaml', 1, undefined],
])('reads line %2$i of %1$s', (file, line, expected) => expect(read(file, line)).toBe(expected))

it('masks a long line once for many findings', () => {
  const line = `${'some text, '.repeat(50_000)}password: c0rrecthorse`
  const readLong = lineReader(new Map([['-', line]]), [])
  const start = process.threadCpuUsage()
  for (let index = 0; index < 1000; index++) expect(readLong('-', 1)).toMatch(/password: \(masked\)$/)
  expect(process.threadCpuUsage(start).user / 1000).toBeLessThan(3000)
})
