import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { networkPoliciesAllowDns } from './network-policies-allow-dns.ts'
import { networkPoliciesAllowOnlyTraffic } from './network-policies-allow-only-traffic.ts'

const metadata = '{to: [{ipBlock: {cidr: 169.254.169.252/32}}], ports: [{port: 988}]}'
const agent = '{to: [{ipBlock: {cidr: 169.254.170.23/32}}], ports: [{port: 80}]}'
const google = '{type: GCS, config: {bucket: a}}'
const aws = '{type: S3, config: {bucket: a, endpoint: s3.example.com, aws_sdk_auth: true}}'
const azure = '{type: AZURE, config: {storage_account: a, container: b, endpoint: blob.example.com:8443}}'

/** The findings for a store gateway that may connect to DNS and port 443. */
function problems(config: string, egress = '', { env = '', annotations = '{}' } = {}): readonly string[] {
  const manifests = [
    workload(
      'store',
      `image: quay.io/thanos/thanos:v0.42.4\nargs: [store, '--objstore.config=${config}']\nenv: [${env}]`,
      'serviceAccountName: store',
    ).replace(/---\n$/, ''),
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: store, namespace: monitoring, annotations: ${annotations}}\n`,
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: monitoring}
spec:
  podSelector: {matchLabels: {app: store}}
  policyTypes: [Egress]
  egress:
    - ports: [{port: 53, protocol: UDP}]
    - {to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}
${egress === '' ? '' : `    - ${egress}\n`}`,
  ].join('---\n')
  return [networkPoliciesAllowDns, networkPoliciesAllowOnlyTraffic].flatMap((check) =>
    problemsIn(check, manifests).map((text) => text.replace(/^\d+: NetworkPolicy\/p: /, '')),
  )
}

it.each([
  [google, 'the metadata server of GKE, which gives the pod its identity', metadata],
  [aws, 'the agent of EKS Pod Identity, which gives the pod its role', agent],
])('a pod with the bucket %s needs %s', (config, server, rule) => {
  expect(problems(config)).toEqual([`no policy allows Deployment/store to connect to ${server}.`])
  expect(problems(config, rule)).toEqual([])
})

it('a pod with a file of credentials, or with a role in an annotation, needs no server on its node', () => {
  const env = '{name: GOOGLE_APPLICATION_CREDENTIALS, value: /key.json}'
  const annotations = '{eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/thanos"}'
  expect(problems(google, '', { env })).toEqual([])
  expect(problems(aws, '', { annotations })).toEqual([])
  expect(problems(google, metadata, { env })).toEqual([
    'it allows connections to 169.254.169.252/32, which no program of the manifests makes.',
  ])
})

it('a bucket of Azure needs the port of its endpoint', () =>
  expect(problems(azure)).toEqual([
    'no policy allows Deployment/store to connect to port 8443 of blob.example.com outside of the cluster.',
    'it allows connections to 0.0.0.0/0, which no program of the manifests makes.',
  ]))
