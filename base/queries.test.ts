import { join } from 'node:path'
import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { labelOf } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { createRenderer, type FleetReader } from '@thanos-gitops/render'
import { explainer } from '@thanos-gitops/render/explain'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { describe, expect, it } from 'vitest'
import { base } from './index.ts'
import { environmentFiles, variantRenderer } from './testing/render-variant.ts'
import { renderedStack } from './testing/rendered-stack.ts'
import { type Variant, variants } from './testing/variants.ts'

const variant = variants.find(({ name }) => name === 'queries-tuned')!
const rendered = variantRenderer()(variant)
const stack = renderedStack(variant, rendered)

const settingOf = (label: string, pointer: string): string => {
  const manifests = explainer(join(import.meta.dirname, '..'), base)(environmentFiles(variant), rendered)
  const [origin] = manifests.find(({ object }) => labelOf(object) === label)!.origins(pointer)
  return variant.files['environment.yaml']!.split('\n')[origin!.place.line! - 1]!.trim()
}

it.each([
  ['Deployment/thanos-query', '/spec/replicas', 'autoscaling: {min: 3, max: 10, cpu: 80}'],
  ['HorizontalPodAutoscaler/thanos-query', '/spec/maxReplicas', 'autoscaling: {min: 3, max: 10, cpu: 80}'],
  ['Deployment/thanos-query-frontend', '/spec/replicas', 'autoscaling: {max: 6}'],
])('names the setting of %s %s', (label, pointer, line) => expect(settingOf(label, pointer)).toBe(line))

it('scales the query and the query frontend within the limits of the environment', () => {
  const limits = stack
    .all<IHorizontalPodAutoscaler>('HorizontalPodAutoscaler')
    .map(({ spec }) => [spec!.scaleTargetRef.name, spec!.minReplicas, spec!.maxReplicas])
  expect(limits).toContainEqual(['thanos-query', 3, 10])
  expect(limits).toContainEqual(['thanos-query-frontend', 2, 6])
})

const endpointsOf = (name: string): readonly Record<string, unknown>[] =>
  stack.document<{ endpoints: readonly Record<string, unknown>[] }>(name, 'endpoints.yaml').endpoints

it('reads from queries of other clusters by the global query, with the names in their certificates', () => {
  const endpoints = endpointsOf('thanos-query-global')
  expect(endpoints.map(({ address, strict }) => [address, strict])).toEqual([
    ['thanos-query.kube-monitor.svc.cluster.local:10901', true],
    ['thanos-query.eu-1.example.com:10901', true],
    ['edge.us-1.example.com:443', true],
  ])
  expect(endpointsOf('thanos-query').filter(({ address }) => String(address).includes('example.com'))).toEqual([])
})

it('scales by KEDA, with what the operator needs to ask the query', () => {
  const byKeda = variants.find(({ name }) => name === 'queries-by-keda')!
  const scaled = renderedStack(byKeda, variantRenderer()(byKeda))
  expect(scaled.all('HorizontalPodAutoscaler')).toEqual([])
  expect(scaled.one('ScaledObject', 'thanos-query')).toMatchObject({
    spec: {
      minReplicaCount: 3,
      maxReplicaCount: 10,
      triggers: [
        {
          metadata: {
            serverAddress: 'https://thanos-query.kube-monitor.svc.cluster.local:9090',
            query:
              'sum(max_over_time(thanos_query_concurrent_gate_queries_in_flight{cluster="queries-by-keda", job="thanos-query"}[2m]))',
            threshold: '8',
            authModes: 'tls',
          },
          authenticationRef: { name: 'thanos-query' },
        },
      ],
    },
  })
  expect(scaled.one('Deployment', 'thanos-query')).toMatchObject({ spec: { replicas: 3 } })
  expect(JSON.stringify(scaled.one('NetworkPolicy', 'thanos-query'))).toContain('keda-operator')
  // The requests of CPU are not what this autoscaler measures.
  expect(JSON.stringify(scaled.one('VerticalPodAutoscaler', 'thanos-query'))).toContain('["cpu","memory"]')
})

describe('queries of other environments', () => {
  const issuer = 'tls: {provider: cert-manager, issuer: internal-ca, issuerKind: ClusterIssuer}\n'
  const withQuery = (name: string, query: string): Variant => {
    const one = variants.find((other) => other.name === 'tls-alone')!
    const settings = one.files['environment.yaml']!.replace(/^cluster: .*/m, `cluster: ${name}`).replace(
      /^tls: .*\n/m,
      issuer,
    )
    return { ...one, name, files: { ...one.files, 'environment.yaml': `${settings}query: ${query}\n` } }
  }
  const asking = withQuery('global', '{environments: [eu-1]}')
  const asked = withQuery('eu-1', '{grpcAddress: "query.eu-1.example.com:443", grpcFrom: [10.20.0.0/16]}')
  const both = new Map([asking, asked].map((one) => [one.name, environmentFiles(one).environment]))
  const fleet: FleetReader = { names: () => [...both.keys()], settings: (name) => both.get(name) }
  const render = createRenderer(base)
  const [client, server] = [asking, asked].map((one) => {
    const result = render({ ...environmentFiles(one), fleet })
    if (!('manifests' in result)) throw new Error(JSON.stringify(result))
    return result
  })

  it('have the address, the name in the certificate and the NetworkPolicies that the other environment declares', () => {
    const { one, document } = renderedStack(asking, client!)
    expect(document<{ endpoints: readonly object[] }>('thanos-query', 'endpoints.yaml').endpoints).toContainEqual(
      expect.objectContaining({
        address: 'query.eu-1.example.com:443',
        client_config: expect.objectContaining({ server_name: 'query.eu-1.example.com' }) as unknown,
      }),
    )
    const { egress } = one<INetworkPolicy>('NetworkPolicy', 'thanos-query').spec!
    expect(egress).toContainEqual(expect.objectContaining({ ports: [{ port: 443 }] }))
    const other = renderedStack(asked, server!)
    const { dnsNames } = other.one<{ spec: { dnsNames: readonly string[] } }>('Certificate', 'thanos-query').spec
    expect(dnsNames.at(-1)).toBe('query.eu-1.example.com')
    expect(other.one<INetworkPolicy>('NetworkPolicy', 'thanos-query').spec!.ingress).toContainEqual({
      from: [{ ipBlock: { cidr: '10.20.0.0/16' } }],
      ports: [{ port: 'grpc' }],
    })
  })

  it('are clean in checks without a declaration of their hosts', () => {
    const { findings } = checkManifests({
      objects: client!.manifests.flatMap(({ file, text }) => readManifestText(file, text).objects),
      environment: client!.environment,
      kubernetesVersion: client!.environment.kubernetesVersion,
      declarations: readDeclarations('exceptions.yaml', asking.files['exceptions.yaml']!, checks),
      today: '2026-01-01',
    })
    expect(findings.map(({ message }) => message)).toEqual([])
  })

  it('have the origin of their addresses in the list of environments', () => {
    const manifests = explainer(join(import.meta.dirname, '..'), base)(environmentFiles(asking), client!)
    const config = manifests.find(({ object }) => labelOf(object) === 'ConfigMap/thanos-query')!
    const [origin] = config.origins('/data/endpoints.yaml/endpoints/2/address')
    expect(origin).toMatchObject({
      note: 'query.environments.0',
      place: { file: 'environments/global/environment.yaml' },
    })
  })
})
