import type { IContainer } from 'kubernetes-models/v1/Container'

export const image = 'quay.io/thanos/thanos:v0.42.4'

/** Ports of a Thanos Service. The query serves HTTP on 9090, where a Prometheus would: see addresses.ts. */
export const grpc = { name: 'grpc', port: 10901, targetPort: 'grpc' }
export const http = { name: 'http', port: 10902, targetPort: 'http' }

export const containerPorts = {
  grpc: { name: 'grpc', containerPort: 10901 },
  http: { name: 'http', containerPort: 10902 },
}

/** A pod that is slow to become ready (a store gateway reads the whole bucket's index first) is healthy all the while. */
export const probes = {
  livenessProbe: {
    httpGet: { path: '/-/healthy', port: 'http' },
    failureThreshold: 4,
    periodSeconds: 30,
    timeoutSeconds: 3,
  },
  readinessProbe: {
    httpGet: { path: '/-/ready', port: 'http' },
    failureThreshold: 20,
    periodSeconds: 5,
    timeoutSeconds: 3,
  },
} satisfies Partial<IContainer>

/**
 * The HTTP server drains first and the gRPC server after it, so a pod needs the sum of both, which must stay below its
 * terminationGracePeriodSeconds.
 */
export const drain = ['--http-grace-period=45s', '--grpc-grace-period=45s']
