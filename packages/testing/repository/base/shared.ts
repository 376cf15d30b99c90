// Values that several components use: a test can follow a field of a manifest to the place where it is defined.
import { setting } from '@thanos-gitops/manifest'

export const databaseImage = 'registry.example.com/shop/database:v1.4.0'
export const webImage = 'registry.example.com/shop/web:v2.0.1'
export const cacheImage = 'registry.example.com/shop/cache:v1.6.18'

export const grpc = { name: 'grpc', port: 9000, targetPort: 'grpc' }
export const http = { name: 'http', port: 8080, targetPort: 'http' }
export const containerPorts = {
  grpc: { name: 'grpc', containerPort: 9000 },
  http: { name: 'http', containerPort: 8080 },
}

export const drain = ['--http-grace-period=45s', '--grpc-grace-period=45s']

export const hostOf = (service: { metadata: { name: string } }): string =>
  `${service.metadata.name}.${setting('namespace')}.svc.${setting('clusterDomain')}`

export const podDefaults = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    fsGroup: 1000,
    runAsGroup: 1000,
    runAsNonRoot: true,
    runAsUser: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  },
}

export const containerDefaults = {
  imagePullPolicy: 'IfNotPresent',
  livenessProbe: { httpGet: { path: '/-/healthy', port: 'http' }, periodSeconds: 30 },
  readinessProbe: { httpGet: { path: '/-/ready', port: 'http' }, periodSeconds: 5 },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
}
