import { labelOf, valueAt, writeYaml } from '@thanos-gitops/manifest'
import { layersFolder } from '../layers/layers-folder.ts'
import type { ImportedCluster } from './cluster-objects.ts'
import type { PlannedLayer } from './layers.ts'
import type { MissingRule } from './missing-rules.ts'
import { asResource, resourceFiles } from './own-objects.ts'
import { patchSource } from './patch-source.ts'
import type { PlannedEnvironment } from './plan.ts'

export interface EnvironmentSettings {
  readonly kubernetesVersion: string
  readonly delivery: string
}

/**
 * The source files of an environment, by their paths from the root.
 *
 * @param rules what the policy does not allow its patches to change
 */
export function environmentSources(
  environment: PlannedEnvironment,
  settings: EnvironmentSettings,
  rules: readonly MissingRule[],
): ReadonlyMap<string, string> {
  const { cluster, ownPatches, ownObjects } = environment
  const folder = `environments/${cluster.name}`
  const labels = Map.groupBy(cluster.objects, ({ object }) => labelOf(object))
  return new Map([
    [`${folder}/environment.yaml`, settingsSource(environment, settings, rules)],
    ...(cluster.secrets.length === 0 ? [] : [[`${folder}/exceptions.yaml`, exceptionsSource(cluster)] as const]),
    ...ownPatches.map(
      ({ component, patches: list }) =>
        [
          `${folder}/patches/${component}.yaml`,
          patchSource(list, (object) => labels.get(labelOf(object))!.length > 1),
        ] as const,
    ),
    ...resourceFiles(
      folder,
      ownObjects.map(({ object }) => asResource(object, cluster)),
    ),
  ])
}

function settingsSource(
  { cluster, components, near, layers, ownObjects }: PlannedEnvironment,
  { kubernetesVersion, delivery }: EnvironmentSettings,
  rules: readonly MissingRule[],
): string {
  const { name, settings } = cluster
  const head = writeYaml({ cluster: name, kubernetesVersion, namespace: settings.namespace, delivery })
  const own =
    rules.length === 0
      ? ''
      : `# What the imported patches change, in addition to environments/policy.yaml.\n${writeYaml({ policy: rules })}`
  return `# yaml-language-server: $schema=environment.schema.json
# ${name}: imported. Nothing but what components lists, and what patches/ changes of it${ownObjects.length === 0 ? '' : ', and the objects of resources/'}.
apiVersion: thanos-gitops/v1
kind: Environment
${head}${layers.length === 0 ? '' : `layers: [${layers.join(', ')}]\n`}requiredComponents: false
${near?.hasNetworkPolicies === false ? 'networkPolicies: false\n' : ''}${components.length === 0 ? '' : `components:\n${components.map((component) => `  - ${component}\n`).join('')}`}${own}`
}

/** The files of a layer, by their paths from the root. */
export const layerSources = ({ name, patches, resources }: PlannedLayer): ReadonlyMap<string, string> =>
  new Map([
    ...patches.map(
      ({ component, patches: list }) =>
        [`${layersFolder}/${name}/patches/${component}.yaml`, patchSource(list, () => false)] as const,
    ),
    ...resourceFiles(`${layersFolder}/${name}`, resources),
  ])

/** The Secrets that the cluster has, so that checks do not miss them. */
function exceptionsSource({ secrets, settings, objects }: ImportedCluster): string {
  const external = secrets.map(({ name, namespace, keys }) => ({
    kind: 'Secret',
    name,
    ...(namespace === undefined || namespace === settings.namespace ? {} : { namespace }),
    ...(keys.length === 0 ? {} : { keys }),
    reason: 'The cluster had it when its objects were imported.',
  }))
  const storageClasses = new Set(objects.flatMap(({ object }) => storageClassesOf(object)))
  const classes = [...storageClasses].sort().map((name) => ({
    kind: 'StorageClass',
    name,
    reason: 'Imported objects name it.',
  }))
  return `# What the cluster has although no manifest creates it.\n${writeYaml({ external: [...external, ...classes] })}`
}

function storageClassesOf(object: unknown): readonly string[] {
  const templates = valueAt(object, ['spec', 'volumeClaimTemplates'])
  const claims = Array.isArray(templates) ? (templates as readonly unknown[]) : []
  return claims.flatMap((claim) => {
    const name = valueAt(claim, ['spec', 'storageClassName'])
    return typeof name === 'string' && name !== '' ? [name] : []
  })
}
