// What an Application of Argo CD reports, as in controller/appcontroller.go and gitops-engine's pkg/sync of Argo CD 3.5.
import { labelOf } from '@thanos-gitops/manifest'
import type { LiveObject } from '../kubectl.ts'
import { bootstrapCommand, endCommand, kubectl, refreshCommand, tryAgainCommand } from './commands.ts'
import { isCredentialStep, nextForMessages } from './next-for-message.ts'
import { isBehind, type Problem, type Step, type Surroundings } from './problem.ts'

interface Resource {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly status?: string
  readonly message?: string
  readonly hookPhase?: string
  readonly health?: { readonly status?: string; readonly message?: string }
  readonly requiresPruning?: boolean
}

interface OperationState {
  readonly phase: string
  readonly message?: string
  readonly startedAt: string
  readonly finishedAt?: string
  readonly retryCount?: number
  readonly operation?: {
    readonly sync?: { readonly revision?: string }
    readonly retry?: { readonly limit?: number; readonly refresh?: boolean }
  }
  readonly syncResult?: { readonly revision?: string; readonly resources?: readonly Resource[] }
}

interface Application extends LiveObject {
  /** The operation that Argo CD carries out. It removes it when the operation ends. */
  readonly operation?: object
  readonly spec?: {
    readonly syncPolicy?: {
      readonly automated?: { readonly enabled?: boolean } | null
      readonly syncOptions?: readonly string[]
      readonly retry?: { readonly limit?: number; readonly refresh?: boolean }
    }
  }
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly message: string; lastTransitionTime?: string }[]
    readonly sync?: { readonly status: string; readonly revision?: string }
    readonly health?: { readonly status?: string; readonly lastTransitionTime?: string; readonly message?: string }
    readonly operationState?: OperationState
    readonly resources?: readonly Resource[]
    readonly reconciledAt?: string
  }
}

/** The problems that an Application reports. None if it is Synced and Healthy, and no operation runs. */
export function explainApplication(object: LiveObject, where: Surroundings): readonly Problem[] {
  const application: Application = object
  const { status = {} } = application
  const suspended = suspension(application, where)
  if (status.sync === undefined && (status.conditions ?? []).length === 0)
    return [...suspended, notReconciled(application, where)]
  const causes = [...conditionProblems(application, where), ...operationProblem(application, where)]
  const found = causes.length > 0 ? causes : stateProblem(application)
  return [...suspended, ...found]
}

function suspension(application: Application, where: Surroundings): readonly Problem[] {
  const { automated } = application.spec?.syncPolicy ?? {}
  if (automated !== undefined && automated !== null && automated.enabled !== false) return []
  return [
    {
      state: 'suspended',
      subject: labelOf(application),
      reasons: ['Automated sync is off: Argo CD applies no commit.'],
      next: [{ text: 'Restore the state of git:', commands: [bootstrapCommand(where, 'argo-cd')] }],
    },
  ]
}

const notReconciled = (application: Application, { hub }: Surroundings): Problem => ({
  state: 'waiting',
  subject: labelOf(application),
  reasons: ['is not reconciled yet'],
  ...since(application.metadata.creationTimestamp),
  next: [
    {
      text: 'If this lasts longer than a minute, check whether the application controller runs:',
      commands: [kubectl(hub, application.metadata.namespace, 'get pods')],
    },
  ],
})

const since = (time: string | undefined): { since?: string } => (time === undefined ? {} : { since: time })
const at = (commit: string | undefined): { commit?: string } =>
  commit === undefined || commit === '' ? {} : { commit }

/** A warning about objects of another application is a problem too: two applications overwrite each other. */
const isReported = (type: string): boolean => type.endsWith('Error') || /Shared|Repeated|Excluded/.test(type)

function conditionProblems(application: Application, where: Surroundings): readonly Problem[] {
  const { conditions = [], operationState, sync } = application.status ?? {}
  // The message of a failed operation is explained with the operation.
  const isOperation = (type: string): boolean => type === 'SyncError' && operationState !== undefined
  return conditions
    .filter(({ type }) => isReported(type) && !isOperation(type))
    .map(({ type, message, lastTransitionTime }): Problem => {
      return {
        state: 'unhealthy',
        subject: labelOf(application),
        reasons: [`${type}: ${message}`],
        ...since(lastTransitionTime),
        ...at(sync?.revision),
        next: conditionSteps(type, message, application, where),
      }
    })
}

function conditionSteps(type: string, message: string, application: Application, where: Surroundings): readonly Step[] {
  const { namespace } = application.metadata
  if (/there are no clusters with this name|cluster .* not found|clusters\.argoproj\.io.*not found/i.test(message))
    return [
      {
        text: 'Argo CD does not have the destination. List its clusters:',
        commands: [kubectl(where.hub, namespace, 'get secrets --selector argocd.argoproj.io/secret-type=cluster')],
      },
    ]
  if (/referencing project .* which does not exist/.test(message))
    return [{ text: 'Apply the AppProject again:', commands: [bootstrapCommand(where, 'argo-cd')] }]
  if (type.startsWith('Shared'))
    return [
      { text: 'Two applications contain the object. Remove it from one of them, or delete the other application.' },
    ]
  const step = nextForMessages([message])
  if (isCredentialStep(step))
    return [
      {
        text: 'The credentials of the repository are missing or refused. Compare the Secret whose url is the repository of environments/delivery.yaml:',
        commands: [kubectl(where.hub, namespace, 'get secrets --selector argocd.argoproj.io/secret-type=repository')],
      },
    ]
  return [
    step ?? { text: 'Fix what the message names, then compare again:', commands: [refreshCommand(where, application)] },
  ]
}

function operationProblem(application: Application, where: Surroundings): readonly Problem[] {
  const { operationState: operation, sync, health } = application.status ?? {}
  if (operation === undefined) return []
  const commit = operation.syncResult?.revision || operation.operation?.sync?.revision
  const common = { subject: labelOf(application), ...since(operation.startedAt), ...at(commit) }
  const reasons = [summaryOf(operation), ...failedResources(operation)]
  if (operation.phase === 'Running' && application.operation === undefined)
    return [
      { state: 'waiting', ...common, reasons: [...reasons, writtenBack], next: writtenBackSteps(application, where) },
    ]
  if (operation.phase === 'Running' && operation.finishedAt !== undefined)
    return [{ state: 'unhealthy', ...common, reasons, next: retrySteps(operation, commit, application, where) }]
  if (operation.phase === 'Running')
    return [{ state: 'waiting', ...common, reasons, next: runningSteps(operation, commit, application, where) }]
  if (operation.phase === 'Terminating')
    return [{ state: 'waiting', ...common, reasons, next: [{ text: 'The operation ends within a minute.' }] }]
  // The commit after a failed one may change nothing, or restore what was there.
  const isSettled = sync?.status === 'Synced' && health?.status === 'Healthy'
  if (operation.phase === 'Succeeded' || isSettled) return []
  return [
    {
      state: 'unhealthy',
      ...common,
      ...since(operation.finishedAt ?? operation.startedAt),
      reasons,
      next: failedSteps(operation, commit, application, where),
    },
  ]
}

const writtenBack =
  'Argo CD no longer carries the operation out. It was ended while Argo CD worked on it, and its state was written back.'

const writtenBackSteps = (application: Application, where: Surroundings): readonly Step[] => [
  { text: 'Make Argo CD forget the operation once more:', commands: [endCommand(where, application)] },
]

/** The message of an operation without those of its objects, which Argo CD repeats in it. */
function summaryOf(operation: OperationState): string {
  const { message = '', phase } = operation
  const short =
    failedResources(operation).length === 0
      ? message
      : message.replace(/, reason: [^]*?(?=\. Retrying attempt #| \(retried \d+ times\)|$)/, '')
  return short || `The operation is ${phase}.`
}

const failedResources = ({ syncResult }: OperationState): readonly string[] =>
  (syncResult?.resources ?? [])
    .filter(({ status, hookPhase }) => status === 'SyncFailed' || hookPhase === 'Failed' || hookPhase === 'Error')
    .map(({ kind, name, message = '' }) => `${kind}/${name}: ${message}`)

const messagesOf = (operation: OperationState): readonly string[] => [
  ...failedResources(operation),
  operation.message ?? '',
]

function retrySteps(
  operation: OperationState,
  commit: string | undefined,
  application: Application,
  where: Surroundings,
): readonly Step[] {
  const cause = nextForMessages(messagesOf(operation))
  const end = endCommand(where, application)
  const isPinned = operation.operation?.retry?.refresh !== true
  return [
    ...(cause === undefined ? [] : [cause]),
    isBehind(commit, where) && isPinned
      ? { text: 'It retries this commit, and takes no newer one meanwhile. End the operation:', commands: [end] }
      : {
          text: 'The next retry takes the newest commit. To apply it at once, end the operation:',
          commands: [end],
        },
  ]
}

function runningSteps(
  operation: OperationState,
  commit: string | undefined,
  application: Application,
  where: Surroundings,
): readonly Step[] {
  if (!/^waiting for /.test(operation.message ?? '')) return [{ text: 'Wait until the operation ends.' }]
  const end = endCommand(where, application)
  if (isBehind(commit, where))
    return [
      {
        text: 'Argo CD applies no newer commit while it waits, and a newer one exists. End the operation; the newer commit is applied within seconds:',
        commands: [end],
      },
    ]
  return [
    {
      text: 'It waits without an end, and applies no newer commit meanwhile. If the pods below do not become ready, merge a fix, and end the operation:',
      commands: [end],
    },
  ]
}

function failedSteps(
  operation: OperationState,
  commit: string | undefined,
  application: Application,
  where: Surroundings,
): readonly Step[] {
  const cause = nextForMessages(messagesOf(operation))
  const sync: Step = isBehind(commit, where)
    ? {
        text: 'A newer commit exists. Compare now instead of in three minutes:',
        commands: [refreshCommand(where, application)],
      }
    : {
        text: 'Argo CD does not try this commit again. Merge a fix; after a fix outside git, make it try again:',
        commands: [tryAgainCommand(where, application)],
      }
  return cause === undefined ? [sync] : [cause, sync]
}

/** For an application without an error and without an operation. */
function stateProblem(application: Application): readonly Problem[] {
  const { sync, health = {}, resources = [], reconciledAt } = application.status ?? {}
  const state = `${sync?.status ?? 'Unknown'}, ${health.status ?? 'Unknown'}`
  if (state === 'Synced, Healthy') return []
  const outOfSync = resources.filter(({ status }) => status !== undefined && status !== 'Synced')
  const unhealthy = resources.filter(({ health }) => health?.status !== undefined && health.status !== 'Healthy')
  return [
    {
      state: 'unhealthy',
      subject: labelOf(application),
      reasons: [
        state,
        ...outOfSync.map(
          ({ kind, name, status, requiresPruning }) =>
            `${kind}/${name} is ${status}${requiresPruning === true ? ': git does not have it' : ''}`,
        ),
        ...unhealthy.map(
          ({ kind, name, health }) =>
            `${kind}/${name} is ${health?.status}${health?.message ? `: ${health.message}` : ''}`,
        ),
      ],
      ...since(health.status === 'Healthy' ? reconciledAt : health.lastTransitionTime),
      ...at(sync?.revision),
    },
  ]
}
