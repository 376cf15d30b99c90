// A web page of the blocks in the bucket: their times, labels, levels and deletion marks. It reads metadata only, and keeps nothing.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { labelsOf, selectorOf } from '../labels.ts'
import { bucket, dns, pods } from '../network.ts'
import { containerDefaults, podDefaults } from '../pod.ts'
import { containerPorts, http, image, probes } from '../thanos.ts'
import { certificateOf, httpServerTls, tlsMount, tlsVolume } from '../tls.ts'
import { toCollector, tracingOf } from '../tracing.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import {
  bucketEnv,
  bucketIdentity,
  bucketLabels,
  bucketMounts,
  bucketVolumes,
  objstoreArg,
  objstoreChecksum,
} from './thanos-objstore.ts'

const name = 'thanos-bucket-web'
const namespace = setting('namespace')
const labels = labelsOf(name, 'bucket-web')
const selector = selectorOf(labels)

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels, annotations: bucketIdentity },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { selector, ports: [http] },
} satisfies IService

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels, annotations: inWave('queries') },
  spec: {
    // No component depends on the page.
    replicas: 1,
    selector: { matchLabels: selector },
    template: {
      metadata: { labels: { ...labels, ...bucketLabels }, annotations: objstoreChecksum },
      spec: {
        ...podDefaults,
        automountServiceAccountToken: false,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 60,
        containers: [
          {
            ...containerDefaults,
            ...probes,
            name,
            image,
            args: [
              'tools',
              'bucket',
              'web',
              '--log.level=info',
              '--log.format=logfmt',
              tracingOf(name),
              '--http-address=0.0.0.0:10902',
              httpServerTls,
              '--http-grace-period=45s',
              '--enable-auto-gomemlimit',
              objstoreArg,
              // Each refresh reads the list of blocks, and the metadata of new ones.
              '--refresh=30m',
              '--timeout=5m',
              // Otherwise, the page can mark blocks for deletion.
              '--disable-admin-operations',
            ],
            env: bucketEnv,
            ports: [containerPorts.http],
            resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
            volumeMounts: [...bucketMounts, tlsMount],
          },
        ],
        volumes: [...bucketVolumes, tlsVolume(name)],
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
    ingress: [{ from: [pods('prometheus')], ports: [{ port: 'http' }] }],
    egress: [dns, ...bucket, toCollector()],
  },
} satisfies INetworkPolicy

export const certificate = certificateOf(name, labels, [service])

export default defineComponent(name, [
  serviceAccount,
  service,
  certificate,
  networkPolicy,
  deployment,
  verticalAutoscalerOf(deployment),
])
