import {
  groupOf,
  type KubernetesObject,
  listOf,
  type Mapping,
  mappingsOf,
  stringAt,
  valueAt,
} from '@thanos-gitops/manifest'

/** A value with an optional ! in front, where * matches any characters: `util/glob` of Argo CD. */
function matchesGlob(pattern: string, value: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 'su').test(value)
}

const isDenied = (pattern: string): boolean => pattern.startsWith('!')

const isInList = (list: readonly Mapping[], { apiVersion, kind, metadata }: KubernetesObject): boolean =>
  list.some(
    (entry) =>
      matchesGlob(String(entry.group ?? ''), groupOf(apiVersion)) &&
      matchesGlob(String(entry.kind ?? ''), kind) &&
      (typeof entry.name !== 'string' || entry.name === '' || matchesGlob(entry.name, metadata.name)),
  )

/** `IsGroupKindNamePermitted`: without a list, all kinds in namespaces are permitted, and no kind without a namespace. */
function permitsKind(project: KubernetesObject, object: KubernetesObject, isNamespaced: boolean): boolean {
  const scope = isNamespaced ? 'namespace' : 'cluster'
  const [allowed, denied] = ['Whitelist', 'Blacklist'].map((list) =>
    valueAt(project, ['spec', `${scope}Resource${list}`]),
  )
  if (isInList(mappingsOf(denied), object)) return false
  return allowed === undefined || allowed === null ? isNamespaced : isInList(mappingsOf(allowed), object)
}

/** `isDestinationMatched`, for the cluster of the application itself: only namespaces are compared. */
function permitsNamespace(project: KubernetesObject, namespace: string): boolean {
  const patterns = mappingsOf(valueAt(project, ['spec', 'destinations'])).map((entry) => String(entry.namespace ?? ''))
  if (patterns.some((pattern) => isDenied(pattern) && matchesGlob(pattern.slice(1), namespace))) return false
  return patterns.some((pattern) => (isDenied(pattern) ? true : matchesGlob(pattern, namespace)))
}

/**
 * Whether Argo CD sees an object of the cluster: objects that the project does not permit are removed from the live state before it is
 * compared, so that the application neither prunes nor shows them. Argo CD 3.5.7: `CompareAppState` in controller/state.go, and
 * `IsLiveResourcePermitted` in pkg/apis/application/v1alpha1/app_project_types.go.
 */
export function permitsLive(project: KubernetesObject, object: KubernetesObject): boolean {
  const namespace = stringAt(object, 'metadata', 'namespace')
  return (
    permitsKind(project, object, namespace !== undefined) &&
    (namespace === undefined || permitsNamespace(project, namespace))
  )
}

/** Whether applications of the project may read a repository: `IsSourcePermitted` in the same file. */
export const permitsSource = (project: KubernetesObject, repository: string): boolean =>
  listOf(valueAt(project, ['spec', 'sourceRepos'])).some((pattern) => matchesGlob(String(pattern), repository))
