import { describe, expect, it } from 'vitest'
import { environment, problemsIn } from '../engine/testing.ts'
import { issuersCanSign } from './issuers-can-sign.ts'

const object = (kind: string, name: string, spec: string, namespace = 'monitoring'): string =>
  `apiVersion: cert-manager.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n---\n`
const authority = object('Certificate', 'ca', '{secretName: ca, isCA: true, issuerRef: {name: self-signed}}')
const selfSigned = object('Issuer', 'self-signed', '{selfSigned: {}}')
const issuer = object('Issuer', 'ca', '{ca: {secretName: ca}}')
const certificate = object('Certificate', 'store', '{secretName: store, issuerRef: {name: ca}}')
const found = (yaml: string, options = {}): string[] =>
  problemsIn(issuersCanSign, yaml, { environment, ...options }).map((text) => text.replace(/^\d+: /, ''))

describe('issuers-can-sign', () => {
  it.each<[what: string, yaml: string, message: string]>([
    [
      'a missing Issuer',
      authority + selfSigned + certificate,
      'Certificate/store: there is no Issuer ca in monitoring.',
    ],
    [
      'a Certificate without an issuer',
      object('Certificate', 'store', '{secretName: store}'),
      'Certificate/store: it names no issuer.',
    ],
    [
      'an Issuer of another namespace',
      object('Issuer', 'ca', '{selfSigned: {}}', 'other') + certificate,
      'Certificate/store: there is no Issuer ca in monitoring.',
    ],
    [
      'a missing authority',
      selfSigned + issuer + certificate,
      'Issuer/ca: there is no Secret ca in monitoring with the authority.',
    ],
    [
      'an authority that is none',
      authority.replace('isCA: true, ', '') + selfSigned + issuer,
      'Certificate/ca: Issuer/ca signs with its Secret, but it is not the certificate of an authority.',
    ],
    [
      'an Issuer without a type',
      object('Issuer', 'ca', '{}') + certificate,
      'Issuer/ca: it has no type, such as ca or selfSigned.',
    ],
  ])('reports %s', (_, yaml, message) => expect(found(yaml)).toEqual([message]))

  it.each<[what: string, yaml: string]>([
    ['a self-signed authority and its Issuer', authority + selfSigned + issuer + certificate],
    [
      'a ClusterIssuer',
      object('Certificate', 'a', '{secretName: a, issuerRef: {kind: ClusterIssuer, name: internal-ca}}'),
    ],
  ])('accepts %s', (_, yaml) => expect(found(yaml)).toEqual([]))

  it('accepts the Issuer of the environment, and Issuers of others outside of an environment', () => {
    const tls = { authority: 'issuer', values: { issuer: 'ca', issuerKind: 'Issuer' } } as const
    expect(found(certificate, { environment: { ...environment, tls } })).toEqual([])
    expect(found(certificate, { environment: undefined })).toEqual([])
  })
})
