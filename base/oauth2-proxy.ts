// What the proxies in front of the web pages have in common. Each page has a proxy of its own, because oauth2-proxy chooses
// an upstream by the path of a request and not by its host.
import { accessSecretKeys, issuerPort, setting } from '@thanos-gitops/manifest'
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule'
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule'
import type { IContainer } from 'kubernetes-models/v1/Container'
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'
import { onlyWith } from './component-names.ts'
import { anyAddress } from './network.ts'

export const image = 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.6'

const folder = '/etc/oauth2-proxy'

/** The port of the pages. Without TLS: the Gateway or the Ingress controller has the certificate. */
export const proxy = { name: 'http', port: 80, targetPort: 'proxy' }

/** Who is let in, and for how long. Cookies are sent over HTTPS only, which is the default. */
export const signInArgs = [
  '--provider=oidc',
  `--oidc-issuer-url=${setting('access.issuer')}`,
  `--client-id=${setting('access.clientId')}`,
  `--client-secret-file=${folder}/client-secret`,
  '--code-challenge-method=S256',
  // The default skips it, for old providers.
  '--insecure-oidc-skip-nonce=false',
  `--email-domain=${setting('access.allowedEmailDomains')}`,
  onlyWith('access.allowedGroups', `--allowed-group=${setting('access.allowedGroups')}`),
  `--cookie-secret-file=${folder}/cookie-secret`,
  // A person who leaves the group can read the pages until the cookie expires.
  '--cookie-expire=12h',
  // Without the tokens of the issuer, which the pages do not need, the cookie is smaller.
  '--session-cookie-minimal=true',
  '--skip-provider-button=true',
  // Scripts of a page get 401 instead of the page of the issuer.
  '--api-route=^/api/',
]

export const serverArgs = [
  '--http-address=0.0.0.0:4180',
  '--metrics-address=0.0.0.0:44180',
  '--silence-ping-logging=true',
  // Longer than the longest query, which the query itself ends.
  '--upstream-timeout=150s',
]

export const containerPorts = [
  { name: 'proxy', containerPort: 4180 },
  { name: 'http', containerPort: 44180 },
]

/** A proxy is ready when it has read the configuration of the issuer. */
export const probes = {
  livenessProbe: {
    httpGet: { path: '/ping', port: 'proxy' },
    failureThreshold: 4,
    periodSeconds: 30,
    timeoutSeconds: 3,
  },
  readinessProbe: { httpGet: { path: '/ready', port: 'proxy' }, periodSeconds: 5, timeoutSeconds: 3 },
} satisfies Partial<IContainer>

export const resources = { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '128Mi' } }

/** oauth2-proxy reads the client secret at each sign-in, and the key of the cookies at its start. */
export const secretMount = { name: 'sign-in', mountPath: folder, readOnly: true }

export const secretVolumes = [
  {
    name: 'sign-in',
    secret: {
      secretName: setting('access.secrets.secret'),
      items: accessSecretKeys.map((key) => ({ key, path: key })),
    },
  },
] satisfies IPodSpec['volumes']

/** The Gateway that leads to the pages. */
export const parentRef = {
  group: 'gateway.networking.k8s.io',
  kind: 'Gateway',
  name: setting('access.gateway.name'),
  namespace: setting('access.gateway.namespace'),
  sectionName: onlyWith('access.gateway.listener', setting('access.gateway.listener')),
}

// The defaults of an HTTPRoute. Without them, Argo CD would report those that the API server writes as a difference.
export const anyPath = [{ path: { type: 'PathPrefix', value: '/' } }]
export const backendDefaults = { group: '', kind: 'Service', weight: 1 }

/** From the Gateway or the Ingress controller, whose pods can be in any namespace. The proxy itself authenticates. */
export const fromAnywhere = { ports: [{ port: 'proxy' }] } satisfies INetworkPolicyIngressRule

export const toIssuer = { to: anyAddress, ports: [{ port: issuerPort() }] } satisfies INetworkPolicyEgressRule
