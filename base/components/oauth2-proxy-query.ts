// The web page of the query for people: it opens after a sign-in at the OpenID Connect issuer.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { hostOf, queryHttp, queryUrl } from '../addresses.ts'
import { onlyWith } from '../component-names.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { dns, pods } from '../network.ts'
import {
  anyPath,
  backendDefaults,
  containerPorts,
  fromAnywhere,
  image,
  parentRef,
  probes,
  proxy,
  resources,
  secretMount,
  secretVolumes,
  serverArgs,
  signInArgs,
  toIssuer,
} from '../oauth2-proxy.ts'
import { containerDefaults, goMemoryLimit, oneAtATime, podDefaults, spread } from '../pod.ts'
import { queriesPriority } from './priority-classes.ts'
import { service as frontend } from './thanos-query-frontend.ts'

const name = 'oauth2-proxy-query'
const namespace = setting('namespace')
const labels = labelsOf(name, 'access')
const selector = selectorOf(labels)
const host = setting('externalHosts.query')

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { selector, ports: [proxy] },
} satisfies IService

export const deployment = {
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
              `--redirect-url=${setting('externalUrls.query')}/oauth2/callback`,
              `--upstream=${queryUrl}/`,
              // The longest path applies: the queries of the page are split and cached.
              onlyWith('thanos-query-frontend', `--upstream=http://${hostOf(frontend)}:${queryHttp.port}/api/v1/`),
            ],
            env: [goMemoryLimit],
            ports: containerPorts,
            // Requests arrive until each node has removed the pod from its endpoints.
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
            resources,
            volumeMounts: [secretMount],
          },
        ],
        volumes: secretVolumes,
      },
    },
  },
} satisfies IDeployment

export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec: {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [fromAnywhere, { from: [pods('prometheus')], ports: [{ port: 'http' }] }],
    egress: [
      dns,
      toIssuer,
      {
        to: [pods('thanos-query'), onlyWith('thanos-query-frontend', pods('thanos-query-frontend'))],
        ports: [{ port: 'http' }],
      },
    ],
  },
} satisfies INetworkPolicy

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace, labels },
  spec: { ...oneAtATime, selector: { matchLabels: selector } },
} satisfies IPodDisruptionBudget

export const httpRoute = onlyWith('access.gateway.name', {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace, labels },
  spec: {
    parentRefs: [parentRef],
    hostnames: [host],
    rules: [{ matches: anyPath, backendRefs: [{ ...backendDefaults, name: service.metadata.name, port: proxy.port }] }],
  },
})

export const ingress = onlyWith('access.ingressClass', {
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

export default defineComponent(name, [
  serviceAccount,
  service,
  networkPolicy,
  deployment,
  podDisruptionBudget,
  httpRoute,
  ingress,
])
