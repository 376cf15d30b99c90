// How pods find the bucket: the claim of Rook and a Secret of the cluster have different names for it.
import { onlyWith, setting } from '@thanos-gitops/manifest'

export const bucketName = 'shop-bucket'

const fromSecret = (key: string, secret: string) => ({
  name: key,
  valueFrom: { secretKeyRef: { name: secret, key } },
})

export const bucketEnv = [
  onlyWith('rook-bucket', {
    name: 'BUCKET_NAME',
    valueFrom: { configMapKeyRef: { name: bucketName, key: 'BUCKET_NAME' } },
  }),
  onlyWith('rook-bucket', fromSecret('AWS_ACCESS_KEY_ID', bucketName)),
  onlyWith('rook-bucket', fromSecret('AWS_SECRET_ACCESS_KEY', bucketName)),
  onlyWith('existing-secret', { name: 'BUCKET_NAME', value: setting('objectStorage.bucket') }),
  onlyWith('existing-secret', fromSecret('AWS_ACCESS_KEY_ID', setting('objectStorage.secret'))),
  onlyWith('existing-secret', fromSecret('AWS_SECRET_ACCESS_KEY', setting('objectStorage.secret'))),
]
