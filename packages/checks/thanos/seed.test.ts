// The page of manifests of January 2021 that this repository replaces. The checks find all of its 37 defects that are in manifests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { validateContent } from '@thanos-gitops/validate/validate-file'
import { describe, expect, it } from 'vitest'
import { createContext } from '../engine/context.ts'
import { runChecks } from '../engine/run-checks.ts'
import { checks } from '../registry.ts'

const read = (file: string): string => readFileSync(join(import.meta.dirname, 'seed', file), 'utf8')

describe('the original seed', () => {
  const documents = read('original.yaml').split('\n---\n')
  it.each([
    [7, 'ClusterRole', 2],
    [8, 'ClusterRoleBinding', 3],
    [15, 'Service', 5],
  ])('defect %i: finds a %s that is not valid YAML', (_, kind, index) => {
    expect(documents[index]).toContain(`kind: ${kind}`)
    expect(readManifestText('a.yaml', documents[index]!).findings).not.toEqual([])
  })

  it('defect 6: finds a namespace outside of metadata', () => {
    expect(validateContent(documents[1]!, 'a.yaml', '1.36').findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('namespace'),
    ])
  })
})

// The three documents are valid YAML here, with minimal changes. The Secret is the one that a script of the page creates.
describe('the corrected seed', () => {
  const { objects } = readManifestText('seed.yaml', read('corrected.yaml'))
  const problems = runChecks(checks, createContext({ objects, kubernetesVersion: '1.36' })).findings.map(
    ({ check, message }) => `${check.name} ${message}`,
  )

  it.each([
    [1, 'object-storage-is-valid Secret/thanos-oss: bucket and endpoint are both '],
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
      'bucket-claim-is-safe ObjectBucketClaim/thanos-bucket: the pods that need its Secret and ConfigMap are in namespace kube-monitor.',
    ],
    [9, 'roles-grant-required-permissions ClusterRole/prometheus: Kubernetes removed the API group extensions'],
    [10, 'roles-grant-required-permissions ClusterRole/prometheus: Kubernetes deprecated Endpoints in 1.33'],
    [11, 'roles-grant-required-permissions ClusterRole/prometheus: nodes/proxy'],
    [12, 'thanos-versions-match StatefulSet/compactor: thanos 0.11.0 is older'],
    [13, 'thanos-versions-match StatefulSet/thanos-sidecar: prometheus 2.22.2 is older'],
    [14, 'data-is-on-a-volume StatefulSet/compactor: the data of thanos compact at /data is not on a volume.'],
    [14, 'data-is-on-a-volume StatefulSet/store-gateway: the data of thanos store at /data is not on a volume.'],
    [16, 'stateful-set-has-headless-service StatefulSet/compactor: Service/compactor is not headless.'],
    [16, 'stateful-set-has-headless-service StatefulSet/thanos-sidecar: Service/thanos-sidecar is not headless.'],
    // The catalogue has no flags of these versions, and no other version judges them.
    [17, 'flags-exist StatefulSet/compactor: the flags of thanos v0.11.0 are not in the catalogue'],
    [18, 'srv-addresses-name-a-port Deployment/thanos-querier: dnssrv+thanos-store:10901 does not name a port'],
    [
      19,
      'services-select-one-component Service/thanos-store: the selector matches store-gateway (store) and thanos-sidecar (sidecar).',
    ],
    [20, 'config-map-exists StatefulSet/thanos-sidecar: there is no ConfigMap prometheus-config'],
    [20, 'config-map-exists StatefulSet/thanos-sidecar: there is no ConfigMap prometheus-rules'],
    [22, 'configuration-exists-at-startup StatefulSet/thanos-sidecar: '],
    [23, 'retention-outlasts-an-outage StatefulSet/thanos-sidecar: Prometheus keeps blocks for 6h only.'],
    [23, 'flags-exist StatefulSet/thanos-sidecar: the flags of prometheus v2.22.2 are not in the catalogue'],
    [24, 'prometheus-flags-are-safe StatefulSet/thanos-sidecar: no lock file prevents a second process'],
    [25, 'prometheus-flags-are-safe StatefulSet/thanos-sidecar: everyone who can reach Prometheus can delete'],
    [26, 'image-is-pinned StatefulSet/thanos-sidecar: container fix-permissions'],
    [26, 'pod-security-restricted StatefulSet/thanos-sidecar: container fix-permissions'],
    [27, 'probes-use-the-right-path StatefulSet/thanos-sidecar: prometheus has no readinessProbe.'],
    [27, 'probes-use-the-right-path StatefulSet/thanos-sidecar: thanos sidecar has no livenessProbe.'],
    [
      28,
      'probes-use-the-right-path Deployment/thanos-querier: the readinessProbe of thanos query has the path /-/healthy.',
    ],
    [
      29,
      'configuration-is-mounted-read-only StatefulSet/compactor: the Secret in volume oss is mounted with readOnly: false.',
    ],
    [30, 'components-survive-a-disruption Deployment/thanos-querier: thanos query has one replica.'],
    [30, 'components-survive-a-disruption StatefulSet/store-gateway: thanos store has one replica.'],
    [31, 'claim-labels-match-pod-labels StatefulSet/thanos-sidecar: the claim template has the label app: prometheus'],
    [32, 'log-level-is-useful StatefulSet/compactor: thanos compact logs at level debug.'],
    [32, 'log-level-is-useful Deployment/thanos-querier: thanos query logs at level error.'],
    [33, 'store-memory-fits-its-caches StatefulSet/store-gateway: thanos store has no memory limit'],
    [34, 'compact-retention-allows-downsampling StatefulSet/compactor: no retention is set'],
    [35, 'query-exposes-grpc Service/thanos-querier: no port leads to the gRPC port'],
    [
      37,
      'component-names-match-the-mixin StatefulSet/compactor: no name or label of thanos compact contains thanos-compact.',
    ],
  ])('defect %i: finds %s', (_, message) => {
    expect(problems.filter((text) => text.startsWith(message))).not.toEqual([])
  })

  it('defect 17: finds the removed flag in a current version of Thanos', () => {
    const { findings } = runChecks(
      checks,
      createContext({ objects, kubernetesVersion: '1.36', versions: { thanos: 'v0.42.4' } }),
    )
    expect(findings.map(({ message }) => message)).toContain(
      'Deployment/thanos-querier: --store was removed from thanos query in v0.38.0.',
    )
  })
})

// These defects are not in manifests: manual steps (5), labels in a configuration that the page does not contain (21), and a
// feature that only the text of the page mentions (36).
