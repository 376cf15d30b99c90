// TLS of the connections between components, with certificates of cert-manager: for environments with `tls`. By gRPC, each end
// refuses the other one without a certificate of the same authority. HTTP servers accept clients without a certificate: kubelets,
// which probe them, have none.
import { type ConfigMapWithDocuments, setting } from '@thanos-gitops/manifest'
import type { IVolume } from 'kubernetes-models/v1/Volume'
import { hostOf } from './addresses.ts'
import { onlyWith } from './component-names.ts'
import { labelsOf } from './labels.ts'

const folder = '/etc/thanos-tls'
export const tlsFiles = {
  certificate: `${folder}/tls.crt`,
  key: `${folder}/tls.key`,
  authority: `${folder}/ca.crt`,
  /** The configuration of an HTTP server. */
  web: `${folder}/web.yaml`,
}

/** Thanos reads a renewed certificate at its next connection, and the file of the authority only at its start. */
export const grpcServerTls = [
  onlyWith('tls', `--grpc-server-tls-cert=${tlsFiles.certificate}`),
  onlyWith('tls', `--grpc-server-tls-key=${tlsFiles.key}`),
  onlyWith('tls', `--grpc-server-tls-client-ca=${tlsFiles.authority}`),
]

/** Of the router, to the receivers. */
export const receiveClientTls = [
  onlyWith('tls', '--remote-write.client-tls-secure'),
  onlyWith('tls', `--remote-write.client-tls-cert=${tlsFiles.certificate}`),
  onlyWith('tls', `--remote-write.client-tls-key=${tlsFiles.key}`),
  onlyWith('tls', `--remote-write.client-tls-ca=${tlsFiles.authority}`),
]

/** Of the server to which senders write. */
export const remoteWriteServerTls = [
  onlyWith('tls', `--remote-write.server-tls-cert=${tlsFiles.certificate}`),
  onlyWith('tls', `--remote-write.server-tls-key=${tlsFiles.key}`),
]

/** Of the HTTP server of Thanos. */
export const httpServerTls = onlyWith('tls', `--http.config=${tlsFiles.web}`)

/** Of the HTTP server of Prometheus, Alertmanager and node-exporter. */
export const webServerTls = onlyWith('tls', `--web.config.file=${tlsFiles.web}`)

/** Of the HTTP server of Grafana. */
export const grafanaServerTls = [
  onlyWith('tls', { name: 'GF_SERVER_PROTOCOL', value: 'https' }),
  onlyWith('tls', { name: 'GF_SERVER_CERT_FILE', value: tlsFiles.certificate }),
  onlyWith('tls', { name: 'GF_SERVER_CERT_KEY', value: tlsFiles.key }),
  // By default, Grafana reads a renewed certificate at its next start only.
  onlyWith('tls', { name: 'GF_SERVER_CERTS_WATCH_INTERVAL', value: '1m' }),
]

/** Of a probe. Kubelets do not verify the certificate. */
export const probeScheme = onlyWith('tls', 'HTTPS' as const)

type Service = Parameters<typeof hostOf>[0]

/** Of an HTTP client that connects to the name of a Service. */
export const authorityOnly = () => onlyWith('tls', { ca_file: tlsFiles.authority })

/** Of an HTTP client that connects to IP addresses. */
export const clientTls = (service: Service) =>
  onlyWith('tls', { ca_file: tlsFiles.authority, server_name: hostOf(service) })

/** Of a sidecar to Prometheus in its pod, whose certificate is not for localhost. */
export const sidecarClientTls = (service: Service) =>
  onlyWith(
    'tls',
    `--prometheus.http-client={tls_config: {ca_file: ${tlsFiles.authority}, server_name: ${hostOf(service)}}}`,
  )

/** A name in all certificates: for clients that connect to the IP addresses of several components, and have one name for all of them. */
const anyServer = { metadata: { name: 'metrics' } }

/** Of a client of gRPC servers, which refuse it without a certificate. */
export const grpcClientTls = {
  enabled: true,
  cert_file: tlsFiles.certificate,
  key_file: tlsFiles.key,
  ca_file: tlsFiles.authority,
}

/** Of all endpoints of the query. Thanos ignores `client_config` of an endpoint whose addresses it looks up. */
export const endpointsTls = () => onlyWith('tls', { tls_config: grpcClientTls, server_name: hostOf(anyServer) })

export const scrapeTls = () => clientTls(anyServer)

/** The same for an object of prometheus-operator, which reads the authority from a Secret in the namespace of the object. */
export const monitorTls = () =>
  onlyWith('tls', {
    ca: { secret: { name: secretOf('thanos-query'), key: 'ca.crt' } },
    serverName: hostOf(anyServer),
  })

/** The Secret of the certificate of a workload. */
export const secretOf = (name: string): string => `${name}-tls`

export const tlsMount = onlyWith('tls', { name: 'tls', mountPath: folder, readOnly: true })

/** The certificate of a workload, its key, its authority, and the configuration of its HTTP server. */
export const tlsVolume = (name: string) =>
  onlyWith('tls', {
    name: 'tls',
    projected: { sources: [{ secret: { name: secretOf(name) } }, { configMap: { name: webConfigurationName } }] },
  }) satisfies IVolume

/** The certificate alone, for a server without a web configuration. */
export const certificateVolume = (name: string) =>
  onlyWith('tls', { name: 'tls', secret: { secretName: secretOf(name) } }) satisfies IVolume

/** The authority alone, for clients without a certificate of their own. Each environment has the query. */
export const authorityVolume = () =>
  onlyWith('tls', {
    name: 'tls',
    secret: { secretName: secretOf('thanos-query'), items: [{ key: 'ca.crt', path: 'ca.crt' }] },
  }) satisfies IVolume

const webConfigurationName = 'web-configuration'

/** Programs read it, and a renewed certificate, at each connection. */
export const webConfiguration = (namespace: string) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: webConfigurationName, namespace, labels: labelsOf(webConfigurationName, 'certificates') },
    data: {
      'web.yaml': { tls_server_config: { cert_file: tlsFiles.certificate, key_file: tlsFiles.key } },
    },
  }) satisfies ConfigMapWithDocuments

/** What the certificates of all components have in common. */
export const certificateDefaults = {
  duration: '2160h0m0s',
  renewBefore: '720h0m0s',
  privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
}

/**
 * The certificate of a workload, for its Services, for the pods behind a headless one, and for scrapes.
 * @param names further names, at which clients from outside connect
 */
export const certificateOf = (
  name: string,
  labels: Readonly<Record<string, string>>,
  services: readonly Service[],
  names: readonly string[] = [],
) =>
  onlyWith('tls', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: setting('namespace'), labels },
    spec: {
      secretName: secretOf(name),
      dnsNames: [
        ...services.flatMap((service) => [hostOf(service), `*.${hostOf(service)}`]),
        hostOf(anyServer),
        ...names,
      ],
      ...certificateDefaults,
      usages: ['digital signature', 'server auth', 'client auth'],
      issuerRef: { group: 'cert-manager.io', kind: setting('tls.issuerKind'), name: setting('tls.issuer') },
    },
  })

/** A certificate that its own key signs, for a namespace in which an Issuer of the stack cannot sign. */
export const selfSigned = (name: string, namespace: string, labels: Readonly<Record<string, string>>) => [
  onlyWith('tls', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name, namespace, labels },
    spec: { selfSigned: {} },
  }),
  onlyWith('tls', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace, labels },
    spec: {
      secretName: secretOf(name),
      // The issuer of a certificate must have a name.
      commonName: name,
      dnsNames: [hostOf(anyServer)],
      ...certificateDefaults,
      usages: ['digital signature', 'server auth'],
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name },
    },
  }),
  onlyWith('tls', webConfiguration(namespace)),
]
