// TLS of the gRPC connections, with certificates of cert-manager: for environments with `tls`. Both ends have a certificate
// of the same authority, and each end refuses the other one without it.
import { setting } from '@thanos-gitops/manifest'
import { hostOf } from './addresses.ts'
import { onlyWith } from './component-names.ts'

/** One of them is in each environment with `tls`. */
const withTls = ['cert-manager-ca', 'cert-manager-issuer'] as const

const folder = '/etc/thanos-tls'
const files = { certificate: `${folder}/tls.crt`, key: `${folder}/tls.key`, authority: `${folder}/ca.crt` }

/** Thanos reads a renewed certificate at its next connection, and the file of the authority only at its start. */
export const grpcServerTls = [
  onlyWith(withTls, `--grpc-server-tls-cert=${files.certificate}`),
  onlyWith(withTls, `--grpc-server-tls-key=${files.key}`),
  onlyWith(withTls, `--grpc-server-tls-client-ca=${files.authority}`),
]

/** Of the router, to the receivers. */
export const receiveClientTls = [
  onlyWith(withTls, '--remote-write.client-tls-secure'),
  onlyWith(withTls, `--remote-write.client-tls-cert=${files.certificate}`),
  onlyWith(withTls, `--remote-write.client-tls-key=${files.key}`),
  onlyWith(withTls, `--remote-write.client-tls-ca=${files.authority}`),
]

type Service = Parameters<typeof hostOf>[0]

/** Of an endpoint of the query. The query connects to IP addresses, and a certificate has the name of the Service. */
export const endpointTls = (service: Service) =>
  onlyWith(withTls, {
    tls_config: { enabled: true, cert_file: files.certificate, key_file: files.key, ca_file: files.authority },
    server_name: hostOf(service),
  })

/** The Secret of the certificate of a workload. */
const secretOf = (name: string): string => `${name}-tls`

export const tlsMount = onlyWith(withTls, { name: 'tls', mountPath: folder, readOnly: true })
export const tlsVolume = (name: string) => onlyWith(withTls, { name: 'tls', secret: { secretName: secretOf(name) } })

/** The certificate of a workload, for its Service and for the pods behind a headless one. */
export const certificateOf = (name: string, labels: Readonly<Record<string, string>>, service: Service) =>
  onlyWith(withTls, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: setting('namespace'), labels },
    spec: {
      secretName: secretOf(name),
      dnsNames: [hostOf(service), `*.${hostOf(service)}`],
      duration: '2160h0m0s',
      renewBefore: '720h0m0s',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth', 'client auth'],
      issuerRef: { group: 'cert-manager.io', kind: setting('tls.issuerKind'), name: setting('tls.issuer') },
    },
  })
