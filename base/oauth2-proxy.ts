// What the proxies in front of the web pages have in common. Each page has a proxy of its own, because oauth2-proxy chooses
// an upstream by the path of a request and not by its host.
import { accessSecretKeys, defineComponent, inWave, issuerPort, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule'
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IContainer } from 'kubernetes-models/v1/Container'
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { onlyWith } from './component-names.ts'
import { queriesPriority } from './components/priority-classes.ts'
import { labelsOf, selectorOf } from './labels.ts'
import { anyAddress, dns, pods } from './network.ts'
import { containerDefaults, goMemoryLimit, oneAtATime, podDefaults, spread } from './pod.ts'
import { authorityVolume, tlsFiles, tlsMount } from './tls.ts'
import { verticalAutoscalerOf } from './vertical-autoscaling.ts'

const image = 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.6'

const folder = '/etc/oauth2-proxy'

/** The port of the pages. Without TLS: the Gateway or the Ingress controller has the certificate. */
const proxy = { name: 'http', port: 80, targetPort: 'proxy' }

/** Who is let in, and for how long. Cookies are sent over HTTPS only, which is the default. */
const signInArgs = [
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
  // Another site cannot send requests with the session of a person. The callback of the issuer is a link, which the browser sends it with.
  '--cookie-samesite=lax',
  // Several tabs, and the icon of a page, begin sign-ins at the same time. Each has a cookie of its own, until the oldest is removed.
  '--cookie-csrf-per-request=true',
  '--cookie-csrf-per-request-limit=10',
  // Without the tokens of the issuer, which the pages do not need, the cookie is smaller.
  '--session-cookie-minimal=true',
  '--skip-provider-button=true',
  // Scripts of a page get 401 instead of the page of the issuer.
  '--api-route=^/api/',
]

const serverArgs = [
  '--http-address=0.0.0.0:4180',
  '--metrics-address=0.0.0.0:44180',
  '--silence-ping-logging=true',
  // Longer than the longest query, which the query itself ends.
  '--upstream-timeout=150s',
]

/** Of the connections to the pages. The issuer has a certificate of another authority. */
const clientTls = [
  onlyWith('tls', `--provider-ca-file=${tlsFiles.authority}`),
  onlyWith('tls', '--use-system-trust-store'),
]

const containerPorts = [
  { name: 'proxy', containerPort: 4180 },
  { name: 'http', containerPort: 44180 },
]

/** A proxy is ready when it has read the configuration of the issuer. */
const probes = {
  livenessProbe: {
    httpGet: { path: '/ping', port: 'proxy' },
    failureThreshold: 4,
    periodSeconds: 30,
    timeoutSeconds: 3,
  },
  readinessProbe: { httpGet: { path: '/ready', port: 'proxy' }, periodSeconds: 5, timeoutSeconds: 3 },
} satisfies Partial<IContainer>

const resources = { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '128Mi' } }

/** oauth2-proxy reads the client secret at each sign-in, and the key of the cookies at its start. */
const secretMount = { name: 'sign-in', mountPath: folder, readOnly: true }

const secretVolumes = [
  {
    name: 'sign-in',
    secret: {
      secretName: setting('access.secrets.secret'),
      items: accessSecretKeys.map((key) => ({ key, path: key })),
    },
  },
] satisfies IPodSpec['volumes']

/** The Gateway that leads to the pages. */
const parentRef = {
  group: 'gateway.networking.k8s.io',
  kind: 'Gateway',
  name: setting('access.gateway.name'),
  namespace: setting('access.gateway.namespace'),
  sectionName: onlyWith('access.gateway.listener', setting('access.gateway.listener')),
}

// The defaults of an HTTPRoute. Without them, Argo CD would report those that the API server writes as a difference.
const anyPath = [{ path: { type: 'PathPrefix', value: '/' } }]
const backendDefaults = { group: '', kind: 'Service', weight: 1 }

/** From the Gateway or the Ingress controller, whose pods can be in any namespace. The proxy itself authenticates. */
const fromAnywhere = { ports: [{ port: 'proxy' }] } satisfies INetworkPolicyIngressRule

const toIssuer = { to: anyAddress, ports: [{ port: issuerPort() }] } satisfies INetworkPolicyEgressRule

interface PageProxy {
  readonly page: 'prometheus' | 'alertmanager' | 'query' | 'grafana'
  /** The flags `--upstream`: where requests go. The longest path applies. */
  readonly upstreams: readonly string[]
  /** The pods of the upstreams. */
  readonly to: INetworkPolicyEgressRule
}

/** The component that opens a page of `externalUrls` to people after a sign-in at the OpenID Connect issuer. */
export function pageProxy({ page, upstreams, to }: PageProxy) {
  const name = `oauth2-proxy-${page}` as const
  const namespace = setting('namespace')
  const labels = labelsOf(name, 'access')
  const selector = selectorOf(labels)
  const host = setting(`externalHosts.${page}`)

  const serviceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, labels },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount

  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: { selector, ports: [proxy] },
  } satisfies IService

  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels, annotations: inWave('queries') },
    spec: {
      replicas: 2,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels },
        spec: {
          ...podDefaults,
          ...spread(selector),
          automountServiceAccountToken: false,
          priorityClassName: queriesPriority,
          serviceAccountName: serviceAccount.metadata.name,
          // Running queries end.
          terminationGracePeriodSeconds: 160,
          containers: [
            {
              ...containerDefaults,
              ...probes,
              name,
              image,
              args: [
                ...serverArgs,
                ...signInArgs,
                `--redirect-url=${setting(`externalUrls.${page}`)}/oauth2/callback`,
                ...upstreams,
                ...clientTls,
              ],
              env: [goMemoryLimit],
              ports: containerPorts,
              // Requests arrive until each node has removed the pod from its endpoints.
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              resources,
              volumeMounts: [secretMount, tlsMount],
            },
          ],
          volumes: [...secretVolumes, authorityVolume()],
        },
      },
    },
  } satisfies IDeployment

  const networkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels },
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [fromAnywhere, { from: [pods('prometheus')], ports: [{ port: 'http' }] }],
      egress: [dns, toIssuer, to],
    },
  } satisfies INetworkPolicy

  const podDisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace, labels },
    spec: { ...oneAtATime, selector: { matchLabels: selector } },
  } satisfies IPodDisruptionBudget

  const httpRoute = onlyWith('access.gateway.name', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace, labels },
    spec: {
      parentRefs: [parentRef],
      hostnames: [host],
      rules: [
        { matches: anyPath, backendRefs: [{ ...backendDefaults, name: service.metadata.name, port: proxy.port }] },
      ],
    },
  })

  const ingress = onlyWith('access.ingressClass', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace, labels },
    spec: {
      ingressClassName: setting('access.ingressClass'),
      tls: [{ hosts: [host], secretName: onlyWith('access.tlsSecret', setting('access.tlsSecret')) }],
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: service.metadata.name, port: { name: proxy.name } } },
              },
            ],
          },
        },
      ],
    },
  } satisfies IIngress)

  return defineComponent(name, [
    serviceAccount,
    service,
    networkPolicy,
    deployment,
    verticalAutoscalerOf(deployment),
    podDisruptionBudget,
    httpRoute,
    ingress,
  ])
}
