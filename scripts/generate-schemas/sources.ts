import type { PinnedModule } from '@thanos-gitops/programs/go-module'
import type { KubernetesVersion } from '@thanos-gitops/schemas'
import { programs, sumOf } from '../verify-delivery/programs.ts'

/** A Go module that contains documents with types. */
export interface Source extends PinnedModule {
  /** Paths in the module; `*` matches any part of a file name. */
  readonly files: readonly string[]
}

const kubernetes = (version: string, sum: string): Source => ({
  module: 'k8s.io/kubernetes',
  version,
  sum,
  // swagger.json has the types. The Go file, from which the API server serves its OpenAPI document, also has the enums.
  files: ['api/openapi-spec/swagger.json', 'pkg/generated/openapi/zz_generated.openapi.go'],
})

export const kubernetesSources = {
  '1.34': kubernetes('v1.34.4', 'h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk='),
  '1.35': kubernetes('v1.35.4', 'h1:o/8dBC/pHVpYoGV4OAIytAlNPZbdYVTXJHoYvXC4qzM='),
  '1.36': kubernetes('v1.36.3', 'h1:qDQdoMiluAE2Eab6Fa52YV+WjiGz9mZFFoagEA6cI+o='),
  '1.37': kubernetes('v1.37.2', 'h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE='),
} satisfies Record<KubernetesVersion, Source>

/** The CRDs of a controller have the version of the program that verifies the delivery. */
function crdsOf(controller: 'source-controller' | 'kustomize-controller' | 'notification-controller'): Source {
  const { module, version } = programs[controller]
  return { module, version, sum: sumOf(module, version), files: ['config/crd/bases/*.yaml'] }
}

export const crdSources: readonly Source[] = [
  {
    module: 'github.com/rook/rook',
    version: 'v1.18.8',
    sum: 'h1:O4HBcdlqJE3QxysMUSeNfG9nljvbrVuuB9ygTfn5vfE=',
    files: ['deploy/examples/crds.yaml'],
  },
  {
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.5.7',
    sum: 'h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0=',
    files: ['manifests/crds/*-crd.yaml'],
  },
  crdsOf('source-controller'),
  crdsOf('kustomize-controller'),
  {
    module: 'github.com/fluxcd/helm-controller',
    version: 'v1.6.2',
    sum: 'h1:cEirkQjLFF721EomwtH5fHuhpiYCW9HkAje1HTzCTsM=',
    files: ['config/crd/bases/*.yaml'],
  },
  crdsOf('notification-controller'),
  {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    sum: 'h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=',
    files: ['config/crds/bases/external-secrets.io_*.yaml'],
  },
  {
    module: 'github.com/bitnami-labs/sealed-secrets',
    version: 'v0.40.0',
    sum: 'h1:rvCP35JL8ZV5LNA2SrwNR6iLyoM3ulrSFWN0lBtYEYI=',
    files: ['helm/sealed-secrets/crds/*.yaml'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.89.0',
    sum: 'h1:2HA351OwWBa10H6TDhjeSdHOA7wiY71sEivg+z2cykk=',
    files: ['example/prometheus-operator-crd/*.yaml'],
  },
  {
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.6.3',
    sum: 'h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=',
    files: ['config/crd/standard/gateway.networking.k8s.io_*.yaml'],
  },
  {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    sum: 'h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=',
    files: ['deploy/crds/cert-manager.io_*.yaml'],
  },
  {
    module: 'k8s.io/autoscaler/vertical-pod-autoscaler',
    version: 'v1.8.1',
    sum: 'h1:Pe8bV1wozN4gOKO1rleiIY5alIyAXN+DnXDbXQcL4fI=',
    files: ['deploy/vpa-v1-crd-gen.yaml'],
  },
  {
    module: 'github.com/kedacore/keda/v2',
    version: 'v2.21.0',
    sum: 'h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=',
    files: ['config/crd/bases/keda.sh_*.yaml'],
  },
]

/** The API groups to read from these files. Rook's file also contains the groups of Ceph, which are not used. */
export const crdGroups: readonly string[] = [
  'argoproj.io',
  'autoscaling.k8s.io',
  'bitnami.com',
  'cert-manager.io',
  'external-secrets.io',
  'gateway.networking.k8s.io',
  'helm.toolkit.fluxcd.io',
  'keda.sh',
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
    sum: 'h1:1EqGCHPc7wZPEHpoaaeIxDhMSRQTblZncR2cUXrMg2A=',
    files: ['discovery/**/*.go', 'storage/remote/**/*.go'],
  },
  {
    module: 'github.com/prometheus/common',
    version: 'v0.73.1',
    sum: 'h1:SZWh/j4AvhCdhX8jvYSnxvPxhWlC9QZkjJ+tOrEr7kU=',
    files: ['config/http_config.go'],
  },
  {
    module: 'github.com/prometheus/sigv4',
    version: 'v0.4.1',
    sum: 'h1:EIc3j+8NBea9u1iV6O5ZAN8uvPq2xOIUPcqCTivHuXs=',
    files: ['sigv4_config.go'],
  },
  {
    module: 'github.com/prometheus/alertmanager',
    version: 'v0.34.0',
    sum: 'h1:z75n0NoypggESmt3HD4JlTXOaOZj1EBz1ACHO4Z6EUk=',
    files: ['config/*.go', 'notify/**/*.go'],
  },
  {
    module: 'github.com/thanos-io/objstore',
    version: 'v0.0.0-20250804093838-71d60dfee488',
    sum: 'h1:khBsQLLRoF1KzXgTlwFZa6mC32bwYUUAu/AeP49V7UM=',
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
    sum: 'h1:Cs7iARVNKcgewjzAfpoFnscgfNi+XN8slcyW5e0ozWs=',
    files: ['pkg/cacheutil/*.go', 'pkg/clientconfig/*.go', 'pkg/tracing/**/*.go'],
    plainSecrets: ['access_token', 'bearer_token', 'password'],
    publicStrings: ['bearer_token_file', 'key_file', 'password_file'],
  },
]
