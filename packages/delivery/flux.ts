import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { type FluxWave, wavesOf } from './flux-waves.ts'
import type { DeliverySettings } from './settings.ts'
import { labels, type Stack, scaledObjects, stackName } from './stack.ts'
import { kustomizationName } from './stack-names.ts'

const source = 'source.toolkit.fluxcd.io/v1'
const kustomize = 'kustomize.toolkit.fluxcd.io/v1'

/**
 * While Flux waits for health it does not look at a newer commit, which may be the cure: no longer than a person waits. A slow
 * roll-out is asked about again at each retry.
 */
const timeout = '10m'

/** A Kustomization that is deleted leaves what it applied; while it is there, what leaves git is pruned. */
const reconciliation = {
  interval: '10m',
  retryInterval: '2m',
  timeout,
  prune: true,
  deletionPolicy: 'Orphan',
  wait: true,
} as const

/** When a custom resource is well, where its conditions do not say so in Kubernetes' usual way. */
const healthExpressions: readonly { apiVersion: string; kind: string; current: string; failed: string }[] = [
  {
    apiVersion: 'objectbucket.io/v1alpha1',
    kind: 'ObjectBucketClaim',
    current: "status.phase == 'Bound'",
    failed: "status.phase == 'Failed'",
  },
  {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    current: "status.conditions.filter(e, e.type == 'Synced').exists(e, e.status == 'True')",
    failed: "status.conditions.filter(e, e.type == 'Synced').exists(e, e.status == 'False')",
  },
]

/** What makes Flux sync an environment: the repository, and a Kustomization for each wave, all of them over the same folder. */
export function flux(stack: Stack): readonly KubernetesObject[] {
  const { environment, settings } = stack
  const waves = wavesOf(stack.objects)
  const objects = [
    gitRepository(stackName(stack), settings, onlyEnvironment(environment.name)),
    ...waves.map((wave, index) => kustomization(stack, wave, waves[index - 1])),
  ]
  return settings.central ? objects : [...objects, selfDelivery(stack)]
}

export const gitRepository = (
  name: string,
  { repository, branch, flux: { namespace, secret } }: DeliverySettings,
  ignore: string,
) => ({
  apiVersion: source,
  kind: 'GitRepository',
  metadata: { name, namespace, labels },
  spec: {
    interval: '1m',
    timeout: '1m',
    url: repository,
    ref: { branch },
    ...(secret === undefined ? {} : { secretRef: { name: secret } }),
    ignore,
  },
})

/** In the words of a .gitignore: nothing is fetched but the environment's folder. */
const onlyEnvironment = (name: string): string =>
  ['/*', '!/environments', '/environments/*', `!/environments/${name}`, ''].join('\n')

function kustomization(stack: Stack, wave: FluxWave, before: FluxWave | undefined) {
  const { environment, settings } = stack
  const name = (of: FluxWave): string => kustomizationName(environment.name, of.name)
  const expressions = healthExpressions.filter(({ apiVersion, kind }) =>
    wave.objects.some((object) => object.kind === kind && groupOf(object.apiVersion) === groupOf(apiVersion)),
  )
  const scaled = scaledObjects(stack.objects).filter((target) =>
    wave.objects.some(({ kind, metadata }) => kind === target.kind && metadata.name === target.name),
  )
  return {
    apiVersion: kustomize,
    kind: 'Kustomization',
    metadata: { name: name(wave), namespace: settings.flux.namespace, labels },
    spec: {
      ...reconciliation,
      ...(before === undefined ? {} : { dependsOn: [{ name: name(before) }] }),
      sourceRef: { kind: 'GitRepository', name: stackName(stack) },
      path: `./environments/${environment.name}/manifests`,
      ...(settings.central ? { kubeConfig: { secretRef: { name: `${environment.name}-kubeconfig` } } } : {}),
      ...(wave.others === undefined ? {} : { patches: [leavingOut(wave.others)] }),
      ...(expressions.length > 0 ? { healthCheckExprs: expressions } : {}),
      ...(scaled.length > 0
        ? {
            ignore: scaled.map(({ apiVersion, kind, name }) => ({
              paths: ['/spec/replicas'],
              target: { group: groupOf(apiVersion), kind, name: `^${name}$` },
            })),
          }
        : {}),
    },
  }
}

/** kustomize takes out of the build what the selector finds. Kind and name of such a patch count for nothing, and must be there. */
const leavingOut = (annotationSelector: string) => ({
  target: { annotationSelector },
  patch: '$patch: delete\napiVersion: v1\nkind: OtherWave\nmetadata:\n  name: other-wave\n',
})

/** A Kustomization that keeps the objects above as they are in git. */
const selfDelivery = ({ environment, settings }: Stack) => ({
  apiVersion: kustomize,
  kind: 'Kustomization',
  metadata: { name: `${stackName({ environment })}-delivery`, namespace: settings.flux.namespace, labels },
  spec: deliverySpec(stackName({ environment }), `./environments/${environment.name}/delivery/flux`),
})

/** Does not wait: among what it applies is itself. */
export const deliverySpec = (repository: string, path: string) => ({
  ...reconciliation,
  timeout: '5m',
  wait: false,
  sourceRef: { kind: 'GitRepository', name: repository },
  path,
})
