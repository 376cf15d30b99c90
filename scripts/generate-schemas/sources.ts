import type { KubernetesVersion } from '@thanos-gitops/schemas'
import { programs } from '../verify-delivery/programs.ts'

/** A Go module that contains documents with types. Go's checksum database verifies the download. */
export interface Source {
  readonly module: string
  readonly version: string
  /** Paths in the module; `*` matches any part of a file name. */
  readonly files: readonly string[]
}

const kubernetes = (version: string): Source => ({
  module: 'k8s.io/kubernetes',
  version,
  // swagger.json has the types. The Go file, from which the API server serves its OpenAPI document, also has the enums.
  files: ['api/openapi-spec/swagger.json', 'pkg/generated/openapi/zz_generated.openapi.go'],
})

export const kubernetesSources = {
  '1.34': kubernetes('v1.34.4'),
  '1.35': kubernetes('v1.35.4'),
  '1.36': kubernetes('v1.36.3'),
  '1.37': kubernetes('v1.37.2'),
} satisfies Record<KubernetesVersion, Source>

/** The CRDs of a controller have the version of the program that verifies the delivery. */
const crdsOf = (controller: 'source-controller' | 'kustomize-controller'): Source => ({
  module: programs[controller].module,
  version: programs[controller].version,
  files: ['config/crd/bases/*.yaml'],
})

export const crdSources: readonly Source[] = [
  { module: 'github.com/rook/rook', version: 'v1.18.8', files: ['deploy/examples/crds.yaml'] },
  { module: 'github.com/argoproj/argo-cd/v3', version: 'v3.5.7', files: ['manifests/crds/*-crd.yaml'] },
  crdsOf('source-controller'),
  crdsOf('kustomize-controller'),
  { module: 'github.com/fluxcd/helm-controller', version: 'v1.6.2', files: ['config/crd/bases/*.yaml'] },
  { module: 'github.com/fluxcd/notification-controller', version: 'v1.9.2', files: ['config/crd/bases/*.yaml'] },
  {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    files: ['config/crds/bases/external-secrets.io_*.yaml'],
  },
  { module: 'github.com/bitnami-labs/sealed-secrets', version: 'v0.40.0', files: ['helm/sealed-secrets/crds/*.yaml'] },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.89.0',
    files: ['example/prometheus-operator-crd/*.yaml'],
  },
]

/** The API groups to read from these files. Rook's file also contains the groups of Ceph, which are not used. */
export const crdGroups: readonly string[] = [
  'argoproj.io',
  'bitnami.com',
  'external-secrets.io',
  'helm.toolkit.fluxcd.io',
  'kustomize.toolkit.fluxcd.io',
  'monitoring.coreos.com',
  'notification.toolkit.fluxcd.io',
  'objectbucket.io',
  'source.toolkit.fluxcd.io',
]

export interface SecretSource extends Source {
  /**
   * The secrets among the fields that the module declares as plain strings. Absent for a module that has types for secrets:
   * Secret, SecretURL and SecretTemplateURL.
   */
  readonly plainSecrets?: readonly string[]
  /** Other plain strings with a name like that of a secret. */
  readonly publicStrings?: readonly string[]
}

/** Where programs declare which fields of their configuration are secret. */
export const secretSources: readonly SecretSource[] = [
  {
    module: 'github.com/prometheus/prometheus',
    version: 'v0.313.2',
    files: ['discovery/**/*.go', 'storage/remote/**/*.go'],
  },
  { module: 'github.com/prometheus/common', version: 'v0.73.1', files: ['config/http_config.go'] },
  { module: 'github.com/prometheus/sigv4', version: 'v0.4.1', files: ['sigv4_config.go'] },
  {
    module: 'github.com/prometheus/alertmanager',
    version: 'v0.34.0',
    files: ['config/*.go', 'notify/**/*.go'],
  },
  {
    module: 'github.com/thanos-io/objstore',
    version: 'v0.0.0-20250804093838-71d60dfee488',
    files: ['providers/**/*.go'],
    plainSecrets: [
      'access_key',
      'access_key_id',
      'access_key_secret',
      'application_credential_secret',
      'client_secret',
      'encryption_key',
      'passphrase',
      'password',
      'privatekey',
      'secret_id',
      'secret_key',
      'session_token',
      'storage_account_key',
      'storage_connection_string',
    ],
    publicStrings: ['application_credential_id', 'application_credential_name', 'kms_key_id'],
  },
  {
    module: 'github.com/thanos-io/thanos',
    version: 'v0.42.4',
    files: ['pkg/cacheutil/*.go', 'pkg/clientconfig/*.go', 'pkg/tracing/**/*.go'],
    plainSecrets: ['access_token', 'bearer_token', 'password'],
    publicStrings: ['bearer_token_file', 'key_file', 'password_file'],
  },
]
