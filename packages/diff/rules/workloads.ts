import { isObject, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { programOf } from '../programs.ts'
import { heldBack, rolloutOf, rolloutText } from '../rollout.ts'
import { autoscalerOf, mappings, numberAt, replicasOf, selectedBy, textAt, workloadOf } from '../world.ts'
import { argumentVerdict, endpointsOf, quorumVerdict, restartVerdict } from './programs.ts'
import { type Context, inPlace, none, type Rule, refused, shown, type Verdict } from './rule.ts'

const revisions =
  'pkg/controller/deployment/util/deployment_util.go:619-642; pkg/controller/history/controller_history.go'
const apps = 'pkg/apis/apps/validation/validation.go'

type Words = Omit<Verdict, 'source'>

/** A new pod template. */
function newTemplate(context: Context): Words {
  const { after, worlds } = context
  const held = heldBack(after)
  if (held !== undefined) return inPlace(held)
  const meaning = argumentVerdict(context)
  const rollout = rolloutOf(after, worlds.after)
  const text = rollout ? rolloutText(rollout) : 'Its pods restart.'
  if (meaning) return { class: meaning.class, why: `${meaning.why} ${text}` }
  const workload = workloadOf(after)
  if (
    workload?.containers.some((container) => programOf(container) === 'thanos query') &&
    endpointsOf(workload, worlds.after) === 0
  )
    return { class: 'outage', why: `thanos query has no endpoint left to ask: every query is empty. ${text}` }
  const quorum = restartVerdict(workload, replicasOf(after), worlds.after)
  if (quorum) return { class: quorum.class, why: `${quorum.why} ${text}` }
  return { class: 'restart', why: text }
}

/** The field that the server keeps under its old name, so that an applier that does not own it cannot take it away. */
function accountRemoved({ change, mode }: Context): Words | undefined {
  return change.after === undefined && change.steps.at(-1) === 'serviceAccountName' && mode !== 'replace'
    ? none(
        'Nothing changes: the server keeps the old account in the deprecated serviceAccount, which no applier owns. Set another account instead of leaving it out.',
      )
    : undefined
}

/** `- name: x` alone was stored as an empty directory, which no applier owns. */
function volumeSource({ change, mode, written }: Context): Words | undefined {
  const index = change.steps.indexOf('volumes')
  const name = /^\[name=(.*)\]$/.exec(change.path[index + 1] ?? '')?.[1]
  if (mode !== 'server-side' || index < 0 || change.path.length <= index + 2) return undefined
  const of = (object: KubernetesObject): Readonly<Record<string, unknown>> | undefined =>
    mappings(workloadOf(object)?.podSpec.volumes).find((volume) => volume.name === name)
  const before = of(written.before)
  return before !== undefined && Object.keys(before).length === 1 && of(written.after) !== undefined
    ? refused(
        `${change.steps.slice(0, index + 2).join('.')}: Forbidden: may not specify more than 1 volume type`,
        'The volume had no source, so the server stored emptyDir, which server-side apply does not own and so does not remove.',
      )
    : undefined
}

const template = (at: string, source = revisions): readonly Rule[] => [
  { at, verdict: accountRemoved, source: 'github.com/kubernetes/kubernetes/issues/72519' },
  { at, verdict: volumeSource, source: 'pkg/apis/core/validation/validation.go; run on 1.36.3' },
  { at, verdict: newTemplate, source },
]

/** From, to, order, and what becomes of the volumes. */
function newReplicas(context: Context): Words {
  const { before, after, mode, worlds, written } = context
  const from = replicasOf(before)
  const to = replicasOf(after)
  const scaler = autoscalerOf(worlds.after, after)
  if (valueAt(written.after, ['spec', 'replicas']) === undefined) {
    if (scaler && autoscalerOf(worlds.before, before) && mode === 'server-side')
      return inPlace(
        `The autoscaler ${scaler.metadata.name} keeps the number that it has set; where it has set none, replicas becomes 1.`,
      )
    const trap = scaler
      ? ` HorizontalPodAutoscaler/${scaler.metadata.name} raises it again later.`
      : ' Nothing else sets the number.'
    return { class: 'scale', why: `${from} → ${to}: leaving replicas out means 1.${trap}` }
  }
  const note = scaler
    ? ` HorizontalPodAutoscaler/${scaler.metadata.name} sets the number too: each sync puts it back to ${to}.`
    : ''
  if (to === 0) return { class: 'outage', why: `${from} → 0: no pod is left.${volumesOf(before, 0, from)}` }
  const quorum = quorumVerdict(workloadOf(after), from, to, worlds.after)
  if (quorum) return { class: quorum.class, why: quorum.why }
  if (after.kind !== 'StatefulSet') return { class: 'scale', why: `${from} → ${to}.${note}` }
  const name = after.metadata.name
  const start = numberAt(after, 'spec', 'ordinals', 'start') ?? 0
  const parallel = textAt(after, 'spec', 'podManagementPolicy') === 'Parallel'
  if (to > from)
    return {
      class: 'scale',
      why: `${from} → ${to}: ${listed(name, start + from, start + to - 1)} ${to - from === 1 ? 'starts' : parallel ? 'start at once' : 'start one after the other'}${hasClaims(after) ? ', each with a new volume, or with the one that an earlier scale-down left' : ''}.${note}`,
    }
  const removed = `${from} → ${to}: ${listed(name, start + from - 1, start + to)} end, the highest first.`
  const deletes =
    textAt(after, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') === 'Delete' && hasClaims(after)
  return deletes
    ? {
        class: 'data-loss',
        why: `${removed} persistentVolumeClaimRetentionPolicy.whenScaled is Delete: their volumes are deleted.`,
      }
    : { class: 'scale', why: `${removed}${volumesOf(after, to, from)}${note}` }
}

const hasClaims = (object: KubernetesObject): boolean =>
  mappings(valueAt(object, ['spec', 'volumeClaimTemplates'])).length > 0

const listed = (name: string, from: number, to: number): string =>
  from === to
    ? `${name}-${from}`
    : Math.abs(from - to) === 1
      ? `${name}-${from} and ${name}-${to}`
      : `${name}-${from} to ${name}-${to}`

function volumesOf(object: KubernetesObject, to: number, from: number): string {
  if (object.kind !== 'StatefulSet' || !hasClaims(object)) return ''
  const claims = mappings(valueAt(object, ['spec', 'volumeClaimTemplates'])).map((claim) =>
    textAt(claim, 'metadata', 'name'),
  )
  const start = numberAt(object, 'spec', 'ordinals', 'start') ?? 0
  return ` The claims ${claims.map((claim) => listed(`${claim}-${object.metadata.name}`, start + to, start + from - 1)).join(', ')} stay with their data.`
}

const selectorRefused = (what: string): Rule => ({
  at: '/spec/selector/**',
  verdict: ({ after, worlds }) => {
    const orphans = selectedBy(worlds.before, after, valueAt(after, ['spec', 'selector', 'matchLabels'])).length === 0
    return refused(
      `spec.selector: Invalid value: ${shown(valueAt(after, ['spec', 'selector']))}: field is immutable`,
      `The selector of a ${what} cannot change.${orphans ? ' The pods that run have other labels: a new object with this selector does not adopt them.' : ''}`,
    )
  },
  source: `${apps}:709-714, 386-406, 763-769`,
})

const statefulSetRefused =
  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"

/** revisionHistoryLimit may change since 1.33, and the message names it since then. */
const statefulSetMessage = (version: string): string =>
  before133(version) ? statefulSetRefused.replace(" 'revisionHistoryLimit',", '') : statefulSetRefused
const before133 = (version: string): boolean => Number(version.split('.')[1]) < 33

const recreateTrap: Rule = {
  at: '/spec/strategy/**',
  verdict: ({ after, written, mode }) =>
    mode === 'server-side' &&
    textAt(after, 'spec', 'strategy', 'type') === 'Recreate' &&
    valueAt(written.before, ['spec', 'strategy', 'rollingUpdate']) === undefined &&
    valueAt(written.before, ['spec', 'strategy', 'type']) !== 'Recreate'
      ? refused(
          "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
          'The server filled in rollingUpdate, which server-side apply does not own and so does not remove. Client-side apply removes it.',
        )
      : undefined,
  source: 'staging/src/k8s.io/api/apps/v1/types.go:396; kubernetes#24198',
}

const onDeleteTrap: Rule = {
  at: '/spec/updateStrategy/**',
  verdict: ({ after, written, mode }) =>
    mode !== 'replace' &&
    textAt(after, 'spec', 'updateStrategy', 'type') === 'OnDelete' &&
    valueAt(written.before, ['spec', 'updateStrategy', 'rollingUpdate']) === undefined &&
    valueAt(written.before, ['spec', 'updateStrategy', 'type']) !== 'OnDelete'
      ? refused(
          'spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":0,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\'',
          'The server filled in rollingUpdate, which no way of applying owns and so none removes. Write rollingUpdate: {partition: 0} in one commit, and OnDelete without it in the next.',
        )
      : undefined,
  source: `${apps}; run on 1.36.3`,
}

const outsideTemplate = (at: string, why: string, source: string): Rule => ({ at, verdict: inPlace(why), source })

const jobRefused = (field: string): Rule => ({
  at: `/spec/${field}/**`,
  verdict: ({ after }) =>
    refused(
      `spec.${field}: Invalid value: ${shown(valueAt(after, ['spec', field]))}: field is immutable`,
      'A Job keeps what it began with.',
    ),
  source: 'pkg/apis/batch/validation/validation.go:623-676',
})

const scheduling = ['nodeSelector', 'affinity', 'tolerations', 'schedulingGates', 'nodeName']

function suspendedJob({ before, change, version }: Context): Words | undefined {
  if (valueAt(before, ['spec', 'suspend']) !== true) return undefined
  const [, , part, field, , below] = change.steps
  const isScheduling = (part === 'spec' && scheduling.includes(field ?? '')) || part === 'metadata'
  const isResources = field === 'containers' && below === 'resources' && Number(version.split('.')[1]) >= 36
  return isScheduling || isResources
    ? inPlace('The Job is suspended and has not started: it starts with this.')
    : undefined
}

const replaceRefused: Rule = {
  at: '/**',
  verdict: ({ mode }) =>
    mode === 'replace'
      ? refused(
          'spec.selector: Required value; spec.template.metadata.labels: Invalid value',
          'A replace lacks the selector and labels that the server generated, so every change of a Job is refused.',
        )
      : undefined,
  source: 'run on 1.36.3; fluxcd/flux2#2386',
}

const podMessage =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
const podSource = 'pkg/apis/core/validation/validation.go:5701-5844'

function podContainers({ before, after }: Context): Words {
  const count = (object: KubernetesObject, field: string): number => mappings(valueAt(object, ['spec', field])).length
  const differs = ['containers', 'initContainers'].some((field) => count(before, field) !== count(after, field))
  return differs
    ? refused('spec.containers: Forbidden: pod updates may not add or remove containers', 'A pod keeps its containers.')
    : refused(podMessage, 'A pod that runs is mostly immutable.')
}

const isAddition = ({ change }: Context): boolean => change.before === undefined

export const workloadRules: Readonly<Record<string, readonly Rule[]>> = {
  'apps/Deployment': [
    selectorRefused('Deployment'),
    ...template('/spec/template/**'),
    { at: '/spec/replicas', verdict: newReplicas, source: revisions },
    recreateTrap,
    {
      at: '/spec/paused',
      verdict: ({ after }) =>
        valueAt(after, ['spec', 'paused']) === true
          ? inPlace('New templates roll no pod until it is resumed.')
          : { class: 'restart', why: 'The Deployment resumes: templates that changed meanwhile roll out now.' },
      source: 'pkg/controller/deployment/deployment_controller.go',
    },
    outsideTemplate(
      '/spec/**',
      'It is outside the pod template: no pod restarts; the next roll-out follows it.',
      revisions,
    ),
  ],
  'apps/StatefulSet': [
    ...template('/spec/template/**'),
    { at: '/spec/replicas', verdict: newReplicas, source: 'pkg/controller/statefulset/stateful_set_control.go' },
    {
      at: '/spec/ordinals/**',
      verdict: ({ before, after }) => {
        const [from, to] = [before, after].map((object) => numberAt(object, 'spec', 'ordinals', 'start') ?? 0) as [
          number,
          number,
        ]
        const replicas = replicasOf(after)
        if (Math.abs(from - to) >= replicas)
          return {
            class: 'outage',
            why: `The ordinals start at ${to} and not ${from}: new pods ${listed(after.metadata.name, to, to + replicas - 1)} with empty volumes take the place of all old ones, whose claims stay.`,
          }
        return {
          class: 'recreate',
          why: `The ordinals start at ${to} and not ${from}: pods get new names, and new ones begin with empty volumes; the old claims stay.`,
        }
      },
      source: 'run on 1.36.3',
    },
    onDeleteTrap,
    {
      at: '/spec/updateStrategy/**',
      verdict: (context) => {
        const strategy = (object: KubernetesObject): string =>
          textAt(object, 'spec', 'updateStrategy', 'type') ?? 'RollingUpdate'
        if (strategy(context.before) !== 'RollingUpdate' && strategy(context.after) === 'RollingUpdate')
          return {
            class: 'restart',
            why: `Pods that still have an older template are replaced now. ${newTemplate(context).why}`,
          }
        const partition = (object: KubernetesObject): number =>
          numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
        return partition(context.after) < partition(context.before)
          ? {
              class: 'restart',
              why: `The partition falls from ${partition(context.before)} to ${partition(context.after)}: pods at and above it that still have an older template are replaced now.`,
            }
          : inPlace('It counts for the next roll-out.')
      },
      source: 'pkg/controller/statefulset/stateful_set_control.go',
    },
    {
      at: '/spec/persistentVolumeClaimRetentionPolicy/**',
      verdict: ({ change }) =>
        inPlace(
          change.after === 'Delete'
            ? `From now on the volumes are deleted ${change.steps.at(-1) === 'whenScaled' ? 'when replicas falls' : 'with the StatefulSet'}: the controller makes itself the owner of the claims that exist.`
            : 'Claims are kept from now on.',
        ),
      source: 'observed on 1.36.3',
    },
    outsideTemplate('/spec/minReadySeconds', 'It counts for the next roll-out.', `${apps}:238-272`),
    {
      at: '/spec/revisionHistoryLimit',
      verdict: ({ version }) =>
        before133(version)
          ? refused(
              statefulSetMessage(version),
              'revisionHistoryLimit of a StatefulSet may change since Kubernetes 1.33.',
            )
          : inPlace('Old revisions beyond the limit are deleted; no pod restarts.'),
      source: 'kubernetes#130263',
    },
    {
      at: '/spec/volumeClaimTemplates/**',
      verdict: ({ version }) =>
        refused(
          statefulSetMessage(version),
          'The claim templates of a StatefulSet cannot change, not even a label in them; the volumes that exist would not follow either.',
        ),
      source: `${apps}:238-272; kubernetes/enhancements#4650`,
    },
    {
      at: '/spec/**',
      verdict: ({ version, change }) =>
        refused(statefulSetMessage(version), `${change.steps[1]} of a StatefulSet cannot change.`),
      source: `${apps}:238-272`,
    },
  ],
  'apps/DaemonSet': [
    selectorRefused('DaemonSet'),
    ...template('/spec/template/**', 'pkg/controller/daemon/update.go'),
    outsideTemplate('/spec/**', 'It is outside the pod template: no pod restarts.', `${apps}:386-406`),
  ],
  'apps/ReplicaSet': [
    selectorRefused('ReplicaSet'),
    ...template('/spec/template/**'),
    { at: '/spec/replicas', verdict: newReplicas, source: revisions },
    outsideTemplate('/spec/**', 'No pod restarts.', revisions),
  ],
  'batch/Job': [
    replaceRefused,
    { at: '/spec/template/**', verdict: suspendedJob, source: 'pkg/registry/batch/job/strategy.go:185-218' },
    {
      at: '/spec/completions',
      verdict: ({ after }) =>
        textAt(after, 'spec', 'completionMode') === 'Indexed' &&
        numberAt(after, 'spec', 'completions') === numberAt(after, 'spec', 'parallelism')
          ? { class: 'scale', why: 'An indexed Job may change completions together with parallelism.' }
          : refused(
              `spec.completions: Invalid value: ${shown(valueAt(after, ['spec', 'completions']))}: field is immutable`,
              'Only an indexed Job may change completions, together with parallelism and to the same number.',
            ),
      source: 'pkg/apis/batch/validation/validation.go:902-923',
    },
    {
      at: '/spec/parallelism',
      verdict: ({ change }) => ({
        class: 'scale',
        why: `${String(change.before ?? 1)} → ${String(change.after ?? 1)} pods at a time.`,
      }),
      source: 'pkg/controller/job/job_controller.go',
    },
    {
      at: '/spec/suspend',
      verdict: ({ change }) =>
        change.after === true
          ? { class: 'scale', why: 'The Job is suspended: its active pods are deleted.' }
          : { class: 'scale', why: 'The Job starts.' },
      source: 'pkg/controller/job/job_controller.go',
    },
    ...[
      'selector',
      'template',
      'completionMode',
      'podFailurePolicy',
      'backoffLimitPerIndex',
      'managedBy',
      'successPolicy',
      'manualSelector',
    ].map(jobRefused),
    outsideTemplate('/spec/**', 'It may change while the Job runs.', 'pkg/apis/batch/validation/validation.go:623-676'),
  ],
  'batch/CronJob': [
    outsideTemplate(
      '/spec/**',
      'The next run follows it; a run that is under way goes on as it is.',
      'pkg/controller/cronjob',
    ),
  ],
  '/Pod': [
    ...['containers', 'initContainers'].map(
      (field): Rule => ({
        at: `/spec/${field}/*/image`,
        verdict: { class: 'restart', why: 'The kubelet restarts this container in its pod.' },
        source: podSource,
      }),
    ),
    {
      at: '/spec/tolerations/**',
      verdict: (context) =>
        isAddition(context) && !isObject(context.change.before)
          ? inPlace('Tolerations may be added while a pod runs.')
          : undefined,
      source: podSource,
    },
    {
      at: '/spec/activeDeadlineSeconds',
      verdict: ({ change }) =>
        typeof change.after === 'number' && (change.before === undefined || change.after < Number(change.before))
          ? inPlace('A deadline may be set and made shorter.')
          : undefined,
      source: podSource,
    },
    {
      at: '/spec/schedulingGates/**',
      verdict: ({ change }) =>
        change.after === undefined ? inPlace('A gate may be removed: the pod is scheduled.') : undefined,
      source: podSource,
    },
    { at: '/spec/containers/**', verdict: podContainers, source: podSource },
    { at: '/spec/initContainers/**', verdict: podContainers, source: podSource },
    { at: '/spec/**', verdict: refused(podMessage, 'A pod that runs is mostly immutable.'), source: podSource },
  ],
}
