import {
  type Base,
  type Component,
  conditionsOfBucket,
  defaultGrafana,
  type Environment,
  Failure,
  groupOf,
  type KubernetesObject,
  labelOf,
  type ShardedSetting,
  shardedBy,
} from '@thanos-gitops/manifest'
import { canonicalQuantities } from '../output/canonical-quantities.ts'
import { componentFiles, componentGroups, componentLists, placedComponents } from './base-components.ts'
import { isAbsent, NotJson, type Selection, selectValues } from './select-values.ts'
import { inShards, shardConditions } from './shards.ts'

/** An object of the base for one choice of components, in key order and with canonical quantities. It still has references. */
export interface SelectedObject {
  readonly component: string
  readonly object: KubernetesObject
  /** The mappings and lists of the object that contain a reference. Absent if they are not known. */
  readonly referring?: ReadonlySet<object>
  /** Whether it contains the content hash of a ConfigMap. */
  readonly hasContentHash: boolean
  /** Whether it contains the number of replicas of a workload. */
  readonly hasReplicaCount: boolean
  /** The setting whose shards have a copy of the object. Absent if there is one object. */
  readonly shards?: ShardedSetting
}

/** The components of an environment: the required ones, those that it names, and those that its settings switch on. */
export function componentsOf(base: Base, environment: Environment): readonly Component[] {
  return [
    ...listedComponents(base, environment),
    ...backupComponents(base, environment),
    ...receiverSecrets(base, environment),
    ...accessComponents(base, environment),
    ...grafanaSecrets(base, environment),
    ...certificateComponents(base, environment),
  ]
}

/** The required components, the object storage and those that `components` names; without required components, only the latter. */
function listedComponents(base: Base, environment: Environment): readonly Component[] {
  const { components, hasRequiredComponents = true, objectStorage } = environment
  const isListed = ({ name }: Component): boolean => components.includes(name)
  if (!hasRequiredComponents)
    return placedComponents(base)
      .map(({ component }) => component)
      .filter(isListed)
  // loadEnvironment refuses an object storage that the base does not have.
  return [...base.required, base.objectStorage[objectStorage]!, ...selectableComponents(base).filter(isListed)]
}

/** The components that any environment can list. */
export const selectableComponents = (base: Base): readonly Component[] => [
  ...base.optional,
  ...(base.own ?? []),
  ...(base.imported ?? []),
]

/** What meets the condition of `onlyWith` in an environment: its components, and the optional settings that it has. */
export const conditionsMetBy = (base: Base, environment: Environment): ReadonlySet<string> =>
  new Set([
    ...componentsOf(base, environment).map(({ name }) => name),
    ...fieldsOf('externalUrls', environment.externalUrls),
    ...fieldsOf('access', environment.access?.values),
    ...(environment.tls === undefined ? [] : ['tls']),
    ...(environment.zones === undefined ? [] : ['zones']),
    ...bucketConditionsMetBy(environment),
    ...fieldsOf('query', environment.query),
    ...remoteConditions(environment),
    ...fieldsOf('queryFrontend', environment.queryFrontend),
    ...(environment.tracing === undefined ? [] : ['tracing']),
    ...requestLogConditions(environment),
    ...(environment.compact?.deduplicate === undefined
      ? []
      : [`compact.deduplicate.${environment.compact.deduplicate}`]),
    ...(environment.store?.isGroup ? ['store.group'] : []),
    ...fieldsOf('store.limits', environment.store?.limits),
    ...shardConditions(environment),
    ...fieldsOf('receive', environment.receive?.values),
    ...fieldsOf('rule', environment.rule?.values),
    ...fieldsOf('prometheus', environment.prometheus?.values),
    ...fieldsOf('monitoring', environment.monitoring?.values),
    ...fieldsOf('verticalPodAutoscalers', environment.verticalPodAutoscalers?.values),
  ])

/** The conditions of a setting whose fields are optional: one for each field that it has. */
const fieldsOf = (setting: string, fields: object = {}): readonly string[] =>
  Object.keys(fields).map((field) => `${setting}.${field}`)

function bucketConditionsMetBy({ objectStorage, objectStorageSettings, backup }: Environment): readonly string[] {
  const ofBlocks = conditionsOfBucket(objectStorage, objectStorageSettings)
  const ofCopies = backup === undefined ? [] : conditionsOfBucket(backup.provider, backup.settings)
  return [
    ...ofBlocks.map((name) => `objectStorage.${name}`),
    ...ofCopies.map((name) => `backup.${name}`),
    // One process has one file of Google's credentials, and then that of the copies reads the blocks too.
    ...(ofBlocks.includes('gcsKeys') && !ofCopies.includes('gcsKeys') ? ['backup.googleKeysOfBlocks'] : []),
  ]
}

const remoteConditions = ({ remoteQueries }: Environment): readonly string[] => [
  ...(remoteQueries?.values.endpoints === undefined ? [] : ['query.remote']),
  ...(remoteQueries?.values.networks === undefined ? [] : ['query.grpcFrom']),
]

const requestLogConditions = ({ requestLogging }: Environment): readonly string[] =>
  requestLogging === undefined
    ? []
    : ['requestLogging', ...(requestLogging === 'queries' ? ['requestLogging.queries'] : [])]

const backupComponents = (base: Base, { backup }: Environment): readonly Component[] =>
  [backup && base.backup?.[backup.provider]].filter((component) => component !== undefined)

/** The component that has the Secrets of the receivers. An environment without Alertmanager has no use for them. */
function receiverSecrets(base: Base, { alerting, components }: Environment): readonly Component[] {
  if (alerting?.secrets === undefined || !components.includes('alertmanager')) return []
  const component = base.receiverSecrets?.[alerting.secrets]
  return component === undefined ? [] : [component]
}

/** The components through which people open the pages, and that of their Secret. */
function accessComponents(base: Base, { access }: Environment): readonly Component[] {
  if (access === undefined) return []
  return [...access.pages.map((page) => base.pages?.[page]), base.accessSecrets?.[access.secrets]].filter(
    (component) => component !== undefined,
  )
}

/** The component that has the Secret of Grafana's administrator. */
const grafanaSecrets = (base: Base, { grafana = defaultGrafana, components }: Environment): readonly Component[] =>
  [components.includes('grafana') ? base.grafanaSecrets?.[grafana.secrets] : undefined].filter(
    (component) => component !== undefined,
  )

const certificateComponents = (base: Base, { tls }: Environment): readonly Component[] =>
  [tls && base.certificates?.[tls.authority]].filter((component) => component !== undefined)

/** The components that an environment could have and does not have. */
export function disabledComponents(base: Base, environment: Environment): readonly Component[] {
  const present = new Set(componentsOf(base, environment))
  const listed = componentLists.flatMap((list) => base[list] ?? [])
  const others = componentGroups.flatMap((group) => Object.values(base[group] ?? {}))
  return [...listed, ...others].filter((component) => !present.has(component))
}

/**
 * Returns the function that selects the objects of an environment. Environments with the same components share the selected
 * objects, and all environments share objects without conditions. Callers must not change them in place.
 */
export function objectSelector(base: Base): (environment: Environment) => readonly SelectedObject[] {
  const selected = new Map<string, readonly SelectedObject[]>()
  const fileOf = componentFiles(base)
  return (environment) => {
    const components = componentsOf(base, environment)
    const names = conditionsMetBy(base, environment)
    const { kubernetesVersion, hasNetworkPolicies = true } = environment
    const key = [kubernetesVersion, hasNetworkPolicies, ...names].join(' ')
    let objects = selected.get(key)
    if (objects === undefined) {
      objects = components
        .map((component) => (hasNetworkPolicies ? component : withoutNetworkPolicies(component)))
        .flatMap((component) => selectObjects(component, fileOf(component.name), names, kubernetesVersion))
      selected.set(key, objects)
    }
    return objects
  }
}

const isNetworkPolicy = ({ apiVersion, kind }: KubernetesObject): boolean =>
  kind === 'NetworkPolicy' && groupOf(apiVersion) === 'networking.k8s.io'

const withoutNetworkPolicies = (component: Component): Component => ({
  ...component,
  objects: component.objects.filter((object) => !isNetworkPolicy(object)),
})

/** The NetworkPolicies that an environment could have and does not have. */
export const omittedNetworkPolicies = (base: Base, environment: Environment): readonly KubernetesObject[] =>
  environment.hasNetworkPolicies === false
    ? componentsOf(base, environment).flatMap(({ objects }) => objects.filter(isNetworkPolicy))
    : []

function selectObjects(
  { name, objects }: Component,
  file: string,
  present: ReadonlySet<string>,
  kubernetesVersion: string,
): readonly SelectedObject[] {
  return objects
    .filter((object) => !isAbsent(object, present))
    .flatMap((object) => {
      const of = shardedBy(object)
      const shards = of !== undefined && present.has(of) ? { shards: of } : {}
      return inShards(object, present, (inShard, textInShard) => {
        const { value, referring, ...contents } = selectObject(object, inShard, file, textInShard)
        const canonical = canonicalQuantities(kubernetesVersion, value as KubernetesObject)
        return {
          component: name,
          object: canonical,
          ...(canonical === value ? { referring } : {}),
          ...contents,
          ...shards,
        }
      })
    })
}

function selectObject(
  object: KubernetesObject,
  present: ReadonlySet<string>,
  file: string,
  inShard: (text: string) => string,
): Selection {
  try {
    return selectValues(object, present, inShard)
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    throw new Failure({
      code: 'base-invalid',
      severity: 'error',
      message: `${labelOf(object)} has ${error.message} at ${error.pointer}, which a manifest cannot contain.`,
      remedy: 'Write a string, a finite number, a boolean, a list or an object.',
      place: { file },
    })
  }
}
