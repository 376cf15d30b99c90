import {
  type Base,
  type Environment,
  isObject,
  MappingReader,
  objectStorages,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { readAlerting } from '../alerting/load-alerting.ts'
import { placedComponents } from '../base/base-components.ts'
import { selectableComponents } from '../base/select-components.ts'
import { type EnvironmentKey, optionalMappings } from './load-environment.ts'
import { readExternalUrls } from './load-external-urls.ts'

/**
 * An environment for checks of patches where `environment.yaml` has a problem: with its valid values, and with all optional
 * components if its list is not valid. It is never written.
 */
export function draftEnvironment(name: string, source: YamlFile | undefined, base: Base): Environment {
  const fields = isObject(source?.value) ? source.value : {}
  const providers = objectStorages.filter((provider) => base.objectStorage[provider] !== undefined)
  const storage = isObject(fields.objectStorage) ? fields.objectStorage.provider : fields.objectStorage
  const hasRequiredComponents = fields.requiredComponents !== false
  const optional = (
    hasRequiredComponents ? selectableComponents(base) : placedComponents(base).map(({ component }) => component)
  ).map((component) => component.name)
  const byDefault = source === undefined ? base.optional.map(({ name: component }) => component) : []
  const listed = fields.components ?? byDefault
  const isListValid = Array.isArray(listed) && listed.every((component) => optional.includes(component as string))
  return {
    name,
    cluster: name,
    kubernetesVersion: kubernetesVersions.find((version) => version === fields.kubernetesVersion) ?? '1.36',
    namespace: typeof fields.namespace === 'string' ? fields.namespace : name,
    formerNamespaces: [],
    clusterDomain: 'cluster.local',
    delivery: 'flux',
    objectStorage: providers.find((provider) => provider === storage) ?? providers[0] ?? 'rook',
    objectStorageSettings: {},
    ...(hasRequiredComponents ? {} : { hasRequiredComponents }),
    components: isListValid ? (listed as readonly string[]) : optional,
    images: [],
    ...(typeof fields.zones === 'number' ? { zones: fields.zones } : {}),
    ...draftSettings(source),
  }
}

/** The settings that decide which parts of objects exist, as far as they can be read. Their problems are reported elsewhere. */
function draftSettings(source: YamlFile | undefined): Partial<Environment> {
  if (source === undefined || !isObject(source.value)) return {}
  const codes = { invalid: '', unknownKey: '' }
  const fields = new MappingReader<EnvironmentKey>(
    { source, path: [], codes, report: () => undefined },
    source.value as Readonly<Record<EnvironmentKey, unknown>>,
  )
  const alerting = readAlerting(fields)
  const externalUrls = readExternalUrls(fields, undefined)
  return {
    ...(alerting === undefined ? {} : { alerting }),
    externalUrls,
    ...optionalMappings(fields, externalUrls),
  }
}
