import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { monitorPortExists } from './monitor-port-exists.ts'

const manifests = (kind: string, spec: string): string => `apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: {name: m, namespace: monitoring}
spec: {selector: {matchLabels: {app: store}}, ${spec}}
---
apiVersion: v1
kind: Service
metadata: {name: store, namespace: monitoring, labels: {app: store}}
spec: {selector: {app: store}, ports: [{name: grpc, port: 10901}, {name: http, port: 10902, targetPort: web}]}
---
${workload('store', 'image: a:1\nports: [{name: web, containerPort: 10902}, {name: grpc, containerPort: 10901}]')}`

const problems = (kind: string, spec: string): string[] => problemsIn(monitorPortExists, manifests(kind, spec))

describe('monitor-port-exists', () => {
  it.each([
    ['ServiceMonitor', 'endpoints: [{port: http-metrics}]', 'Service/store has no port with the name http-metrics.'],
    ['ServiceMonitor', 'endpoints: [{port: web}]', 'Service/store has no port with the name web.'],
    ['ServiceMonitor', 'endpoints: [{targetPort: http}]', 'Service/store has no container port http.'],
    ['PodMonitor', 'podMetricsEndpoints: [{port: http}]', 'Deployment/store has no port with the name http.'],
  ])('reports a %s with %s', (kind, spec, message) =>
    expect(problems(kind, spec)).toEqual([`4: ${kind}/m: ${message}`]),
  )

  it.each([
    ['ServiceMonitor', 'endpoints: [{port: http}]'],
    ['ServiceMonitor', 'endpoints: [{targetPort: web}, {targetPort: 10902}]'],
    ['PodMonitor', 'podMetricsEndpoints: [{port: web}]'],
  ])('accepts a %s with %s', (kind, spec) => expect(problems(kind, spec)).toEqual([]))

  it('compares the ports with the Service that the selector most nearly matches', () =>
    expect(
      problemsIn(
        monitorPortExists,
        manifests('ServiceMonitor', 'endpoints: [{port: metrics}]').replace(
          '{app: store}}, end',
          '{app: store, a: b}}, end',
        ),
      ),
    ).toEqual(['4: ServiceMonitor/m: Service/store has no port with the name metrics.']))
})
