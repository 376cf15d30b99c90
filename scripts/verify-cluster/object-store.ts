// The bucket of an environment: the server of `local`, or what Rook would create for `production`.

import type { Kubectl } from '../kubectl.ts'
import { installCrds } from '../verify-delivery/api-server.ts'
import { objectStoreImage } from './image-name.ts'
import { documents } from './node/node.ts'

const namespace = 'rook-ceph'
const name = 'rook-ceph-rgw-store'
const labels = { app: 'rook-ceph-rgw' }
const bucket = 'thanos'

/** An S3 server in the place of Ceph's object gateway. */
const gateway = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'rgw',
              image: objectStoreImage,
              imagePullPolicy: 'Never',
              // The port of Rook's pods.
              env: [{ name: 'S3_PORT', value: '8080' }],
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 2 },
              volumeMounts: [{ name: 'data', mountPath: '/data' }],
            },
          ],
          volumes: [{ name: 'data', emptyDir: {} }],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  },
]

/** Before the manifests are applied: the kind of the claim, and the server. */
export async function installRook(kubectl: Kubectl): Promise<void> {
  await installCrds(kubectl, ['objectbucket.io'])
  await kubectl.text(['apply', '--server-side', '-f', '-'], documents(gateway))
}

/** What Rook writes for the claim `thanos-bucket`. */
export async function bindBucket(kubectl: Kubectl, claimNamespace: string): Promise<void> {
  const metadata = { name: 'thanos-bucket', namespace: claimNamespace }
  const data = { BUCKET_NAME: bucket, BUCKET_HOST: `${name}.${namespace}.svc`, BUCKET_PORT: '80' }
  const keys = { AWS_ACCESS_KEY_ID: 'verify', AWS_SECRET_ACCESS_KEY: 'verify-secret' }
  const objects = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data },
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: keys },
  ]
  await kubectl.text(['apply', '--server-side', '-f', '-'], documents(objects))
}

/** The address of the bucket for processes of the node, which have no cluster DNS. */
export async function bucketAddress(kubectl: Kubectl, own: string, isRook: boolean) {
  const selector = isRook ? `app=${labels.app}` : 'app.kubernetes.io/name=seaweedfs'
  const pods = await kubectl.list(['pods', `--namespace=${isRook ? namespace : own}`, `--selector=${selector}`])
  return { endpoint: `${pods[0]?.status?.podIP}:${isRook ? 8080 : 8333}`, name: bucket }
}
