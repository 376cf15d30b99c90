import { stringAt, valueAt } from '@thanos-gitops/manifest'
import { matchedWorkloads } from '../manifest-set.ts'
import { type ChangeContext, groupKind, matchesPattern } from './rule.ts'

// What the server's words do not show: why a refused change is refused, and what to do instead.

interface Reason {
  /** The fields, as in a rule. */
  readonly at: string
  readonly why: string | ((context: ChangeContext) => string | undefined)
}

const selector: Reason = {
  at: '/spec/selector/**',
  why({ after, sides }) {
    const adopted = matchedWorkloads(sides.before, after, valueAt(after, ['spec', 'selector']))
    return `The selector of a ${after.kind} cannot change.${adopted.length === 0 ? ' The running pods have other labels: a new object with this selector does not adopt them.' : ''}`
  },
}

const filledIn = (field: string, mode: string): string =>
  `The server filled in ${field}. ${mode} does not own that field and so does not remove it.`

/** The server filled in rollingUpdate, and the applier does not own it. */
const strategy = (field: string, type: string): Reason => ({
  at: `/spec/${field}/**`,
  why: ({ after, written, mode }) =>
    mode !== 'replace' &&
    stringAt(after, 'spec', field, 'type') === type &&
    valueAt(written.before, ['spec', field, 'rollingUpdate']) === undefined
      ? `${filledIn('rollingUpdate', mode === 'server-side' ? 'Server-side apply' : 'Client-side apply')} Set rollingUpdate in one commit, and ${type} without it in the next.`
      : undefined,
})

/** The server stores a volume that has only a name as emptyDir. */
const volumes: Reason = {
  at: '/spec/template/spec/volumes/**',
  why: ({ mode }) =>
    mode === 'server-side'
      ? 'A volume without a source is stored as emptyDir. Server-side apply does not own that field and so does not remove it.'
      : undefined,
}

const cannotChange = (kind: string, field: string): string => `The field ${field} of ${kind} cannot change.`

const fixed = (kind: string, fields: readonly string[], prefix = '/spec'): readonly Reason[] =>
  fields.map((field) => ({ at: `${prefix}/${field}/**`, why: cannotChange(kind, field) }))

const newClass = (kind: string, fields: readonly string[]): readonly Reason[] =>
  fields.map((field) => ({
    at: `/${field}/**`,
    why: `The field ${field} of a ${kind} cannot change. Create a ${kind} with another name.`,
  }))

const immutable = (kind: string): readonly Reason[] =>
  ['data', 'binaryData'].map((field) => ({
    at: `/${field}/**`,
    why: ({ before }) =>
      valueAt(before, ['immutable']) === true
        ? `The ${kind} is immutable. Create a ${kind} with a new name for the new content.`
        : undefined,
  }))

const onceMutable = (kind: string): Reason => ({
  at: '/immutable',
  why: `An immutable ${kind} cannot become mutable again.`,
})

const role: Reason = { at: '/roleRef/**', why: 'The role of a binding cannot change.' }

const reasons: Readonly<Record<string, readonly Reason[]>> = {
  'apps/Deployment': [selector, strategy('strategy', 'Recreate'), volumes],
  'apps/DaemonSet': [selector, strategy('updateStrategy', 'OnDelete'), volumes],
  'apps/ReplicaSet': [selector, volumes],
  'apps/StatefulSet': [
    strategy('updateStrategy', 'OnDelete'),
    volumes,
    {
      at: '/spec/volumeClaimTemplates/**',
      why: 'The claim templates of a StatefulSet cannot change, not even their labels. Existing volumes would not change either.',
    },
    ...fixed('a StatefulSet', ['serviceName', 'selector', 'podManagementPolicy']),
  ],
  'batch/Job': [
    {
      at: '/**',
      why: ({ mode }) =>
        mode === 'replace'
          ? 'A replace lacks the selector and labels that the server generated, so every change of a Job is refused.'
          : undefined,
    },
    {
      at: '/spec/completions',
      why: 'The field completions can change only in an indexed Job, together with parallelism and to the same number.',
    },
    {
      at: '/spec/**',
      why: ({ change }) => `The field ${change.steps[1]} of a Job cannot change after the Job is created.`,
    },
  ],
  '/Pod': [
    { at: '/spec/containers', why: 'The containers of a pod cannot change.' },
    { at: '/spec/**', why: 'Most fields of a pod cannot change.' },
  ],
  '/ConfigMap': [...immutable('ConfigMap'), onceMutable('ConfigMap')],
  '/Secret': [
    ...immutable('Secret'),
    onceMutable('Secret'),
    { at: '/type', why: 'The type of a Secret cannot change. A Secret without a type has type Opaque.' },
  ],
  '/Service': [
    {
      at: '/spec/clusterIP',
      why: ({ change }) =>
        change.after === 'None'
          ? 'A Service that has an address cannot become headless.'
          : 'The address of a Service cannot change.',
    },
    {
      at: '/spec/loadBalancerClass',
      why: 'The class of a load balancer cannot change. Change the type to ClusterIP and back, which releases its address.',
    },
    { at: '/spec/ipFamilies/0', why: 'The first address family of a Service cannot change.' },
    { at: '/spec/healthCheckNodePort', why: 'The port of health checks cannot change.' },
  ],
  '/PersistentVolumeClaim': [
    {
      at: '/spec/**',
      why: ({ mode }) =>
        mode === 'replace'
          ? 'A replace lacks the volumeName of a bound claim, so every change of the claim is refused.'
          : undefined,
    },
    {
      at: '/spec/resources/requests/storage',
      why: ({ change }) => `A volume cannot shrink: ${String(change.before)} → ${String(change.after)}.`,
    },
    { at: '/spec/volumeMode', why: 'The mode of a volume cannot change.' },
    { at: '/spec/**', why: 'The specification of a claim cannot change, except that its size can grow.' },
  ],
  '/PersistentVolume': [
    { at: '/spec/volumeMode', why: 'The mode of a volume cannot change.' },
    { at: '/spec/nodeAffinity/**', why: 'The node affinity of a volume cannot change.' },
    { at: '/spec/**', why: 'The source of a volume cannot change.' },
  ],
  '/ResourceQuota': [{ at: '/spec/scopes/**', why: 'The scopes of a quota cannot change.' }],
  'storage.k8s.io/StorageClass': newClass('StorageClass', [
    'parameters',
    'provisioner',
    'reclaimPolicy',
    'volumeBindingMode',
  ]),
  'storage.k8s.io/VolumeAttributesClass': newClass('VolumeAttributesClass', ['parameters', 'driverName']),
  'storage.k8s.io/CSIDriver': fixed('a CSIDriver', ['attachRequired', 'volumeLifecycleModes']),
  'networking.k8s.io/IngressClass': fixed('an IngressClass', ['controller']),
  'discovery.k8s.io/EndpointSlice': fixed('an EndpointSlice', ['addressType'], ''),
  'scheduling.k8s.io/PriorityClass': newClass('PriorityClass', ['value', 'preemptionPolicy']),
  'node.k8s.io/RuntimeClass': newClass('RuntimeClass', ['handler']),
  'rbac.authorization.k8s.io/RoleBinding': [role],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [role],
  'apiextensions.k8s.io/CustomResourceDefinition': [
    { at: '/spec/versions/**', why: 'Objects may still be stored in this version.' },
    { at: '/spec/**', why: 'It is part of the name of the API that all objects of this kind use.' },
  ],
}

/** Why the server refuses a change, if more is known than its words show. */
export function refusalReason(context: ChangeContext): string | undefined {
  for (const { at, why } of reasons[groupKind(context.after)] ?? []) {
    if (!matchesPattern(at, context.change.steps)) continue
    const found = typeof why === 'function' ? why(context) : why
    if (found !== undefined) return found
  }
  return undefined
}
