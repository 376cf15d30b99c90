// The lines of `environment.yaml` for connections with certificates of cert-manager.

export const tls = {
  'own-ca': 'tls: cert-manager\n',
  issuer: 'tls: {provider: cert-manager, issuer: internal-ca, issuerKind: ClusterIssuer}\n',
} as const
