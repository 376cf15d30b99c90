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

export const applicationsPath = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications'

/** The Applications of an environment that exist: of its objects, and of its delivery objects. */
export async function applicationsOf(send: SendRequest, environment: string): Promise<readonly LiveObject[]> {
  const names = [`thanos-${environment}`, `thanos-${environment}-delivery`]
  return (await listObjects(send, applicationsPath)).filter(({ metadata }) => names.includes(metadata.name))
}

/** What Argo CD reports about the Applications of an environment. */
export async function applicationState(send: SendRequest, environment: string): Promise<ToolState> {
  const applications = await applicationsOf(send, environment)
  const statuses = applications.map(({ status }) => (status ?? {}) as ApplicationStatus)
  const stack = applications.find(({ metadata }) => metadata.name === `thanos-${environment}`)
  const status = (stack?.status ?? {}) as ApplicationStatus
  const isFailed = statuses.some(hasFailed)
  const objects = objectStates(status)
  return {
    isSynced:
      stack !== undefined && statuses.every(({ sync }) => sync?.status === 'Synced') && !applications.some(isBusy),
    isHealthy: status.health?.status === 'Healthy',
    isFailed,
    revision: commonRevision(statuses),
    attempted: status.operationState?.operation?.sync?.revision ?? status.operationState?.syncResult?.revision ?? '',
    message: statuses.flatMap(messagesOf).join('\n'),
    objects,
    blocked: isFailed
      ? objects.filter((object) => object.status === 'OutOfSync' && object.message === '').map(({ label }) => label)
      : [],
  }
}

/** Whether an Application is synced and healthy, and no comparison or operation runs or will run. */
export function isIdle(application: LiveObject): boolean {
  const { sync, health } = (application.status ?? {}) as ApplicationStatus
  const isRefreshed = application.metadata.annotations?.[refreshAnnotation] === undefined
  return sync?.status === 'Synced' && health?.status === 'Healthy' && isRefreshed && !isBusy(application)
}

/** Argo CD removes it when it has compared the Application. */
export const refreshAnnotation = 'argocd.argoproj.io/refresh'

/** Whether an operation runs, or will run. */
const isBusy = (application: LiveObject): boolean =>
  ('operation' in application && application.operation !== undefined) ||
  (application.status as ApplicationStatus | undefined)?.operationState?.phase === 'Running'

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
