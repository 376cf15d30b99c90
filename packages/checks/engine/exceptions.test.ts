import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import type { Check } from './check.ts'
import { checkManifests } from './check-manifests.ts'
import { readDeclarations } from './exceptions.ts'

const check: Check = {
  name: 'no-secrets',
  id: 'X1',
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
const declared = (text: string) => readDeclarations('exceptions.yaml', text, [check])

/** `code: message` of what is left. The registry's own checks are not asked. */
function left(file: string | undefined, manifest = secret(), today = '2026-11-24'): string[] {
  const { findings } = checkManifests({
    objects: readManifestText('a.yaml', manifest).objects,
    kubernetesVersion: '1.36',
    checks: [check],
    today,
    ...(file === undefined ? {} : { declarations: declared(file) }),
  })
  return findings.map(({ code, message }) => `${code}: ${message}`)
}

const line = (more: string) => `exceptions: [{check: no-secrets, reason: because, until: 2027-03-01, ${more}}]`
const found = 'no-secrets: Secret/a: it is a Secret.'

describe('an exception', () => {
  it.each([
    line('object: Secret/a'),
    line('object: Secret/*'),
    line('object: Secret/a, at: /data'),
    line('object: Secret/a').replace('no-secrets', 'X1'),
  ])('takes a finding out: %s', (file) => expect(left(file)).toEqual([]))

  it.each([line('object: Secret/b'), line('object: Secret/a, at: /metadata')])(
    'leaves the others, and is a finding where it is not needed: %s',
    (file) => expect(left(file)).toEqual([found, expect.stringMatching(/^exception-unused/)]),
  )

  it('holds on its last day and not on the next', () => {
    expect(left(line('object: Secret/a'), secret(), '2027-03-01')).toEqual([])
    expect(left(line('object: Secret/a'), secret(), '2027-03-02')).toEqual([
      found,
      'exception-expired: The exception of Secret/a from no-secrets ended on 2027-03-01 (because).',
    ])
  })

  it('may stand on the object', () => {
    const annotation = '"thanos-gitops/except.no-secrets": "until 2027-03-01: because"'
    // The annotation names a check of this test, which the registry does not have.
    const { findings } = checkManifests({
      objects: readManifestText('a.yaml', secret(annotation)).objects,
      kubernetesVersion: '1.36',
      checks: [check],
      known: [check],
      today: '2026-11-24',
    })
    expect(findings).toEqual([])
  })

  it.each([
    [
      '"thanos-gitops/except.no-secrets": because',
      'The annotation thanos-gitops/except.no-secrets does not say until when, and why.',
    ],
    ['"thanos-gitops/except.no-secret": "until 2027-03-01: because"', 'There is no check no-secret.'],
  ])('on the object must say which, why and until when: %s', (annotation, message) => {
    const { findings } = checkManifests({
      objects: readManifestText('a.yaml', secret(annotation)).objects,
      kubernetesVersion: '1.36',
      checks: [check],
      known: [check],
      today: '2026-11-24',
    })
    expect(findings.map((finding) => finding.message)).toEqual([message, 'Secret/a: it is a Secret.'])
  })
})

describe('readDeclarations', () => {
  it.each([
    ['[]', 'The file must be a mapping.'],
    ['exception: []', 'Unknown key exception.'],
    ['exceptions: {}', 'exceptions must be a list.'],
    ['exceptions: [{check: no-secrets, object: Secret/a, until: 2027-03-01}]', 'reason is missing, or no text.'],
    [
      'exceptions: [{check: no-secret, object: Secret/a, reason: r, until: 2027-03-01}]',
      'There is no check no-secret.',
    ],
    ['exceptions: [{check: no-secrets, object: Secret/a, reason: r, until: next year}]', 'until is no day: next year.'],
    ['external: [{kind: Secret, reason: r}]', 'It has neither kind and name nor host.'],
    ['external: [{kind: Secret, name: a}]', 'reason is missing.'],
    ['external: [{host: "*.example.com", reason: r, port: 1}]', 'Unknown key port.'],
  ])('says what is wrong in %s, and where', (text, message) =>
    expect(declared(text).findings).toMatchObject([
      { code: 'exceptions-invalid', message, place: { file: 'exceptions.yaml', line: 1 } },
    ]),
  )

  it('knows what is external', () => {
    const { external, findings } = declared(
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
