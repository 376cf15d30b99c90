import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MetricFile, metricsIn } from '@thanos-gitops/workloads'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type MetricsByCommand, metricFileContent, withVersion } from './merge.ts'

const folder = join(import.meta.dirname, '../../packages/workloads/metrics/catalogue')
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

it('shares what versions and commands have in common', () => {
  const first = withVersion(undefined, 'a', '1.10.0', { one: { x: { type: 'gauge' } }, two: { x: { type: 'gauge' } } })
  const second = withVersion(first, 'a', '1.9.0', {
    one: { x: { type: 'gauge' }, y: { type: 'counter', labels: ['b'] } },
    two: { x: { type: 'counter' } },
  })
  expect(second).toEqual({
    program: 'a',
    versions: ['1.9.0', '1.10.0'],
    commands: ['one', 'two'],
    metrics: {
      x: [
        { type: 'gauge', commands: ['one'] },
        { type: 'counter', commands: ['two'], until: '1.9.0' },
        { type: 'gauge', commands: ['two'], since: '1.10.0' },
      ],
      y: [{ type: 'counter', labels: ['b'], commands: ['one'], until: '1.9.0' }],
    },
  })
})

const metrics = fc.dictionary(
  fc.constantFrom('x', 'y', 'z'),
  fc.record(
    { type: fc.constantFrom('gauge', 'counter'), labels: fc.constantFrom(['a'], ['a', 'b']) },
    { requiredKeys: ['type'] },
  ),
)
const byCommand = fc.dictionary(fc.constantFrom('one', 'two', 'three'), metrics) as fc.Arbitrary<MetricsByCommand>

it('returns for each version and command what was added, in any order of the versions', () => {
  const versions = fc.array(fc.tuple(fc.constantFrom('1.1.0', '1.2.0', '1.9.0', '1.10.0'), byCommand), { minLength: 1 })
  fc.assert(
    fc.property(versions, (added) => {
      let file: MetricFile | undefined
      for (const [version, ofVersion] of added) file = withVersion(file, 'a', version, ofVersion)
      for (const [version, ofVersion] of new Map(added))
        for (const command of file!.commands)
          expect(metricsIn(file!, version, command)).toEqual(plain(ofVersion[command] ?? {}))
    }),
  )
})

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

it.each(globSync('*.json', { cwd: folder }))('writes the committed catalogue %s', (file) => {
  const content = JSON.parse(read(file)) as MetricFile
  expect(metricFileContent(content)).toBe(read(file))
  const newest = content.versions.at(-1)!
  const metricsOfNewest = Object.fromEntries(
    content.commands.map((command) => [command, metricsIn(content, newest, command)]),
  )
  expect(withVersion(content, content.program, newest, metricsOfNewest)).toEqual(content)
})
