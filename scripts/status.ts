// What git says against what the cluster has: the server itself says what a sync would change.
import { formatPointer, groupOf, identityOf, isObject, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { getLike } from './bootstrap.ts'
import { openCluster, requireKinds } from './cluster.ts'
import { loadStack, type Manifest, type Stack } from './environment.ts'
import { healthOf } from './health.ts'
import { type Kubectl, kubectlFailure, type LiveObject } from './kubectl.ts'
import { main, type Script } from './script.ts'

/** Who syncs: the answer to "what would change" depends on whose fields are meant. */
const syncers = ['argocd-controller', 'kustomize-controller']
const atOnce = 8

interface State {
  readonly label: string
  readonly state: 'in sync' | 'differs' | 'missing' | 'refused' | 'not in git'
  readonly lines: readonly string[]
}

export const status: Script = {
  usage: 'status -- ENVIRONMENT [--context NAME]',
  help: `Compares environments/<name>/ with the cluster, by a server-side dry run of each object: what differs and in which field, what is
missing, what the server would refuse and with which words, what is there and not in git. Then what Argo CD or Flux say of
themselves. It changes nothing, with and without --dry-run.

  --context NAME  the kubectl context; without it, the one that is called as the environment. Never the current one`,
  options: { context: { type: 'string' } },
  names: 1,
  async run({ root, positionals, options }) {
    const stack = await loadStack(root, positionals[0]!)
    const { environment } = stack
    const { kubectl, version, hasNamespace } = await openCluster(environment, options.context as string | undefined)
    if (version !== environment.kubernetesVersion)
      console.log(
        `note: the cluster has Kubernetes ${version}, and ${environment.name} is rendered for ${environment.kubernetesVersion}`,
      )
    await requireKinds(
      kubectl,
      stack.manifests.map(({ object }) => object),
    )

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
      `${environment.name} at context ${kubectl.context}: ${inSync} of ${stack.manifests.length} objects in sync${inSync === states.length ? '' : `, ${states.length - inSync} not`}`,
    )
    return inSync === states.length ? 0 : 1
  },
}

async function inGroups<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += atOnce)
    results.push(...(await Promise.all(items.slice(start, start + atOnce).map(work))))
  return results
}

async function stateOf(kubectl: Kubectl, { object, text }: Manifest, hasNamespace: boolean): Promise<State> {
  const label = labelOf(object)
  const live = await getLike(kubectl, object)
  // A namespaced object cannot be tried where its namespace is still to come.
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

/** By these Argo CD and Flux know their own. */
const marks = [
  'kustomize.toolkit.fluxcd.io/name',
  'kustomize.toolkit.fluxcd.io/namespace',
  'argocd.argoproj.io/tracking-id',
]

/** Without what the server writes by itself, and what a tool adds to every object that it syncs. */
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
    : [`${formatPointer(steps)}: git ${shown(git)}, cluster ${shown(cluster)}`]
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

/** Of the kinds that the environment has, what carries the stack's label and is not in git. What a controller made is its own. */
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
    return [{ label: labelOf(object), state: 'not in git', lines: keptLine(object) }]
  })
}

/** What belongs to no namespace carries it in its name. */
const isAnotherStacks = ({ kind, metadata }: KubernetesObject, namespace: string): boolean =>
  metadata.namespace === undefined &&
  (kind === 'Namespace' ? metadata.name !== namespace : !metadata.name.startsWith(`${namespace}-`))

const keptLine = ({ metadata }: KubernetesObject): readonly string[] =>
  metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'] === 'disabled'
    ? ['It is protected: no tool prunes it.']
    : []

async function printDelivery(kubectl: Kubectl, { delivery }: Stack): Promise<void> {
  const served = new Map<string, readonly string[]>()
  for (const { object } of delivery) {
    if (!served.has(object.apiVersion)) served.set(object.apiVersion, await kubectl.servedKinds(object.apiVersion))
    if (object.kind === 'AppProject' || !served.get(object.apiVersion)!.includes(object.kind)) continue
    const { healthy, words } = healthOf(await getLike(kubectl, object))
    console.log(`${healthy ? 'healthy' : 'unhealthy'}  ${labelOf(object)}: ${words}`)
  }
}

if (import.meta.main) await main(status)
