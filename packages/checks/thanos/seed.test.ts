// The page of manifests of January 2021 from which this repository grew. It has 37 defects; all that manifests show are found.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { validateContent } from '@thanos-gitops/validate/validate-file'
import { describe, expect, it } from 'vitest'
import { createContext } from '../engine/context.ts'
import { runChecks } from '../engine/run-checks.ts'
import { checks } from '../registry.ts'

const read = (file: string): string => readFileSync(join(import.meta.dirname, 'seed', file), 'utf8')

describe('the seed as it was', () => {
  const documents = read('as-it-was.yaml').split('\n---\n')
  it.each([
    [7, 'ClusterRole', 2],
    [8, 'ClusterRoleBinding', 3],
    [15, 'Service', 5],
  ])('defect %i: it says that the %s does not parse', (_, kind, index) => {
    expect(documents[index]).toContain(`kind: ${kind}`)
    expect(readManifestText('a.yaml', documents[index]!).findings).not.toEqual([])
  })

  it('defect 6: it says that there is no namespace outside of metadata', () => {
    expect(validateContent(documents[1]!, 'a.yaml', '1.36').findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('namespace'),
    ])
  })
})

// With the least that makes the three documents parse, and the Secret that the page makes by a script.
describe('the seed, mended so that it parses', () => {
  const { objects } = readManifestText('seed.yaml', read('mended.yaml'))
  const found = runChecks(checks, createContext({ objects, kubernetesVersion: '1.36' })).map(
    ({ check, message }) => `${check.name} ${message}`,
  )

  it.each([
    [1, 'object-storage-is-valid Secret/thanos-oss: the bucket is called as its endpoint.'],
    [
      2,
      'bucket-claim-is-safe ObjectBucketClaim/thanos-bucket: no component uses the Secret or the ConfigMap thanos-bucket',
    ],
    [
      3,
      'bucket-claim-is-safe ObjectBucketClaim/thanos-bucket: no component uses the Secret or the ConfigMap thanos-bucket',
    ],
    [
      4,
      'bucket-claim-is-safe ObjectBucketClaim/thanos-bucket: the pods that need its Secret and ConfigMap are in kube-monitor.',
    ],
    [9, 'roles-grant-required-permissions ClusterRole/prometheus: Kubernetes has no group extensions'],
    [10, 'roles-grant-required-permissions ClusterRole/prometheus: Kubernetes deprecated Endpoints in 1.33'],
    [11, 'roles-grant-required-permissions ClusterRole/prometheus: nodes/proxy'],
    [12, 'thanos-versions-match StatefulSet/compactor: thanos 0.11.0 is older'],
    [13, 'thanos-versions-match StatefulSet/thanos-sidecar: prometheus 2.22.2 is older'],
    [14, 'data-is-on-a-volume StatefulSet/compactor: the data of thanos compact at /data is on no volume.'],
    [14, 'data-is-on-a-volume StatefulSet/store-gateway: the data of thanos store at /data is on no volume.'],
    [16, 'stateful-set-has-headless-service StatefulSet/compactor: Service/compactor is not headless.'],
    [16, 'stateful-set-has-headless-service StatefulSet/thanos-sidecar: Service/thanos-sidecar is not headless.'],
    [
      17,
      'flags-are-not-deprecated Deployment/thanos-querier: --store of thanos query is deprecated and was removed in v0.38.0.',
    ],
    [18, 'srv-addresses-name-a-port Deployment/thanos-querier: dnssrv+thanos-store:10901 asks for no port by name'],
    [
      19,
      'services-select-one-component Service/thanos-store: the selector chooses store-gateway (store) and thanos-sidecar (sidecar).',
    ],
    [20, 'config-map-exists StatefulSet/thanos-sidecar: there is no ConfigMap prometheus-config'],
    [20, 'config-map-exists StatefulSet/thanos-sidecar: there is no ConfigMap prometheus-rules'],
    [22, 'configuration-exists-at-startup StatefulSet/thanos-sidecar: '],
    [23, 'retention-outlasts-an-outage StatefulSet/thanos-sidecar: Prometheus keeps 6h only.'],
    [23, 'flags-are-not-deprecated StatefulSet/thanos-sidecar: --storage.tsdb.retention.time'],
    [24, 'prometheus-flags-are-safe StatefulSet/thanos-sidecar: nothing keeps a second process'],
    [25, 'prometheus-flags-are-safe StatefulSet/thanos-sidecar: anyone who reaches Prometheus can delete'],
    [26, 'image-is-pinned StatefulSet/thanos-sidecar: container fix-permissions'],
    [26, 'pod-security-restricted StatefulSet/thanos-sidecar: container fix-permissions'],
    [27, 'probes-use-the-right-path StatefulSet/thanos-sidecar: prometheus has no readinessProbe.'],
    [27, 'probes-use-the-right-path StatefulSet/thanos-sidecar: thanos sidecar has no livenessProbe.'],
    [28, 'probes-use-the-right-path Deployment/thanos-querier: the readinessProbe of thanos query asks /-/healthy.'],
    [29, 'configuration-is-mounted-read-only StatefulSet/compactor: the Secret in volume oss is mounted for writing.'],
    [30, 'components-survive-a-disruption Deployment/thanos-querier: thanos query has one replica.'],
    [30, 'components-survive-a-disruption StatefulSet/store-gateway: thanos store has one replica.'],
    [31, 'claim-labels-match-pod-labels StatefulSet/thanos-sidecar: the claim is labelled app: prometheus'],
    [32, 'log-level-is-useful StatefulSet/compactor: thanos compact logs at debug.'],
    [32, 'log-level-is-useful Deployment/thanos-querier: thanos query logs at error.'],
    [33, 'store-memory-fits-its-caches StatefulSet/store-gateway: the store has no memory limit'],
    [34, 'compact-retention-allows-downsampling StatefulSet/compactor: no retention is set'],
    [35, 'query-exposes-grpc Service/thanos-querier: no port leads to the gRPC port'],
    [
      37,
      'component-names-match-the-mixin StatefulSet/compactor: nothing about thanos compact is called thanos-compact.',
    ],
  ])('defect %i: it finds %s', (_, message) => {
    expect(found.filter((text) => text.startsWith(message))).not.toEqual([])
  })

  it('defect 17: it finds the removed flag in the version of today', () => {
    const today = runChecks(
      checks,
      createContext({ objects, kubernetesVersion: '1.36', versions: { thanos: 'v0.42.4' } }),
    )
    expect(today.map(({ message }) => message)).toContain(
      'Deployment/thanos-querier: --store was removed from thanos query in v0.38.0.',
    )
  })
})

// No manifest shows these: the steps by hand (5), the labels in a configuration that is not there (21), and what is only
// promised in the page's text (36).
