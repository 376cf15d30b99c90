import { type Finding, MappingReader, readYaml, reportInto } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readZones } from './load-zones.ts'

function zonesOf(content: string): { zones: number | undefined; findings: readonly Finding[] } {
  const source = readYaml('environment.yaml', content)
  if (!('file' in source)) throw new Error(content)
  const findings: Finding[] = []
  const codes = { invalid: 'environment-invalid', unknownKey: 'environment-unknown-key' }
  const context = { source, path: [], codes, report: reportInto(findings) }
  return { zones: readZones(new MappingReader(context, source.value as { zones?: unknown })), findings }
}

describe('readZones', () => {
  it.each([
    ['zones: 2', 2],
    ['zones: 3', 3],
    ['cluster: a', undefined],
  ])('reads %s', (content, zones) => {
    expect(zonesOf(content)).toEqual({ zones, findings: [] })
  })

  it.each([
    ['zones: 1', 'Remove zones'],
    ['zones: [a, b, c]', 'zones: 3'],
    ['zones: 0', 'for example zones: 3'],
    ['zones: 2.5', 'for example zones: 3'],
    ['zones: 300', 'for example zones: 3'],
    ['zones: "3"', 'for example zones: 3'],
  ])('reports %s at its line', (content, remedy) => {
    const { zones, findings } = zonesOf(`cluster: a\n${content}`)
    expect(zones).toBeUndefined()
    expect(findings).toMatchObject([{ code: 'environment-invalid', place: { line: 2 } }])
    expect(findings[0]!.message).toContain('zones must be a whole number from 2 to 16')
    expect(findings[0]!.remedy).toContain(remedy)
  })
})
