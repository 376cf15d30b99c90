import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { writersAndReadersShareABucket } from './writers-and-readers-share-a-bucket.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'a ruler with a bucket of its own',
    [
      [
        '{name: data, mountPath: /var/thanos/rule}, {name: objstore',
        '{name: data, mountPath: /var/thanos/rule}, {name: other',
      ],
      [
        `      volumes: [{name: objstore, configMap: {name: thanos-objstore}}]
  volumeClaimTemplates:
    - {metadata: {name: data}, spec: {resources: {requests: {storage: 10Gi}}}}
---
apiVersion: v1
kind: Service
metadata: {name: thanos-rule,`,
        `      volumes: [{name: other, configMap: {name: other}}]
---
apiVersion: v1
kind: Service
metadata: {name: thanos-rule,`,
      ],
      [
        '',
        `apiVersion: v1
kind: ConfigMap
metadata: {name: other, namespace: monitoring}
data: {objstore.yaml: "{type: S3, config: {bucket: other, endpoint: 's3.example.com:443'}}"}`,
      ],
    ],
    ['StatefulSet/thanos-rule: thanos rule uses a bucket that no store gateway in these manifests reads.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(writersAndReadersShareABucket, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'a file that the ConfigMap does not have, which another check reports',
    [
      [
        '            - --objstore.config-file=/etc/thanos/objstore.yaml\n            - --index-cache-size=500MB\n',
        '            - --objstore.config-file=/etc/thanos/objstore.yml\n',
      ],
    ],
  ],
  [
    'another notation of the same bucket',
    [
      [
        `bucket: thanos
      endpoint`,
        `bucket: "thanos"
      endpoint`,
      ],
      ['type: S3', 'type: s3'],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(writersAndReadersShareABucket, changes)).toEqual([])
})
