import { type CompactSettings, type Finding, MappingReader, readYaml, reportInto } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { readCompact } from './load-compact.ts'

function compactOf(
  compact: string,
  components = '[thanos-receive]',
): { compact: CompactSettings | undefined; findings: readonly Finding[] } {
  const source = readYaml('environment.yaml', `components: ${components}\ncompact: ${compact}\n`)
  if (!('file' in source)) throw new Error(compact)
  const findings: Finding[] = []
  const codes = { invalid: 'environment-invalid', unknownKey: 'environment-unknown-key' }
  const context = { source, path: [], codes, report: reportInto(findings) }
  const fields = new MappingReader<'compact' | 'components'>(context, source.value as Record<string, unknown>)
  return { compact: readCompact(fields), findings }
}

it.each([
  ['{}', {}],
  ['{concurrency: 4}', { concurrency: 4 }],
  ['{downsampleConcurrency: 2, deduplicate: receivers}', { downsampleConcurrency: 2, deduplicate: 'receivers' }],
  ['{deduplicate: prometheus}', { deduplicate: 'prometheus' }],
  ['{shards: 2}', { shards: { by: 'hash', list: [{ count: '2' }, { count: '2' }] } }],
])('reads %s', (text, compact) => expect(compactOf(text)).toEqual({ compact, findings: [] }))

it.each([
  ['{concurrency: 0}', 'concurrency must be a whole number from 1 to 64, not 0.'],
  ['{downsampleConcurrency: "2"}', 'downsampleConcurrency must be a whole number'],
  ['{deduplicate: replicas}', 'deduplicate must be one of receivers, prometheus, not "replicas".'],
  ['{deduplication: receivers}', 'Unknown key deduplication.'],
  ['{shards: {by: time, ages: [2w]}}', 'by must be hash'],
  ['{shards: 1}', 'shards must be a whole number from 2 to 100'],
  ['{deduplicate: receivers}', 'The environment has no receivers whose copies could be merged.', '[]'],
])('reports %s at its line', (text, message, components = '[thanos-receive]') => {
  const { findings } = compactOf(text, components)
  expect(findings).toMatchObject([{ place: { line: 2 } }])
  expect(findings[0]!.message).toContain(message)
})
