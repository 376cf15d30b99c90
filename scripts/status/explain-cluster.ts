// The cluster, its namespace and the delivery tool as a whole.
import { labelOf } from '@thanos-gitops/manifest'
import { stopCommands } from '../bootstrap/other-tool.ts'
import { healthOf } from '../health.ts'
import type { LiveObject } from '../kubectl.ts'
import { bootstrapCommand, kubectl, reconcileCommand, refreshCommand } from './commands.ts'
import { explainApplication } from './explain-application.ts'
import { commitOfRevision, explainFlux } from './explain-flux.ts'
import type { DeliveryFacts } from './gather-delivery.ts'
import { isBehind, type Problem, type Surroundings } from './problem.ts'

interface Namespace extends LiveObject {
  readonly status?: {
    readonly phase?: string
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[]
  }
}

/** A namespace that is being deleted: nothing can be created in it. */
export function explainNamespace(object: LiveObject | undefined, { context }: Surroundings): readonly Problem[] {
  const namespace: Namespace | undefined = object
  if (namespace?.metadata.deletionTimestamp === undefined) return []
  const messages = (namespace.status?.conditions ?? [])
    .filter(({ status }) => status === 'True')
    .flatMap(({ message }) => message ?? [])
  return [
    {
      state: 'unhealthy',
      subject: labelOf(namespace),
      reasons: ['It is being deleted. The server creates nothing in it.', ...messages],
      since: namespace.metadata.deletionTimestamp,
      next: [
        {
          text: 'A deletion cannot be undone. When it has ended, the next sync creates everything again; data of volumes is lost. What it waits for:',
          commands: [kubectl(context, undefined, `describe namespace ${namespace.metadata.name}`)],
        },
      ],
    },
  ]
}

/** The problems of the delivery tool and of its objects. */
export function explainDelivery(facts: DeliveryFacts, where: Surroundings): readonly Problem[] {
  const { tool, objects, others, controllers } = facts
  if (tool === undefined)
    return [
      {
        state: 'missing',
        subject: 'delivery',
        reasons: [`Neither Argo CD nor Flux syncs ${where.environment} in the cluster of context ${where.hub}.`],
        next: [
          {
            text: 'Hand it over to one of them:',
            commands: [bootstrapCommand(where, 'argo-cd'), bootstrapCommand(where, 'flux')],
          },
        ],
      },
    ]
  return [
    ...otherTool(others, where),
    ...controllers.flatMap((controller) => controllerProblem(controller, where)),
    ...missingObjects(facts, where),
    ...objects.flatMap(({ live }) => (live?.value === undefined ? [] : explainObject(live.value, where))),
  ]
}

function explainObject(live: LiveObject, where: Surroundings): readonly Problem[] {
  if (live.kind === 'Application') return explainApplication(live, where)
  return live.kind === 'AppProject' ? [] : explainFlux(live, where)
}

function otherTool(others: readonly LiveObject[], where: Surroundings): readonly Problem[] {
  if (others.length === 0) return []
  return [
    {
      state: 'unhealthy',
      subject: others.map(labelOf).join(', '),
      reasons: ['Two delivery tools sync this environment, and overwrite each other.'],
      next: [
        { text: 'Stop one of them. To stop this one and keep its objects:', commands: stopCommands(where.hub, others) },
      ],
    },
  ]
}

function controllerProblem(controller: LiveObject, { hub }: Surroundings): readonly Problem[] {
  const { healthy, state } = healthOf(controller)
  const { namespace } = controller.metadata
  if (healthy) return []
  return [
    {
      state: 'unhealthy',
      subject: `${labelOf(controller)} in ${namespace}`,
      reasons: [`${state}. Without it, no commit is applied.`],
      next: [
        { text: 'Read why:', commands: [kubectl(hub, namespace, 'get pods'), kubectl(hub, namespace, 'get events')] },
      ],
    },
  ]
}

function missingObjects({ objects, tool }: DeliveryFacts, where: Surroundings): readonly Problem[] {
  const missing = objects
    .filter(({ live }) => live !== undefined && live.value === undefined)
    .map(({ object }) => object)
  if (missing.length === 0) return []
  return [
    {
      state: 'missing',
      subject: missing.map(labelOf).join(', '),
      reasons: ['Without it, no commit is applied.'],
      next: [{ text: 'Apply the delivery objects:', commands: [bootstrapCommand(where, tool)] }],
    },
  ]
}

interface Revisions extends LiveObject {
  readonly status?: {
    readonly sync?: { readonly revision?: string }
    readonly operationState?: {
      readonly operation?: { readonly sync?: { readonly revision?: string } }
      readonly syncResult?: { readonly revision?: string }
    }
    readonly artifact?: { readonly revision?: string }
    readonly lastAppliedRevision?: string
    readonly lastAttemptedRevision?: string
  }
}

/** All commits that a delivery object names. */
export function commitsOf(object: LiveObject): readonly string[] {
  const { status = {} }: Revisions = object
  return [
    status.sync?.revision,
    status.operationState?.operation?.sync?.revision,
    status.operationState?.syncResult?.revision,
    commitOfRevision(status.artifact?.revision),
    commitOfRevision(status.lastAppliedRevision),
    commitOfRevision(status.lastAttemptedRevision),
  ].filter((commit) => commit !== undefined && /^[0-9a-f]{40}$/.test(commit)) as readonly string[]
}

/** The commit that the tool reads: that of the Application of the stack, or that of the GitRepository. */
export function syncedObject({ objects }: DeliveryFacts): { live: LiveObject; commit: string } | undefined {
  const found = objects
    .map(({ live }) => live?.value)
    .find(
      (live) =>
        live?.kind === 'GitRepository' || (live?.kind === 'Application' && !live.metadata.name.endsWith('-delivery')),
    )
  const { status = {} }: Revisions = found ?? { apiVersion: '', kind: '', metadata: { name: '' } }
  const commit = status.sync?.revision || commitOfRevision(status.artifact?.revision)
  return found === undefined || commit === undefined ? undefined : { live: found, commit }
}

/** A tool that has no problem, and has not read the newest commit yet. */
export function explainRevision(facts: DeliveryFacts, where: Surroundings): readonly Problem[] {
  const synced = syncedObject(facts)
  if (synced === undefined || !isBehind(synced.commit, where)) return []
  const isFlux = synced.live.kind === 'GitRepository'
  return [
    {
      state: 'waiting',
      subject: labelOf(synced.live),
      reasons: ['The tool has not read the newest commit yet.'],
      commit: synced.commit,
      next: [
        {
          text: `It reads the repository ${isFlux ? 'each minute' : 'every three minutes'}. At once:`,
          commands: [isFlux ? reconcileCommand(where, synced.live) : refreshCommand(where, synced.live)],
        },
      ],
    },
  ]
}
