import { describe, expect, it } from 'vitest'
import type { Finding } from './finding.ts'
import { placeText, reportInto } from './problems.ts'
import { type MappingReader, readMapping, readSettings } from './read-mapping.ts'
import { dnsLabel } from './string-formats.ts'
import { readYaml, type YamlFile } from './yaml/read-source.ts'

const keys = ['name', 'mode', 'isOn', 'list', 'map'] as const
type Key = (typeof keys)[number]

function read<Result>(content: string, use: (fields: MappingReader<Key>) => Result) {
  const source = readYaml('a.yaml', content) as YamlFile
  const findings: Finding[] = []
  const codes = { invalid: 'invalid', unknownKey: 'unknown-key' }
  const fields = readMapping({ source, path: [], codes, report: reportInto(findings) }, source.value, keys, {
    subject: 'The file',
    remedy: 'Write name: x.',
  })
  const result = fields && use(fields)
  return { result, isValid: fields?.isValid, problems: findings.map(shown) }
}

const shown = ({ code, place, message, remedy }: Finding): string =>
  `${placeText(place!).replace('a.yaml:', '')} ${code}: ${message} ${remedy}`

describe('readMapping', () => {
  it('reads fields of the right type', () => {
    const content = 'name: a\nmode: fast\nisOn: true\nlist: [1, {name: b}]\nmap: {name: c}\n'
    const { result, isValid, problems } = read(content, (fields) => [
      fields.string('name', dnsLabel),
      fields.oneOf('mode', ['fast', 'slow']),
      fields.boolean('isOn'),
      fields.list('list'),
      fields.mapping('map', ['name'])?.string('name', dnsLabel),
    ])
    expect(result).toEqual(['a', 'fast', true, [1, { name: 'b' }], 'c'])
    expect({ isValid, problems }).toEqual({ isValid: true, problems: [] })
  })

  it('gives absent fields no value and no problem', () => {
    const { result, problems } = read('{}', (fields) => [
      fields.string('name', dnsLabel),
      fields.oneOf('mode', ['fast']),
      fields.boolean('isOn'),
      fields.list('list'),
      fields.mapping('map', ['name']),
    ])
    expect(result).toEqual([undefined, undefined, false, [], undefined])
    expect(problems).toEqual([])
  })

  it.each<[content: string, use: (fields: MappingReader<Key>) => unknown, problem: string]>([
    ['[1]', () => {}, '1:1 invalid: The file must be a mapping, not [1]. Write name: x.'],
    ['nmae: a', () => {}, '1:1 unknown-key: Unknown key nmae. Did you mean name?'],
    ['xyzzy: a', () => {}, '1:1 unknown-key: Unknown key xyzzy. Known keys: name, mode, isOn, list, map.'],
    ['name: A', (fields) => fields.string('name', dnsLabel), '1:7 invalid: name must be a DNS label'],
    ['mode: 1.10', (fields) => fields.oneOf('mode', ['1.9', '1.10']), 'not 1.10. Write it in quotes: mode: "1.10"'],
    ['name: 12', (fields) => fields.string('name', dnsLabel), 'Write it in quotes: name: "12"'],
    [
      'mode: fsat',
      (fields) => fields.oneOf('mode', ['fast', 'slow']),
      'must be one of fast, slow, not "fsat". Did you mean fast?',
    ],
    ['isOn: "yes"', (fields) => fields.boolean('isOn'), '1:7 invalid: isOn must be true or false, not "yes".'],
    ['list: a', (fields) => fields.list('list'), '1:7 invalid: list must be a list, not "a".'],
    [
      'isOn: true',
      (fields) => fields.requiredString('name', dnsLabel),
      '1:1 invalid: name is missing. Add name, for example name: monitoring',
    ],
    [
      'map: {nmae: a}',
      (fields) => fields.mapping('map', ['name']),
      '1:7 unknown-key: Unknown key nmae. Did you mean name?',
    ],
    [
      'list: [1]',
      (fields) => fields.mappings('list', ['name'], { subject: 'An entry', remedy: 'Write - name: x.' }),
      '1:8 invalid: An entry must be a mapping, not 1. Write - name: x.',
    ],
  ])('reports the problem of %s', (content, use, problem) => {
    const { problems, isValid } = read(content, use)
    expect(problems).toEqual([expect.stringContaining(problem)])
    expect(isValid).not.toBe(true)
  })

  it('does not print a value that may be a secret', () => {
    const { problems } = read('name: "hunter 2"', (fields) => fields.string('name', { ...dnsLabel, isSecret: true }))
    expect(problems).toEqual([expect.not.stringContaining('hunter')])
  })
})

describe('readSettings', () => {
  it('requires apiVersion and kind', () => {
    const findings: Finding[] = []
    const source = readYaml('a.yaml', 'kind: Polcy\n') as YamlFile
    readSettings(source, 'Policy', ['patches'], { invalid: 'invalid', unknownKey: 'invalid' }, reportInto(findings))
    expect(findings.map(shown)).toEqual([
      '1:1 invalid: apiVersion is missing. Add apiVersion, for example apiVersion: thanos-gitops/v1',
      '1:7 invalid: kind must be Policy, not "Polcy". Did you mean Policy?',
    ])
  })
})
