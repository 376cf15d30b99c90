import { type Finding, isObject, nearest, type YamlFile } from '@thanos-gitops/manifest'

/** Beside the environments, because it is about all of them. Without it no delivery objects are rendered. */
export const deliverySettingsFile = 'environments/delivery.yaml'

/** What Argo CD and Flux must know of the repository. */
export interface DeliverySettings {
  readonly repository: string
  readonly branch: string
  /** One Argo CD or Flux for all clusters, or one in each cluster. */
  readonly central: boolean
  readonly argoCD: { readonly namespace: string }
  readonly flux: {
    readonly namespace: string
    /** The Secret with which Flux opens the repository; Argo CD finds its own by the URL. */
    readonly secret?: string
  }
}

type Path = readonly string[]
type Shape = readonly [pattern: RegExp, description: string]

// What both take: Argo CD also knows `git@host:path`, Flux does not.
const url: Shape = [/^(https?|ssh):\/\/[^\s/]+\/\S+$/, 'an address that begins with https:// or ssh://']
const branch: Shape = [/^(?![-/.])(?!.*(\.\.|\/\/|@\{))[^\s~^:?*[\\]+(?<![/.])$/, 'the name of a branch']
const dnsLabel: Shape = [
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'a DNS label: lower-case letters, digits and -, at most 63',
]
const secretName: Shape = [/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/, 'the name of a Secret']

const keys = {
  '': ['apiVersion', 'kind', 'repository', 'branch', 'central', 'argoCD', 'flux'],
  argoCD: ['namespace'],
  flux: ['namespace', 'secret'],
}

/** What `environments/delivery.yaml` says, or all that is wrong with it. */
export function loadDeliverySettings(source: YamlFile): DeliverySettings | readonly Finding[] {
  const findings: Finding[] = []
  const wrong = (path: Path, message: string, remedy?: string, place = source.place(path)): void => {
    findings.push({
      code: 'delivery-invalid',
      severity: 'error',
      message,
      place,
      ...(remedy === undefined ? {} : { remedy }),
    })
  }
  const mapping = (path: Path, value: unknown): Readonly<Record<string, unknown>> => {
    if (value === undefined) return {}
    if (!isObject(value)) {
      wrong(path, `${path.at(-1) ?? deliverySettingsFile} must be a mapping.`)
      return {}
    }
    const known = keys[(path[0] ?? '') as keyof typeof keys]
    for (const key of Object.keys(value).filter((key) => !known.includes(key)))
      wrong(
        [...path, key],
        `${key} is not a key here.`,
        didYouMean(nearest(key, known)) ?? `Known keys: ${known.join(', ')}.`,
        source.keyPlace([...path, key]),
      )
    return value
  }
  const text = (path: Path, value: unknown, [pattern, description]: Shape, otherwise?: string): string => {
    if (typeof value === 'string' && pattern.test(value)) return value
    if (value === undefined && otherwise !== undefined) return otherwise
    if (value === undefined)
      wrong(path.slice(0, -1), `${path.at(-1)} is missing.`, `Add ${path.at(-1)}: ${description}.`)
    else
      wrong(
        path,
        `${path.at(-1)} must be ${description}, not ${JSON.stringify(value)}.`,
        path[0] === 'repository' ? 'git@host:path is written ssh://git@host/path.' : undefined,
      )
    return ''
  }

  const value = mapping([], source.value)
  for (const [key, expected] of [
    ['apiVersion', 'thanos-gitops/v1'],
    ['kind', 'Delivery'],
  ] as const)
    if (value[key] !== expected) wrong([key], `${key} must be ${expected}.`)
  if (value.central !== undefined && typeof value.central !== 'boolean')
    wrong(['central'], `central must be true or false, not ${JSON.stringify(value.central)}.`)
  const argoCD = mapping(['argoCD'], value.argoCD)
  const flux = mapping(['flux'], value.flux)
  const settings: DeliverySettings = {
    repository: text(['repository'], value.repository, url),
    branch: text(['branch'], value.branch, branch, 'main'),
    central: value.central === true,
    argoCD: { namespace: text(['argoCD', 'namespace'], argoCD.namespace, dnsLabel, 'argocd') },
    flux: {
      namespace: text(['flux', 'namespace'], flux.namespace, dnsLabel, 'flux-system'),
      ...(flux.secret === undefined ? {} : { secret: text(['flux', 'secret'], flux.secret, secretName) }),
    },
  }
  return findings.length > 0 ? findings : settings
}

const didYouMean = (suggestion: string | undefined): string | undefined =>
  suggestion === undefined ? undefined : `Did you mean ${suggestion}?`
