import { describe, expect, it } from 'vitest'
import { externalOf } from '../engine/external.ts'
import { environment, problemsIn, service, workload } from '../engine/testing.ts'
import { addressesResolve } from './addresses-resolve.ts'

const stack = [
  service(
    'thanos-sidecar',
    'clusterIP: None\nports: [{name: grpc, port: 10901, targetPort: grpc}, {name: web, port: 9090, targetPort: 9090}]',
    'prometheus',
  ),
  workload(
    'prometheus',
    'image: a:1\nports: [{name: grpc, containerPort: 10901}, {containerPort: 9090}, {containerPort: 10902}]',
    '',
    'StatefulSet',
    'serviceName: thanos-sidecar\nreplicas: 2',
  ),
  service('alertmanager', 'ports: [{name: web, port: 9093, targetPort: web}]'),
  workload('alertmanager', 'image: a:1\nports: [{name: web, containerPort: 9093}]'),
].join('\n')

/** The problems of an argument. */
const problemsOfArgument = (argument: string) =>
  problemsIn(addressesResolve, `${workload('thanos-query', `image: a:1\nargs: ['${argument}']`)}\n${stack}`)
/** The problems of a document in a ConfigMap. */
const problemsOfDocument = (text: string, options = {}) =>
  problemsIn(
    addressesResolve,
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: monitoring}\ndata:\n  c.yaml: |\n${text.replaceAll(/^/gm, '    ')}\n---\n${stack}`,
    options,
  )

describe('addresses-resolve', () => {
  it.each([
    [
      '--endpoint=dnssrv+_grpc._tcp.thanos-sidecars.monitoring.svc.cluster.local',
      'there is no Service thanos-sidecars in monitoring.',
    ],
    [
      '--endpoint=dnssrv+_http._tcp.thanos-sidecar.monitoring.svc',
      'Service/thanos-sidecar has no TCP port with the name http, so dnssrv+_http._tcp.thanos-sidecar.monitoring.svc does not resolve.',
    ],
    [
      '--endpoint=dns+thanos-sidecar.monitoring.svc:10903',
      'Service/thanos-sidecar is headless, and its pods do not have port 10903.',
    ],
    [
      '--endpoint=prometheus-2.thanos-sidecar.monitoring.svc:10901',
      'pod prometheus-2 does not exist, because StatefulSet/prometheus has 2 replicas.',
    ],
    [
      '--endpoint=thanos-store-0.thanos-sidecar.monitoring.svc:10901',
      'Service/thanos-sidecar provides the DNS names of the pods of StatefulSet/prometheus, but not of thanos-store-0.',
    ],
    ['--alertmanagers.url=http://alertmanager.monitoring.svc:9094', 'Service/alertmanager has no port 9094.'],
    ['--alertmanagers.url=http://alertmanager.monitoring:80', 'Service/alertmanager has no port 80.'],
    ['--alertmanagers.url=http://alertmanager', 'Service/alertmanager has no port 80.'],
    [
      '--index-cache.config={type: MEMCACHED, config: {addresses: [dnssrv+_client._tcp.memcached.monitoring.svc]}}',
      'there is no Service memcached in monitoring.',
    ],
    ['--query=thanos-querier:9090', 'there is no Service thanos-querier in monitoring.'],
    [
      '--endpoint=dnssrv+_grpc._tcp.thanos-sidecar.observability.svc',
      'there is no Service thanos-sidecar in observability.',
    ],
    ['--endpoint=thanos-sidecar.monitorng:10901', 'thanos-sidecar.monitorng is a host outside of these manifests.'],
    [
      '--endpoint=dns+thanos.elsewhere.svc:10901',
      'dns+thanos.elsewhere.svc:10901 is a Service in namespace elsewhere, which these manifests do not contain.',
    ],
  ])('reports %s', (argument, message) =>
    expect(
      problemsOfArgument(argument).map((problem) => problem.replace(/^\d+: Deployment\/thanos-query: /, '')),
    ).toEqual([message]),
  )

  it.each([
    '--endpoint=dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc.cluster.local',
    '--endpoint=dnssrvnoa+_grpc._tcp.thanos-sidecar.monitoring.svc.cluster.local.',
    '--endpoint=dns+thanos-sidecar.monitoring.svc:10902',
    '--endpoint=prometheus-1.thanos-sidecar.monitoring.svc.cluster.local:10901',
    '--alertmanagers.url=dns+http://alertmanager.monitoring.svc:9093/path',
    '--prometheus.url=http://localhost:9090',
    '--http-address=0.0.0.0:10902',
    '--http-address=:10902',
    '--web.external-url=https://thanos.example.com',
    '--endpoint=$(STORE_HOST):10901',
    '--log.level=info',
    '--label=a="b:90"',
    '--version=1.2.3:80',
    '--endpoint=thanos.example.com:10901',
    '--endpoint=dnssrv+_grpc._tcp.prometheus-operated.monitoring.svc',
  ])('accepts %s', (argument) => expect(problemsOfArgument(argument)).toEqual([]))

  it('reports a host outside of an environment that no declaration contains', () =>
    expect(
      problemsOfDocument('remote_write:\n- url: https://metrics.example.com/push', { environment }).map((text) =>
        text.replace(/^\d+: /, ''),
      ),
    ).toEqual(['ConfigMap/c: metrics.example.com is a host outside of these manifests.']))

  it('reports the line of an address in a document', () =>
    expect(
      problemsOfDocument(
        'remote_write:\n- url: http://thanos-receive.monitoring.svc:19291/api/v1/receive\nscrape_configs:\n- static_configs:\n  - targets: [localhost:9090, alertmanager:9094]',
      ),
    ).toEqual([
      '7: ConfigMap/c: there is no Service thanos-receive in monitoring.',
      '10: ConfigMap/c: Service/alertmanager has no port 9094.',
    ]))

  it('ignores URLs in prose and in rules', () =>
    expect(
      problemsOfDocument(
        'description: see https://example.com/docs\ngroups:\n- rules:\n  - {record: a:b, annotations: {runbook_url: "http://runbooks.example.com"}}',
      ),
    ).toEqual([]))

  it('accepts Services and hosts that are declared as external', () =>
    expect(
      problemsOfDocument(
        'remote_write: [{url: "https://metrics.example.com/push"}, {url: "http://gateway.ingress.svc"}]',
        {
          external: externalOf([{ kind: 'Service', name: 'gateway', namespace: 'ingress' }], ['*.example.com']),
        },
      ),
    ).toEqual([]))

  it.each([
    [
      'Prometheus',
      'remoteWrite: [{url: "http://thanos-receive.monitoring.svc:19291/api/v1/receive"}]',
      'there is no Service thanos-receive in monitoring.',
    ],
    [
      'ThanosRuler',
      'queryEndpoints: ["http://thanos-sidecar.monitoring.svc:9095"]',
      'Service/thanos-sidecar is headless, and its pods do not have port 9095.',
    ],
    [
      'Probe',
      'prober: {url: blackbox-exporter.monitoring.svc:9115}',
      'there is no Service blackbox-exporter in monitoring.',
    ],
    [
      'ScrapeConfig',
      'staticConfigs: [{targets: ["alertmanager.monitoring.svc:9094"]}]',
      'Service/alertmanager has no port 9094.',
    ],
  ])('reports an address of a %s', (kind, spec, message) =>
    expect(
      problemsIn(
        addressesResolve,
        `apiVersion: monitoring.coreos.com/v1\nkind: ${kind}\nmetadata: {name: o, namespace: monitoring}\nspec: {externalUrl: "http://a.monitoring.svc", ${spec}}\n---\n${stack}`,
      ),
    ).toEqual([`4: ${kind}/o: ${message}`]),
  )
})
