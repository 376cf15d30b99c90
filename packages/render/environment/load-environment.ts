import {
  type Base,
  deliveries,
  type Environment,
  type ImageOverride,
  isObject,
  nearest,
  objectStorages,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { didYouMean, type Report } from '../problems.ts'
import { loadObjectStorage } from './load-object-storage.ts'

const apiVersion = 'thanos-gitops/v1'
const required = ['apiVersion', 'kind', 'cluster', 'kubernetesVersion', 'namespace', 'delivery', 'objectStorage']
const known = [...required, 'clusterDomain', 'components', 'images', 'policy']
const imageKeys = ['name', 'newName', 'newTag', 'digest']

type Path = readonly (string | number)[]
type Shape = readonly [pattern: RegExp, description: string]

// A namespace is a DNS label and a cluster domain a DNS name of RFC 1123, as the API server checks them.
const dnsLabel: Shape = [
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'a DNS label: lower-case letters, digits and -, at most 63',
]
const dnsName: Shape = [
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  'a DNS name such as cluster.local',
]
// It becomes a label's value in Prometheus' configuration, where `$` begins a variable.
const clusterName: Shape = [/^[^\s$"'\\]+$/, 'a name without spaces, quotes and $']
const imageName: Shape = [/^[^\s:@]+(:\d+\/[^\s:@]+)?$/, 'the name of an image without tag or digest']
const imageTag: Shape = [/^\w[\w.-]{0,127}$/, 'an image tag']
const imageDigest: Shape = [/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hexadecimal digits']

/** What `environment.yaml` says; undefined where it says something wrong, all of which is reported. */
export function loadEnvironment(name: string, source: YamlFile, base: Base, report: Report): Environment | undefined {
  let sound = true
  const wrong = (path: Path, message: string, remedy?: string): void => {
    sound = false
    report('environment-invalid', source.place(path), message, remedy)
  }
  const unknownKeys = (value: object, path: Path, keys: readonly string[]): void => {
    for (const key of Object.keys(value).filter((key) => !keys.includes(key))) {
      sound = false
      report(
        'environment-unknown-key',
        source.keyPlace([...path, key]),
        `${key} is not a key here.`,
        didYouMean(nearest(key, keys)) ?? `Known keys: ${keys.join(', ')}.`,
      )
    }
  }
  const text = (path: Path, given: unknown, [pattern, description]: Shape): string => {
    if (typeof given === 'string' && pattern.test(given)) return given
    if (given === undefined) return ''
    const remedy =
      typeof given === 'number' || typeof given === 'boolean'
        ? `If it is meant so, write it in quotes: "${given}".`
        : undefined
    wrong(path, `${path.at(-1)} must be ${description}, not ${JSON.stringify(given)}.`, remedy)
    return ''
  }

  if (!isObject(source.value)) {
    wrong([], 'environment.yaml must be a mapping.', `Begin with apiVersion: ${apiVersion} and kind: Environment.`)
    return undefined
  }
  const value = source.value
  unknownKeys(value, [], known)
  for (const key of required) if (value[key] === undefined) wrong([], `${key} is missing.`, `Add ${key}.`)

  const oneOf = <T extends string>(key: string, choices: readonly T[]): T => {
    const given = value[key]
    const found = choices.find((choice) => choice === given)
    if (found === undefined && given !== undefined) {
      const quotes = typeof given === 'number' ? `Write it in quotes: "${given}".` : undefined
      wrong(
        [key],
        `${key} must be one of ${choices.join(', ')}, as text, not ${JSON.stringify(given)}.`,
        quotes ?? didYouMean(nearest(String(given), choices)),
      )
    }
    return found ?? choices[0]!
  }
  const list = (key: string): readonly unknown[] => {
    const given = value[key] ?? []
    if (Array.isArray(given)) return given
    wrong([key], `${key} must be a list.`)
    return []
  }

  const components = list('components')
  const optional = base.optional.map((component) => component.name)
  components.forEach((component, index) => {
    const path = ['components', index]
    if (base.required.some((always) => always.name === component))
      wrong(path, `${component} is in every environment and is not listed.`, 'Remove the line.')
    else if (!optional.includes(component as string))
      wrong(
        path,
        `There is no optional component ${JSON.stringify(component)}.`,
        didYouMean(nearest(String(component), optional)) ?? `Optional components: ${optional.join(', ')}.`,
      )
    else if (components.indexOf(component) < index) wrong(path, `${component} stands twice.`, 'Remove one of the two.')
  })

  const images = list('images')
  images.forEach((image, index) => {
    const path = ['images', index]
    if (!isObject(image)) return wrong(path, 'An image override is a mapping of name and newName, newTag or digest.')
    unknownKeys(image, path, imageKeys)
    if (image.name === undefined) wrong(path, 'name is missing.', 'Give the image as the base names it, without tag.')
    text([...path, 'name'], image.name, imageName)
    text([...path, 'newName'], image.newName, imageName)
    text([...path, 'newTag'], image.newTag, imageTag)
    text([...path, 'digest'], image.digest, imageDigest)
    if (image.newName === undefined && image.newTag === undefined && image.digest === undefined)
      wrong(path, 'The image override changes nothing.', 'Give newName, newTag or digest, or remove it.')
    if (images.findIndex((other) => isObject(other) && other.name === image.name) < index)
      wrong(path, `${JSON.stringify(image.name)} is overridden twice.`, 'Put both into one override.')
  })

  const providers = objectStorages.filter((provider) => base.objectStorage[provider] !== undefined)
  const objectStorage =
    value.objectStorage === undefined ? undefined : loadObjectStorage(source, value.objectStorage, providers, report)

  oneOf('apiVersion', [apiVersion])
  oneOf('kind', ['Environment'])
  const environment: Environment = {
    name,
    cluster: text(['cluster'], value.cluster, clusterName),
    kubernetesVersion: oneOf('kubernetesVersion', kubernetesVersions),
    namespace: text(['namespace'], value.namespace, dnsLabel),
    clusterDomain: text(['clusterDomain'], value.clusterDomain ?? 'cluster.local', dnsName),
    delivery: oneOf('delivery', deliveries),
    ...(objectStorage ?? { objectStorage: 'rook', objectStorageSettings: {} }),
    components: components as readonly string[],
    images: images as readonly ImageOverride[],
  }
  return sound && objectStorage !== undefined ? environment : undefined
}
