import type { KubernetesObject } from '@thanos-gitops/manifest'

// Objects with about 57 lines each, for the benchmarks.

/** The namespace of each object. */
export const placeholder = 'NAMESPACE'

const labels = (index: number): Record<string, string> => ({
  'app.kubernetes.io/name': `app-${index}`,
  'app.kubernetes.io/component': 'server',
  'app.kubernetes.io/part-of': 'bench',
})

const metadata = (index: number) => ({
  name: `app-${index}`,
  namespace: placeholder,
  labels: labels(index),
  annotations: { 'example.com/owner': `team-${index % 7}`, 'example.com/enabled': 'on' },
})

const podSpec = (index: number) => ({
  securityContext: { fsGroup: 65534, runAsNonRoot: true, runAsUser: 1001, seccompProfile: { type: 'RuntimeDefault' } },
  serviceAccountName: `app-${index}`,
  terminationGracePeriodSeconds: 120,
  containers: [
    {
      name: 'server',
      image: `registry.example.com/app-${index % 20}:v1.${index}.0`,
      args: ['server', '--http-address=0.0.0.0:10902', '--log.level=info', `--shard=${index}`],
      env: [
        { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'MODE', value: 'yes' },
        { name: 'TIMEOUT', value: '1e3' },
      ],
      ports: [
        { name: 'http', containerPort: 10902 },
        { name: 'grpc', containerPort: 10901 },
      ],
      livenessProbe: { httpGet: { path: '/-/healthy', port: 'http' }, periodSeconds: 30, failureThreshold: 4 },
      readinessProbe: { httpGet: { path: '/-/ready', port: 'http' }, periodSeconds: 5, failureThreshold: 20 },
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      },
      volumeMounts: [{ name: 'config', mountPath: '/etc/app' }],
    },
  ],
  volumes: [{ name: 'config', configMap: { name: `app-${index}` } }],
})

/** Workloads, Services and ConfigMaps in turn. */
function syntheticObject(index: number): KubernetesObject {
  const matchLabels = { 'app.kubernetes.io/name': `app-${index}` }
  const template = { metadata: { labels: labels(index) }, spec: podSpec(index) }
  switch (index % 5) {
    case 0:
    case 1:
      return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata(index),
        spec: { replicas: 2, selector: { matchLabels }, template },
      } as KubernetesObject
    case 2:
      return {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: metadata(index),
        spec: { replicas: 2, serviceName: `app-${index}`, selector: { matchLabels }, template },
      } as KubernetesObject
    case 3:
      return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(index),
        spec: {
          selector: matchLabels,
          ports: Array.from({ length: 8 }, (_, port) => ({
            name: `port-${port}`,
            port: 8000 + port,
            targetPort: 8000 + port,
            protocol: 'TCP',
          })),
        },
      } as KubernetesObject
    default:
      return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata(index),
        data: {
          'app.conf': Array.from({ length: 40 }, (_, line) => `key_${line} = ${index * line}\n`).join(''),
          enabled: 'yes',
          version: '1.10',
        },
      } as KubernetesObject
  }
}

export const syntheticObjects = (size: number): readonly KubernetesObject[] =>
  Array.from({ length: size }, (_, index) => syntheticObject(index))

export const isWorkload = ({ kind }: KubernetesObject): boolean => kind === 'Deployment' || kind === 'StatefulSet'
