import type { LiveObject } from '../kubectl.ts'
import { listObjects, type SendRequest } from './api-client.ts'
import type { ObjectState, ToolState } from './delivery-rig.ts'
import type { Condition } from './delivery-tool.ts'

interface Resource {
  readonly kind: string
  readonly name: string
  readonly status?: string
  readonly health?: { readonly status?: string; readonly message?: string }
  readonly message?: string
}

interface ApplicationStatus {
  readonly sync?: { readonly status: string; readonly revision?: string }
  readonly health?: { readonly status: string }
  readonly conditions?: readonly Condition[]
  readonly resources?: readonly Resource[]
  readonly operationState?: {
    readonly phase: string
    readonly message?: string
    readonly retryCount?: number
    readonly operation?: { readonly sync?: { readonly revision?: string } }
    readonly syncResult?: { readonly revision?: string; readonly resources?: readonly Resource[] }
  }
}

/** What Argo CD reports about the two Applications of an environment. */
export async function applicationState(send: SendRequest, environment: string): Promise<ToolState> {
  const found = await listObjects(send, '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications')
  const names = [`thanos-${environment}`, `thanos-${environment}-delivery`]
  const applications = names.map((name) => found.find(({ metadata }) => metadata.name === name))
  const statuses = applications.map((application) => (application?.status ?? {}) as ApplicationStatus)
  const isBusy = (application: LiveObject | undefined): boolean =>
    application !== undefined && 'operation' in application && application.operation !== undefined
  const [stack] = statuses
  const isFailed = statuses.some(hasFailed)
  const objects = objectStates(stack!)
  const delivered = applications.filter((application) => application !== undefined)
  return {
    isSynced:
      delivered.length > 0 &&
      statuses.every(({ sync }, index) => applications[index] === undefined || sync?.status === 'Synced') &&
      applications[0] !== undefined &&
      !applications.some(isBusy) &&
      !statuses.some(({ operationState }) => operationState?.phase === 'Running'),
    isHealthy: stack?.health?.status === 'Healthy',
    isFailed,
    revision: commonRevision(statuses.filter(({ sync }) => sync !== undefined)),
    attempted: stack?.operationState?.operation?.sync?.revision ?? stack?.operationState?.syncResult?.revision ?? '',
    message: statuses.flatMap(messagesOf).join('\n'),
    objects,
    blocked: isFailed
      ? objects.filter(({ status, message }) => status === 'OutOfSync' && message === '').map(({ label }) => label)
      : [],
  }
}

const hasFailed = ({ operationState, conditions = [] }: ApplicationStatus): boolean =>
  operationState?.phase === 'Failed' ||
  operationState?.phase === 'Error' ||
  (operationState?.phase === 'Running' && (operationState.retryCount ?? 0) > 0) ||
  conditions.some(({ type }) => type.endsWith('Error'))

/** The commit with which all Applications were compared; empty if they were compared with several. */
function commonRevision(statuses: readonly ApplicationStatus[]): string {
  const revisions = new Set(statuses.map(({ sync }) => sync?.revision ?? ''))
  return revisions.size === 1 ? [...revisions][0]! : ''
}

const messagesOf = ({ operationState, conditions = [] }: ApplicationStatus): readonly string[] => [
  ...(operationState?.message === undefined ? [] : [`${operationState.phase}: ${operationState.message}`]),
  ...conditions.map(({ type, message }) => `${type}: ${message}`),
]

/** The objects of the comparison, with what the last operation reported about those that it could not apply. */
function objectStates({ resources = [], operationState }: ApplicationStatus): readonly ObjectState[] {
  const failed = new Map(
    (operationState?.syncResult?.resources ?? [])
      .filter(({ status }) => status === 'SyncFailed')
      .map((resource) => [labelOf(resource), resource.message ?? '']),
  )
  return resources.map((resource) => {
    const message = failed.get(labelOf(resource))
    return {
      label: labelOf(resource),
      status: message !== undefined && resource.status !== 'Synced' ? 'SyncFailed' : (resource.status ?? 'Unknown'),
      health: resource.health?.status ?? '',
      message: message ?? resource.health?.message ?? '',
    }
  })
}

const labelOf = ({ kind, name }: Resource): string => `${kind}/${name}`
