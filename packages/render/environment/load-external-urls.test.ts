import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readExternalUrls } from './load-external-urls.ts'

function load(setting: string, repository?: unknown): unknown {
  const source = readYaml('environments/blue/environment.yaml', `externalUrls: ${setting}\n`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'externalUrls'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const urls = readExternalUrls(fields, repository)
  return findings.length > 0
    ? findings.map(({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`.trim())
    : urls
}

const expected = 'must be an address that begins with https:// or http://, without a slash at the end, a user, ? or #'

describe('readExternalUrls', () => {
  it('reads the address of each page', () => {
    const urls = { prometheus: 'https://m.example.com/prometheus', query: 'http://thanos.example.com:8080' }
    expect(load(JSON.stringify(urls))).toEqual({ ...urls, runbooks: 'base/runbooks' })
  })

  it('derives the address of the runbooks from the repository, unless it is set', () => {
    const settings = { repository: 'https://github.com/o/r' }
    const derived = 'https://github.com/o/r/blob/main/base/runbooks'
    expect(load('{}', settings)).toEqual({ runbooks: derived })
    const own = 'https://dev.azure.com/o/p/_git/r?version=GBmain&path=/base/runbooks'
    expect(load(`{runbooks: "${own}"}`, settings)).toEqual({ runbooks: own })
  })

  it.each([
    [
      'a',
      '1:15 externalUrls must be a mapping, not "a". Write its keys below it: prometheus, alertmanager, query, grafana, runbooks.',
    ],
    ['{ruler: a}', /^1:16 Unknown key ruler\./],
    [
      '{query: thanos.example.com}',
      `${expected}, not "thanos.example.com". Add the scheme: https://thanos.example.com`,
    ],
    ['{query: "https://a/"}', `${expected}, not "https://a/". Remove the slash at the end: https://a`],
    [
      '{query: "https://a/{{b}}"}',
      `${expected}, not "https://a/{{b}}". Write for example query: https://query.example.com`,
    ],
    ['{query: "https://user@a"}', expected],
    ['{query: 1}', expected],
    [
      '{runbooks: "https://a/b/"}',
      'must be the address of the folder base/runbooks in the web pages of the repository',
    ],
    ['{runbooks: "https://a/{{b}}"}', 'must be the address of the folder'],
  ])('refuses %s', (setting, message) => {
    const problems = load(setting) as readonly string[]
    expect(problems).toHaveLength(1)
    if (typeof message === 'string') expect(problems[0]).toContain(message)
    else expect(problems[0]).toMatch(message)
  })
})
