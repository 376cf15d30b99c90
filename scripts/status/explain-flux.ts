// What the GitRepository and the Kustomizations of Flux report, as in source-controller 1.9 and kustomize-controller 1.9.
import { labelOf } from '@thanos-gitops/manifest'
import type { LiveObject } from '../kubectl.ts'
import { kubectl, reconcileCommand, resumeCommand } from './commands.ts'
import { isCredentialStep, nextForMessages } from './next-for-message.ts'
import { isBehind, type Problem, type Step, type Surroundings } from './problem.ts'

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly lastTransitionTime?: string
}

interface FluxObject extends LiveObject {
  readonly spec?: { readonly suspend?: boolean; readonly timeout?: string }
  readonly status?: {
    readonly conditions?: readonly Condition[]
    readonly observedGeneration?: number
    readonly lastAppliedRevision?: string
    readonly lastAttemptedRevision?: string
    readonly artifact?: { readonly revision?: string }
  }
}

/** The problems that a GitRepository or a Kustomization reports. */
export function explainFlux(object: LiveObject, where: Surroundings): readonly Problem[] {
  const flux: FluxObject = object
  if (flux.spec?.suspend === true)
    return [
      {
        state: 'suspended',
        subject: labelOf(flux),
        reasons: ['It is suspended: Flux applies no commit.'],
        ...at(flux),
        next: [{ text: 'Resume it:', commands: [resumeCommand(where, flux)] }],
      },
    ]
  const ready = conditionOf(flux, 'Ready')
  const stalled = conditionOf(flux, 'Stalled')
  if (ready === undefined) return [notReconciled(flux, where)]
  if (stalled?.status === 'True') return [stalledProblem(flux, stalled, where)]
  if (ready.status === 'True') return isObserved(flux) ? [] : [notReconciled(flux, where)]
  return [flux.kind === 'GitRepository' ? sourceProblem(flux, ready, where) : kustomizationProblem(flux, ready, where)]
}

const conditionOf = ({ status }: FluxObject, type: string): Condition | undefined =>
  (status?.conditions ?? []).find((condition) => condition.type === type)

const isObserved = ({ status, metadata }: FluxObject): boolean => status?.observedGeneration === metadata.generation

const since = (condition: Condition | undefined): { since?: string } =>
  condition?.lastTransitionTime === undefined ? {} : { since: condition.lastTransitionTime }

/** The commit of a revision: `main@sha1:1a2b…`. */
export const commitOfRevision = (revision: string | undefined): string | undefined =>
  revision?.split(':').at(-1) || undefined

function at({ status }: FluxObject): { commit?: string } {
  const commit = commitOfRevision(status?.lastAttemptedRevision ?? status?.artifact?.revision)
  return commit === undefined ? {} : { commit }
}

const notReconciled = (flux: FluxObject, { hub }: Surroundings): Problem => ({
  state: 'waiting',
  subject: labelOf(flux),
  reasons: ['is not reconciled yet'],
  next: [
    {
      text: 'If this lasts longer than a minute, check whether the controllers run:',
      commands: [kubectl(hub, flux.metadata.namespace, 'get pods')],
    },
  ],
})

const stalledProblem = (flux: FluxObject, stalled: Condition, where: Surroundings): Problem => ({
  state: 'unhealthy',
  subject: labelOf(flux),
  reasons: [`Stalled, ${stalled.reason}: ${stalled.message}`],
  ...since(stalled),
  ...at(flux),
  next: [
    ...causes(stalled.message),
    {
      text: 'Flux does not try again before the object changes. After a fix, reconcile it:',
      commands: [reconcileCommand(where, flux)],
    },
  ],
})

const causes = (message: string): readonly Step[] => {
  const step = nextForMessages([message])
  return step === undefined ? [] : [step]
}

function sourceProblem(flux: FluxObject, ready: Condition, where: Surroundings): Problem {
  const { hub, fluxSecret } = where
  const cause = nextForMessages([`${ready.reason}: ${ready.message}`])
  const isCredential = ready.reason === 'AuthenticationFailed' || isCredentialStep(cause)
  const credentials: Step =
    fluxSecret === undefined
      ? {
          text: 'The repository refuses anonymous access. Create a Secret with credentials, and name it as flux.secret in environments/delivery.yaml.',
        }
      : {
          text: `The credentials of the repository are missing or refused. Check the Secret ${fluxSecret}:`,
          commands: [kubectl(hub, flux.metadata.namespace, `get secret ${fluxSecret}`)],
        }
  return {
    state: 'unhealthy',
    subject: labelOf(flux),
    reasons: [`${ready.reason}: ${ready.message}`],
    ...since(ready),
    ...at(flux),
    next: [
      isCredential ? credentials : (cause ?? { text: 'Fix what the message names.' }),
      { text: 'Flux tries again each minute. At once:', commands: [reconcileCommand(where, flux)] },
    ],
  }
}

function kustomizationProblem(flux: FluxObject, ready: Condition, where: Surroundings): Problem {
  const reconciling = conditionOf(flux, 'Reconciling')
  const common = { subject: labelOf(flux), ...since(ready), ...at(flux) }
  if (ready.reason === 'DependencyNotReady') return { state: 'blocked', ...common, reasons: [ready.message], next: [] }
  if (ready.status === 'Unknown')
    return {
      state: 'waiting',
      ...common,
      reasons: [reconciling?.message ?? ready.message],
      next: waitingSteps(flux, reconciling?.message ?? '', where),
    }
  return {
    state: 'unhealthy',
    ...common,
    reasons: [`${ready.reason}: ${ready.message}`],
    next: [
      ...(ready.reason === 'HealthCheckFailed' ? [] : causes(ready.message)),
      { text: 'Flux tries again within two minutes. At once:', commands: [reconcileCommand(where, flux)] },
    ],
  }
}

function waitingSteps(flux: FluxObject, message: string, where: Surroundings): readonly Step[] {
  const timeout = flux.spec?.timeout ?? '10m'
  if (!message.startsWith('Running health checks')) return [{ text: `Wait. It ends after ${timeout} at most.` }]
  const { commit } = at(flux)
  return [
    {
      text: isBehind(commit, where)
        ? `Flux applies no newer commit while it waits, and a newer one exists. The wait ends after ${timeout} at most.`
        : `Flux waits ${timeout} at most, and applies no newer commit meanwhile. If the pods below do not become ready, merge a fix.`,
    },
  ]
}
