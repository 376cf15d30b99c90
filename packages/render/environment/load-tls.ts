import {
  didYouMean,
  isObject,
  issuerKinds,
  MappingReader,
  ownIssuer,
  type StringFormat,
  shownValue,
  type Tls,
} from '@thanos-gitops/manifest'
import { objectName } from './secret-formats.ts'

const provider = 'cert-manager'
const ownCa: Tls = { authority: 'own-ca', values: { issuer: ownIssuer, issuerKind: 'Issuer' } }

export const issuerName: StringFormat = { ...objectName, example: 'internal-ca' }

/** Reads `tls`: cert-manager with a CA of the stack, or a mapping with the Issuer or ClusterIssuer that signs the certificates. */
export function readTls(fields: MappingReader<'tls'>): Tls | undefined {
  const value = fields.value('tls')
  if (value === undefined || value === provider) return value === undefined ? undefined : ownCa
  if (!isObject(value)) {
    fields.problem(
      ['tls'],
      `tls must be ${provider}, or a mapping with an issuer, not ${shownValue(value)}.`,
      (typeof value === 'string' ? didYouMean(value, [provider]) : undefined) ??
        `Write tls: ${provider}, or remove tls for connections in plain text.`,
    )
    return undefined
  }
  const context = { ...fields.context, path: [...fields.context.path, 'tls'] }
  const tls = new MappingReader<'provider' | 'issuer' | 'issuerKind'>(context, value, () => fields.invalidate())
  tls.reportUnknownKeys(['provider', 'issuer', 'issuerKind'])
  tls.requiredOneOf('provider', [provider])
  const issuer = tls.string('issuer', issuerName)
  const issuerKind = tls.oneOf('issuerKind', issuerKinds)
  if (!tls.has('issuer') && tls.has('issuerKind'))
    tls.keyProblem(
      'issuerKind',
      'issuerKind is set without the name of the issuer.',
      `Add issuer, for example issuer: ${issuerName.example}, or remove issuerKind.`,
      fields.context.codes.invalid,
    )
  return issuer === undefined ? ownCa : { authority: 'issuer', values: { issuer, issuerKind: issuerKind ?? 'Issuer' } }
}
