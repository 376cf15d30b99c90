import { describe, expect, it } from 'vitest'
import type { Check } from './check.ts'
import { readDeclarations } from './declarations.ts'

const check: Check = {
  name: 'no-secrets',
  question: 'references',
  severity: 'error',
  why: 'w',
  remedy: 'r',
  source: 's',
  run: () => [],
}
const read = (text: string) => readDeclarations('exceptions.yaml', text, [check])
const exception = (fields: string): string => `exceptions: [{check: no-secrets, object: Secret/a, ${fields}}]`

describe('readDeclarations', () => {
  it.each([
    ['[]', 'The file must be a mapping, not [].'],
    ['exception: []', 'Unknown key exception.'],
    ['exceptions: {}', 'exceptions must be a list, not {}.'],
    ['exceptions: [a]', 'An exception must be a mapping, not "a".'],
    [exception('until: 2027-03-01'), 'reason is missing.'],
    [exception('reason: r, until: next year'), 'until must be a date, not next year.'],
    [exception('reason: r, until: 2027-02-30'), 'until must be a date, not 2027-02-30.'],
    [exception('reason: r, until: 2027-03-01, at: 1'), 'at must be a string that is not empty, not 1.'],
    [exception('reason: r, until: 2027-03-01').replace('secrets', 'secret'), 'There is no check no-secret.'],
    ['external: [{kind: Secret, reason: r}]', 'An entry of external must have kind and name, or host.'],
    ['external: [{kind: Secret, name: a}]', 'reason is missing.'],
    ['external: [{host: "*.example.com", reason: r, port: 1}]', 'Unknown key port.'],
  ])('reports the problem of %s with its place', (text, message) => {
    const { exceptions, external, findings } = read(text)
    expect(findings).toMatchObject([
      { code: 'exceptions-invalid', severity: 'error', message, place: { file: 'exceptions.yaml', line: 1 } },
    ])
    expect(exceptions).toEqual([])
    expect([external.has('Secret', 'a'), external.hasHost('s3.example.com')]).toEqual([false, false])
  })

  it('accepts an empty file', () => expect(read('').findings).toEqual([]))

  it('reads exceptions', () =>
    expect(read(exception('reason: r, until: 2027-03-01, at: /data'))).toMatchObject({
      findings: [],
      exceptions: [{ check: 'no-secrets', object: 'Secret/a', at: '/data', reason: 'r', until: '2027-03-01' }],
    }))

  it('reads external objects and hosts', () => {
    const { external, findings } = read(
      'external:\n- {kind: Secret, name: thanos-*, namespace: monitoring, keys: [a], reason: r}\n- {host: "*.example.com", reason: r}\n',
    )
    expect(findings).toEqual([])
    expect(external.has('Secret', 'thanos-bucket', 'monitoring')).toBe(true)
    expect(external.has('Secret', 'thanos-bucket', 'other')).toBe(false)
    expect(external.has('ConfigMap', 'thanos-bucket', 'monitoring')).toBe(false)
    expect(external.keysOf('Secret', 'thanos-bucket')).toEqual(['a'])
    expect(external.hasHost('s3.example.com')).toBe(true)
    expect(external.hasHost('s3.example.org')).toBe(false)
  })
})
