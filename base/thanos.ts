import type { IContainer } from 'kubernetes-models/v1/Container'
import { probeScheme } from './tls.ts'

export const image = 'quay.io/thanos/thanos:v0.42.4'

/** Ports of a Thanos Service. The query serves HTTP on 9090 like Prometheus: see addresses.ts. */
export const grpc = { name: 'grpc', port: 10901, targetPort: 'grpc' }
export const http = { name: 'http', port: 10902, targetPort: 'http' }

export const containerPorts = {
  grpc: { name: 'grpc', containerPort: 10901 },
  http: { name: 'http', containerPort: 10902 },
}

/** A pod is healthy before it is ready: a store gateway first reads the index of the whole bucket. */
export const probes = {
  livenessProbe: {
    httpGet: { path: '/-/healthy', port: 'http', scheme: probeScheme },
    failureThreshold: 4,
    periodSeconds: 30,
    timeoutSeconds: 3,
  },
  readinessProbe: {
    httpGet: { path: '/-/ready', port: 'http', scheme: probeScheme },
    failureThreshold: 20,
    periodSeconds: 5,
    timeoutSeconds: 3,
  },
} satisfies Partial<IContainer>

/**
 * The HTTP server drains first and the gRPC server second. A pod needs the sum of both, which must be less than its
 * terminationGracePeriodSeconds.
 */
export const drain = ['--http-grace-period=45s', '--grpc-grace-period=45s']
