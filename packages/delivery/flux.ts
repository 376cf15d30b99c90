import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { fluxNotifications } from './flux-notifications.ts'
import { type FluxWave, wavesOf } from './flux-waves.ts'
import type { DeliverySettings } from './settings.ts'
import { labelsOf, type Stack, scaledObjects, stackName } from './stack.ts'
import { kustomizationName } from './stack-names.ts'

const source = 'source.toolkit.fluxcd.io/v1'
const kustomize = 'kustomize.toolkit.fluxcd.io/v1'

/**
 * While Flux waits for health, it does not apply a newer commit, which may contain the fix: the timeout is what a person accepts.
 * A slow rollout is checked again at each retry.
 */
const timeout = '10m'

/** Objects that are removed from git are pruned. Objects of a Kustomization that is deleted remain. */
const reconciliation = {
  interval: '10m',
  retryInterval: '2m',
  timeout,
  prune: true,
  deletionPolicy: 'Orphan',
  wait: true,
} as const

/** Of the nodes of a DaemonSet, all but one, or all but a tenth. Kubernetes leaves out a number that is 0. */
const onMostNodes = (pods: 'updatedNumberScheduled' | 'numberAvailable'): string => {
  const missing = `status.desiredNumberScheduled - status.${pods}`
  return `has(status.${pods}) && (${missing} <= 1 || (${missing}) * 10 <= status.desiredNumberScheduled)`
}

/** The health of kinds without Kubernetes' usual conditions, and of those for which Flux's own definition is too strict. */
const healthExpressions: readonly { apiVersion: string; kind: string; current: string; failed?: string }[] = [
  {
    // By default, one node that is down would make the wave unhealthy, and Flux would wait before each newer commit.
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    current: `has(status.observedGeneration) && (status.desiredNumberScheduled == 0 || (${onMostNodes('updatedNumberScheduled')} && ${onMostNodes('numberAvailable')}))`,
  },
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

/** The objects by which Flux syncs an environment: the repository, and a Kustomization for each wave, all with the same folder. */
export function flux(stack: Stack): readonly KubernetesObject[] {
  const { environment, settings } = stack
  const waves = wavesOf(stack.objects)
  const objects = [
    gitRepository(stackName(stack), settings, onlyEnvironment(environment.name), labelsOf(environment)),
    ...waves.map((wave, index) => kustomization(stack, wave, waves[index - 1])),
    ...fluxNotifications(stack),
  ]
  return settings.central ? objects : [...objects, selfDelivery(stack)]
}

export const gitRepository = (
  name: string,
  { repository, branch, flux: { namespace, secret } }: DeliverySettings,
  ignore: string,
  labels: Readonly<Record<string, string>>,
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

/** The syntax is that of a .gitignore. The artifact contains only the folders that the Kustomizations apply. */
const onlyEnvironment = (name: string): string =>
  [
    '/*',
    '!/environments',
    '/environments/*',
    `!/environments/${name}`,
    `/environments/${name}/*`,
    `!/environments/${name}/manifests`,
    `!/environments/${name}/delivery`,
    `/environments/${name}/delivery/*`,
    `!/environments/${name}/delivery/flux`,
    '',
  ].join('\n')

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
    metadata: { name: name(wave), namespace: settings.flux.namespace, labels: labelsOf(environment) },
    spec: {
      ...reconciliation,
      ...(before === undefined ? {} : { dependsOn: [{ name: name(before) }] }),
      sourceRef: { kind: 'GitRepository', name: stackName(stack) },
      path: `./environments/${environment.name}/manifests`,
      ...(settings.central ? { kubeConfig: { secretRef: { name: `${environment.name}-kubeconfig` } } } : {}),
      ...(wave.others === undefined ? {} : { patches: [deletePatch(wave.others)] }),
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

/** Removes the selected objects from the build. kustomize ignores the kind and the name of such a patch, but requires them. */
const deletePatch = (annotationSelector: string) => ({
  target: { annotationSelector },
  patch: '$patch: delete\napiVersion: v1\nkind: OtherWave\nmetadata:\n  name: other-wave\n',
})

/** A Kustomization that syncs the objects above from git. */
const selfDelivery = ({ environment, settings }: Stack) => ({
  apiVersion: kustomize,
  kind: 'Kustomization',
  metadata: {
    name: `${stackName({ environment })}-delivery`,
    namespace: settings.flux.namespace,
    labels: labelsOf(environment),
  },
  spec: deliverySpec(stackName({ environment }), `./environments/${environment.name}/delivery/flux`),
})

/** Does not wait for health, because it also applies itself. */
export const deliverySpec = (repository: string, path: string) => ({
  ...reconciliation,
  timeout: '5m',
  wait: false,
  sourceRef: { kind: 'GitRepository', name: repository },
  path,
})
