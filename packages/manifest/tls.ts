/** Who signs the certificates of the components: a CA of the stack, or an Issuer or ClusterIssuer that exists. */
export const certificateAuthorities = ['own-ca', 'issuer'] as const
export type CertificateAuthority = (typeof certificateAuthorities)[number]

/** The Issuer of the CA of the stack. */
export const ownIssuer = 'thanos-ca'

export const issuerKinds = ['Issuer', 'ClusterIssuer'] as const

/** What base objects can use of `tls`. */
export const tlsFields = ['issuer', 'issuerKind'] as const
export type TlsField = (typeof tlsFields)[number]

/** `tls` of an environment: components connect with certificates of cert-manager. */
export interface Tls {
  readonly authority: CertificateAuthority
  readonly values: Readonly<Record<TlsField, string>>
}
