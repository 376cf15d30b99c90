// Compares git with the cluster: a dry run on the server shows what a sync would change.
import { defineCommand, runScript } from '@thanos-gitops/command-line'
import { formatPointer, groupOf, identityOf, isObject, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { openCluster, requireKinds } from './cluster.ts'
import { loadStack, type Manifest, type Stack } from './environment.ts'
import { healthOf } from './health.ts'
import { type Kubectl, kubectlFailure, type LiveObject } from './kubectl.ts'
import { getLike } from './live-objects.ts'
import { contextOption, environmentArgument, repositoryRoot, scriptRootOption } from './script-options.ts'

/** The field managers of the delivery tools: a dry run as another manager would report other differences. */
const syncers = ['argocd-controller', 'kustomize-controller']
/** Calls of kubectl at the same time. */
const parallelCalls = 8

interface State {
  readonly label: string
  readonly state: 'in sync' | 'differs' | 'missing' | 'refused' | 'not in git'
  readonly lines: readonly string[]
}

export const status = defineCommand(
  {
    name: 'status',
    summary: 'compare an environment with its cluster',
    description:
      'Compares environments/<name>/ with the cluster, by a server-side dry run of each object. Prints the fields that differ, the objects that are missing, the objects that the server refuses with its message, and the objects of the cluster that are not in git. Then prints the health that Argo CD or Flux report. It changes nothing.',
    forms: [[environmentArgument]],
    options: { context: contextOption, root: scriptRootOption },
    examples: [{ args: 'production --context my-production-cluster', help: 'What a sync would change.' }],
  },
  async ({ positionals: [name = ''], options }) => {
    const stack = await loadStack(repositoryRoot(options.root), name)
    const { kubectl, hasNamespace } = await openStack(stack, options.context)
    const states = [
      ...(await inGroups(stack.manifests, (manifest) => stateOf(kubectl, manifest, hasNamespace))),
      ...(await extras(kubectl, stack)),
    ]
    for (const { state, label, lines } of states)
      if (state !== 'in sync')
        console.log([`${state.padEnd(10)} ${label}`, ...lines.map((line) => `             ${line}`)].join('\n'))
    await printDelivery(kubectl, stack)
    const inSync = states.filter(({ state }) => state === 'in sync').length
    console.log(
      `${name} at context ${kubectl.context}: ${inSync} of ${stack.manifests.length} objects in sync${inSync === states.length ? '' : `, ${states.length - inSync} not`}`,
    )
    return inSync === states.length ? 0 : 1
  },
)

async function openStack({ environment, manifests }: Stack, context: string | undefined) {
  const { kubectl, version, hasNamespace } = await openCluster(environment, context)
  if (version !== environment.kubernetesVersion)
    console.log(
      `note: the cluster has Kubernetes ${version}, and ${environment.name} is rendered for ${environment.kubernetesVersion}`,
    )
  await requireKinds(
    kubectl,
    manifests.map(({ object }) => object),
  )
  return { kubectl, hasNamespace }
}

async function inGroups<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += parallelCalls)
    results.push(...(await Promise.all(items.slice(start, start + parallelCalls).map(work))))
  return results
}

async function stateOf(kubectl: Kubectl, { object, text }: Manifest, hasNamespace: boolean): Promise<State> {
  const label = labelOf(object)
  const live = await getLike(kubectl, object)
  // The server cannot try an object in a namespace that does not exist.
  if (live === undefined && !hasNamespace) return { label, state: 'missing', lines: [] }
  const manager =
    live?.metadata.managedFields?.find(({ manager, operation }) => operation === 'Apply' && syncers.includes(manager))
      ?.manager ?? 'thanos-gitops'
  const answer = await kubectl.call(
    [
      'apply',
      '--server-side',
      '--force-conflicts',
      '--dry-run=server',
      `--field-manager=${manager}`,
      '-o',
      'json',
      '-f',
      '-',
    ],
    text,
  )
  if (!answer.ok) {
    const problem = kubectlFailure(kubectl.context, answer.stderr)
    if (problem.findings[0]!.code !== 'cluster-refused') throw problem
    return { label, state: 'refused', lines: answer.stderr.trim().split('\n') }
  }
  if (live === undefined) return { label, state: 'missing', lines: [] }
  const lines = differences(comparable(live), comparable(JSON.parse(answer.stdout) as LiveObject))
  return { label, state: lines.length > 0 ? 'differs' : 'in sync', lines }
}

/** Argo CD and Flux mark the objects that they sync with these labels and annotations. */
const marks = [
  'kustomize.toolkit.fluxcd.io/name',
  'kustomize.toolkit.fluxcd.io/namespace',
  'argocd.argoproj.io/tracking-id',
]

/** The object without the fields that the server sets, and without the marks of a delivery tool. */
function comparable({ status: _status, ...object }: LiveObject): unknown {
  const { managedFields: _fields, generation: _generation, labels, annotations, ...metadata } = object.metadata
  const {
    resourceVersion: _version,
    creationTimestamp: _time,
    uid: _uid,
    ...rest
  } = metadata as Record<string, unknown>
  return { ...object, metadata: { ...rest, labels: withoutMarks(labels), annotations: withoutMarks(annotations) } }
}

const withoutMarks = (entries: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(entries).filter(([key]) => !marks.includes(key)))

function differences(cluster: unknown, git: unknown, steps: readonly string[] = []): readonly string[] {
  if (isObject(cluster) && isObject(git))
    return [...new Set([...Object.keys(cluster), ...Object.keys(git)])]
      .sort()
      .flatMap((key) => differences(cluster[key], git[key], [...steps, key]))
  if (Array.isArray(cluster) && Array.isArray(git) && cluster.length === git.length)
    return cluster.flatMap((item, index) => differences(item, git[index], [...steps, String(index)]))
  return JSON.stringify(cluster) === JSON.stringify(git)
    ? []
    : [`${formatPointer(steps)}: git ${shortText(git)}, cluster ${shortText(cluster)}`]
}

function shortText(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

/** The objects with the label of the stack that are not in git, of the kinds of the environment. Objects with an owner do not count. */
async function extras(kubectl: Kubectl, { environment, manifests }: Stack): Promise<readonly State[]> {
  const known = new Set(manifests.map(({ object }) => identityOf(object)))
  const kinds = new Map(
    manifests.map(({ object: { kind, apiVersion, metadata } }) => [
      `${kind}.${apiVersion}`,
      {
        type: groupOf(apiVersion) === '' ? kind : `${kind}.${apiVersion.split('/')[1]}.${groupOf(apiVersion)}`,
        namespaced: metadata.namespace !== undefined,
      },
    ]),
  )
  const found = await inGroups([...kinds.values()], ({ type, namespaced }) =>
    kubectl.list([
      type,
      '--selector=app.kubernetes.io/part-of=thanos',
      ...(namespaced ? [`--namespace=${environment.namespace}`] : []),
    ]),
  )
  return found.flat().flatMap((object): readonly State[] => {
    if (
      known.has(identityOf(object)) ||
      object.metadata.ownerReferences !== undefined ||
      isAnotherStacks(object, environment.namespace)
    )
      return []
    return [{ label: labelOf(object), state: 'not in git', lines: protectionNote(object) }]
  })
}

/** The name of an object without a namespace begins with the namespace of its stack. */
const isAnotherStacks = ({ kind, metadata }: KubernetesObject, namespace: string): boolean =>
  metadata.namespace === undefined &&
  (kind === 'Namespace' ? metadata.name !== namespace : !metadata.name.startsWith(`${namespace}-`))

const protectionNote = ({ metadata }: KubernetesObject): readonly string[] =>
  metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'] === 'disabled'
    ? ['It is protected: no tool prunes it.']
    : []

async function printDelivery(kubectl: Kubectl, { delivery }: Stack): Promise<void> {
  const served = new Map<string, readonly string[]>()
  for (const { object } of delivery) {
    if (!served.has(object.apiVersion)) served.set(object.apiVersion, await kubectl.servedKinds(object.apiVersion))
    if (object.kind === 'AppProject' || !served.get(object.apiVersion)!.includes(object.kind)) continue
    const { healthy, state } = healthOf(await getLike(kubectl, object))
    console.log(`${healthy ? 'healthy' : 'unhealthy'}  ${labelOf(object)}: ${state}`)
  }
}

if (import.meta.main) await runScript(status)
