// Gathers what an environment and its cluster report, and explains it.
import { type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { loadBase } from '@thanos-gitops/workspace'
import { readBranch } from '../bootstrap/repository.ts'
import { openHub, requireOwnNamespace, serverVersion } from '../cluster.ts'
import type { Stack } from '../environment.ts'
import { healthOf, isWorkload } from '../health.ts'
import { type LiveObject, openContext } from '../kubectl.ts'
import { deleteCommand } from './commands.ts'
import { commitsOf, explainDelivery, explainNamespace, explainRevision, syncedObject } from './explain-cluster.ts'
import { type Comparison, explainComparison, explainExtras, isInSync } from './explain-objects.ts'
import { explainPods } from './explain-pods.ts'
import { type DeliveryFacts, gatherDelivery } from './gather-delivery.ts'
import { gatherExtras, namespacesInGit } from './gather-extras.ts'
import { compareAll } from './gather-objects.ts'
import { gatherPods } from './gather-pods.ts'
import { cloneState, commitFacts, removedObjects } from './git-facts.ts'
import { commitText, isProblem, type Problem, type Surroundings } from './problem.ts'
import { Reader } from './reader.ts'

export interface StatusReport {
  readonly environment: string
  readonly context: string
  readonly tool: string | undefined
  /** The objects of git, and how many of them a sync would not change. */
  readonly objects: { readonly total: number; readonly inSync: number }
  /** The delivery objects without a problem, with what they report. */
  readonly healthy: readonly { readonly subject: string; readonly state: string }[]
  readonly problems: readonly Problem[]
  /** The commit that the tool read. */
  readonly commit: string | undefined
  readonly surroundings: Surroundings
}

export interface StatusOptions {
  readonly context: string | undefined
  readonly hub: string | undefined
  readonly readsRepository: boolean
}

/** Throws a Failure if the cluster does not answer, or belongs to another environment. */
export async function reportOf(root: string, stack: Stack, options: StatusOptions): Promise<StatusReport> {
  const { environment } = stack
  const kubectl = await openContext(options.context, environment.name)
  const version = await serverVersion(kubectl)
  const reader = new Reader(kubectl)
  const hub = await hubReader(stack, reader, options.hub)
  const namespace = await reader.get({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: environment.namespace } })
  if (namespace?.value !== undefined) requireOwnNamespace(environment, kubectl.context, namespace.value)
  const delivery = hub === undefined ? undefined : await gatherDelivery(hub, stack, namespace?.value)
  const { where, notes } = await surroundingsOf(root, stack, options, reader, hub, delivery)
  // First, because what it lists is not read again.
  const extras = await extraProblems(root, reader, stack, where)
  const comparisons = await comparisonsOf(reader, hub, stack, delivery)
  const objectProblems = comparisons.flatMap((comparison) => explainComparison(comparison, delivery?.tool, where))
  const deliveryProblems = delivery === undefined ? [] : explainDelivery(delivery, where)
  const revision = delivery === undefined || deliveryProblems.length > 0 ? [] : explainRevision(delivery, where)
  const problems = [
    ...explainNamespace(namespace?.value, where),
    ...deliveryProblems,
    ...revision,
    ...objectProblems,
    ...(await podProblems(reader, stack, where)),
    ...extras,
  ]
  const manifests = new Set(stack.manifests.map(({ object }) => labelOf(object)))
  return {
    environment: environment.name,
    context: kubectl.context,
    tool: delivery?.tool,
    objects: {
      total: stack.manifests.length,
      inSync: comparisons.filter((comparison) => manifests.has(comparison.label) && isInSync(comparison)).length,
    },
    healthy: healthyObjects(delivery, problems),
    problems: [
      ...problems,
      ...reader.problems(),
      ...(hub === undefined || hub === reader ? [] : hub.problems()),
      ...versionNote(stack, version),
      ...notes,
    ],
    commit: delivery === undefined ? undefined : syncedObject(delivery)?.commit,
    surroundings: where,
  }
}

/** The cluster with the delivery objects. Undefined if the tool is central and its context is not given: the rest is read. */
async function hubReader(stack: Stack, reader: Reader, hub: string | undefined): Promise<Reader | undefined> {
  if (stack.settings?.central === true && hub === undefined) {
    reader.fail('the delivery objects', 'The tool is central. Name the context of its cluster with --hub.')
    return undefined
  }
  const kubectl = await openHub(stack, reader.kubectl, hub)
  return kubectl === reader.kubectl ? reader : new Reader(kubectl)
}

async function surroundingsOf(
  root: string,
  { environment, settings }: Stack,
  { readsRepository }: StatusOptions,
  reader: Reader,
  hub: Reader | undefined,
  delivery: DeliveryFacts | undefined,
): Promise<{ readonly where: Surroundings; readonly notes: readonly Problem[] }> {
  const { repository = '', branch = 'main', flux } = settings ?? {}
  const read = settings === undefined || !readsRepository ? {} : await readBranch(repository, branch, 10)
  const clone = await cloneState(root, environment.name)
  const branchCommit = read.commit ?? clone.commit
  const lives = (delivery?.objects ?? []).flatMap(({ live }) => live?.value ?? [])
  const commits = [...lives.flatMap(commitsOf), ...(clone.commit === undefined ? [] : [clone.commit])]
  const facts = await commitFacts(root, environment.name, commits, branchCommit)
  const where: Surroundings = {
    environment: environment.name,
    namespace: environment.namespace,
    context: reader.kubectl.context,
    hub: hub?.kubectl.context ?? reader.kubectl.context,
    branch: read.commit === undefined ? 'this clone' : branch,
    branchCommit,
    commits: facts,
    fluxSecret: flux?.secret,
  }
  return { where, notes: cloneNotes(clone, read.problem, where, repository) }
}

function cloneNotes(
  clone: { readonly commit: string | undefined; readonly isChanged: boolean },
  problem: string | undefined,
  where: Surroundings,
  repository: string,
): readonly Problem[] {
  const note = (subject: string, ...reasons: string[]): Problem => ({ state: 'note', subject, reasons })
  const behind = clone.commit === undefined ? undefined : where.commits.get(clone.commit)?.behind
  return [
    ...(problem === undefined
      ? []
      : [
          note(
            'repository',
            `${repository} cannot be read from here: ${problem} The commits are compared with this clone.`,
          ),
        ]),
    ...(clone.isChanged
      ? [
          note(
            'clone',
            `environments/${where.environment} has changes that are not committed. They are a part of the comparison.`,
          ),
        ]
      : []),
    ...(behind !== undefined && behind > 0
      ? [
          note(
            'clone',
            `This clone is ${behind} commit${behind === 1 ? '' : 's'} of ${where.environment} behind ${where.branch}, and the cluster is compared with the clone. Run git pull.`,
          ),
        ]
      : []),
  ]
}

const versionNote = ({ environment: { name, kubernetesVersion } }: Stack, version: string): readonly Problem[] =>
  version === kubernetesVersion
    ? []
    : [
        {
          state: 'note',
          subject: 'Kubernetes',
          reasons: [`The cluster has Kubernetes ${version}, and ${name} is rendered for ${kubernetesVersion}.`],
        },
      ]

async function comparisonsOf(
  reader: Reader,
  hub: Reader | undefined,
  { environment, manifests }: Stack,
  delivery: DeliveryFacts | undefined,
): Promise<readonly Comparison[]> {
  const missing = await missingNamespaces(reader, namespacesInGit({ environment, manifests }))
  const hasNamespace = ({ metadata }: KubernetesObject): boolean => !missing.has(metadata.namespace ?? '')
  const objects = manifests.map(({ object }) => ({ object, hasNamespace: hasNamespace(object) }))
  // What is missing is a problem of the delivery.
  const present = (delivery?.objects ?? []).filter(({ live }) => live?.value !== undefined)
  const deliveries = present.map(({ object }) => ({ object, hasNamespace: true }))
  return [
    ...(hub === undefined ? [] : await compareAll(hub, deliveries, delivery?.tool)),
    ...(await compareAll(reader, objects, delivery?.tool)),
  ]
}

/** The namespaces that the cluster certainly lacks. */
async function missingNamespaces(reader: Reader, names: readonly string[]): Promise<ReadonlySet<string>> {
  const reads = await reader.getAll(names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })))
  return new Set(names.filter((_name, index) => reads[index] !== undefined && reads[index].value === undefined))
}

async function podProblems(reader: Reader, { environment, manifests }: Stack, where: Surroundings) {
  const wanted = manifests.map(({ object }) => object).filter(isWorkload)
  const reads = await reader.getAll(wanted)
  const workloads = reads.flatMap((read) => read?.value ?? [])
  return explainPods(await gatherPods(reader, namespacesInGit({ environment, manifests }), workloads), where)
}

async function extraProblems(root: string, reader: Reader, stack: Stack, where: Surroundings) {
  const { environment, manifests } = stack
  const current = manifests.map(({ object }) => object)
  const removed = await removedObjects(root, environment.name, current)
  const extras = await gatherExtras(reader, stack, removed, await productObjects(root))
  const withNamespace = (object: LiveObject) => deleteCommand(where.context, object)
  return explainExtras(extras, environment.formerNamespaces, namespacesInGit(stack), where, withNamespace)
}

/** The objects of all components of the base. Only their kinds are used. A namespace in them may be a placeholder. */
async function productObjects(root: string): Promise<readonly KubernetesObject[]> {
  const { required, optional, own = [], imported = [], objectStorage } = await loadBase(root)
  return [...required, ...optional, ...own, ...imported, ...Object.values(objectStorage)].flatMap(
    ({ objects }) => objects,
  )
}

function healthyObjects(delivery: DeliveryFacts | undefined, problems: readonly Problem[]): StatusReport['healthy'] {
  const subjects = new Set(problems.map(({ subject }) => subject))
  return (delivery?.objects ?? []).flatMap(({ live }) => {
    if (live?.value === undefined || live.value.kind === 'AppProject' || subjects.has(labelOf(live.value))) return []
    return [{ subject: labelOf(live.value), state: healthOf(live.value).state }]
  })
}

/** The last lines of a report. */
export function summaryOf({
  environment,
  context,
  tool,
  objects,
  problems,
  commit,
  surroundings,
}: StatusReport): string {
  const outOfSync = objects.total - objects.inSync
  const count = problems.filter(isProblem).length
  const facts = [
    ...(tool === undefined ? [] : [tool]),
    ...(commit === undefined ? [] : [`commit ${commitText(commit, surroundings)}`]),
    count === 0 ? 'no problem' : `${count} problem${count === 1 ? '' : 's'}`,
  ]
  return [
    `${environment} at context ${context}: ${objects.inSync} of ${objects.total} objects in sync${outOfSync === 0 ? '' : `, ${outOfSync} not`}`,
    facts.join('; '),
  ].join('\n')
}
