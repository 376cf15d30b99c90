import { apiVersion, type Finding, readMapping, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import type { EnvironmentKey } from '../environment/load-environment.ts'

/** The settings of a layer, in its folder. */
export const layerFile = 'layer.yaml'
/** Next to it, for editors. */
export const layerSchemaFile = 'layer.schema.json'

/** The keys of `environment.yaml` that a layer can set for all environments that list it. */
export const sharedKeys = [
  'clusterDomain',
  'objectStorage',
  'backup',
  'retention',
  'values',
  'requiredComponents',
  'components',
  'images',
  'externalUrls',
  'laptop',
  'networkPolicies',
  'zones',
  'alerting',
  'access',
  'grafana',
  'size',
  'tls',
  'store',
  'compact',
  'receive',
  'query',
  'queryFrontend',
  'tracing',
  'requestLogging',
  'rule',
  'monitoring',
  'prometheus',
  'verticalPodAutoscalers',
] as const satisfies readonly EnvironmentKey[]

const ofCluster = 'it describes one cluster'
/** Why each other key of `environment.yaml` is only there. */
const reasons: Readonly<Record<Exclude<EnvironmentKey, (typeof sharedKeys)[number]>, string>> = {
  cluster: 'each cluster has a name of its own',
  kubernetesVersion: ofCluster,
  namespace: ofCluster,
  formerNamespaces: ofCluster,
  delivery: ofCluster,
  ring: ofCluster,
  source: 'it selects the revision that the layer is read from',
  layers: 'each environment lists its own, so that their order is in one file',
  policy: 'policy.yaml has the rules for several environments',
}

/** Whether the keys of a `layer.yaml` are valid; its values are checked in each environment. Problems are added to `findings`. */
export function checkLayerSettings(source: YamlFile, findings: Finding[]): void {
  const codes = { invalid: 'layer-invalid', unknownKey: 'layer-unknown-key' }
  const own = Object.keys(reasons) as (keyof typeof reasons)[]
  const fields = readMapping(
    { source, path: [], codes, report: reportInto(findings) },
    source.value,
    ['apiVersion', 'kind', ...sharedKeys, ...own],
    { subject: source.file, remedy: `Begin the file with apiVersion: ${apiVersion} and kind: Layer.` },
  )
  fields?.requiredOneOf('apiVersion', [apiVersion])
  fields?.requiredOneOf('kind', ['Layer'])
  for (const key of own)
    if (fields?.has(key))
      fields.keyProblem(
        key,
        `A layer cannot set ${key}: ${reasons[key]}.`,
        key === 'policy'
          ? 'Move the rules to environments/policy.yaml, with the names of the environments below environments.'
          : 'Move it to the environment.yaml of each environment.',
        codes.invalid,
      )
}
