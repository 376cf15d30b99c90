import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import type { Check } from './check.ts'
import { checkManifests } from './check-manifests.ts'
import { readDeclarations } from './declarations.ts'

const check: Check = {
  name: 'no-secrets',
  id: 'X1',
  question: 'references',
  severity: 'error',
  why: 'w',
  remedy: 'r',
  source: 's',
  *run({ ofKind }) {
    for (const object of ofKind('Secret')) yield { object, pointer: '/data/x', message: 'it is a Secret.' }
  },
}
const secret = (annotations = '') =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: a${annotations && `, annotations: {${annotations}}`}}\ndata: {x: eA==}\n`

/** `code: message` of the remaining findings. */
function findings(exceptions: string | undefined, manifest = secret(), today = '2026-11-24'): string[] {
  const result = checkManifests({
    objects: readManifestText('a.yaml', manifest).objects,
    kubernetesVersion: '1.36',
    checks: [check],
    knownChecks: [check],
    today,
    ...(exceptions !== undefined && { declarations: readDeclarations('exceptions.yaml', exceptions, [check]) }),
  })
  return result.findings.map(({ code, message }) => `${code}: ${message}`)
}

const exception = (fields: string) => `exceptions: [{check: no-secrets, reason: because, until: 2027-03-01, ${fields}}]`
const finding = 'no-secrets: Secret/a: it is a Secret.'

describe('an exception', () => {
  it.each([
    exception('object: Secret/a'),
    exception('object: Secret/*'),
    exception('object: Secret/a, at: /data'),
    exception('object: Secret/a, at: /data/x'),
    exception('object: Secret/a').replace('no-secrets', 'X1'),
  ])('removes a finding: %s', (file) => expect(findings(file)).toEqual([]))

  it.each([
    exception('object: Secret/b'),
    exception('object: Secret/a, at: /metadata'),
    exception('object: Secret/a, at: /dat'),
  ])('keeps other findings and reports that it has no effect: %s', (file) =>
    expect(findings(file)).toEqual([finding, expect.stringMatching(/^exception-unused: .* has no effect\.$/)]),
  )

  it('applies on its last day and not on the next', () => {
    expect(findings(exception('object: Secret/a'), secret(), '2027-03-01')).toEqual([])
    expect(findings(exception('object: Secret/a'), secret(), '2027-03-02')).toEqual([
      finding,
      'exception-expired: The exception of Secret/a from no-secrets ended on 2027-03-01 (because).',
    ])
  })
})

describe('an exception in an annotation', () => {
  it('removes a finding of its object', () =>
    expect(findings(undefined, secret('"thanos-gitops/except.no-secrets": "until 2027-03-01: because"'))).toEqual([]))

  it.each([
    [
      '"thanos-gitops/except.no-secrets": because',
      'The annotation thanos-gitops/except.no-secrets must have a date and a reason.',
    ],
    [
      '"thanos-gitops/except.no-secrets": "until 2027-02-30: because"',
      'The annotation thanos-gitops/except.no-secrets must have a date and a reason.',
    ],
    ['"thanos-gitops/except.no-secret": "until 2027-03-01: because"', 'There is no check no-secret.'],
  ])('is reported and has no effect: %s', (annotation, message) =>
    expect(findings(undefined, secret(annotation))).toEqual([`exceptions-invalid: ${message}`, finding]),
  )
})
