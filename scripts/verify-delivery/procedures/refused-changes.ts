// Changes that the API server refuses, one for each kind of runbook that recreates an object, and what the runbooks promise.
import { type Execution, isReplaced, isSame } from './execution.ts'
import { component } from './extra-objects.ts'

export interface RefusedChange {
  readonly name: string
  /** The identifier of the runbook that `diff` must print. */
  readonly runbook: string
  /** `StatefulSet/thanos-store` */
  readonly object: string
  readonly operations: readonly object[]
  /** Returns what the check compares. It runs before the first command. */
  readonly observe: (execution: Execution) => Promise<unknown>
  /** Records broken promises. It runs after the last command, when the tool is synced and healthy. */
  readonly check: (execution: Execution, before: unknown) => Promise<void>
}

type Pods = ReadonlyMap<string, string>

const label = 'app.kubernetes.io~1generation'
const podsOf = (name: string) => (execution: Execution) => execution.pods(`${name}-`)

/** The new label is part of the selector and of the pods, so that the old pods do not match. */
const newSelector = [
  { op: 'add', path: `/spec/selector/matchLabels/${label}`, value: 'two' },
  { op: 'add', path: `/spec/template/metadata/labels/${label}`, value: 'two' },
]

async function expectSamePods(execution: Execution, name: string, before: unknown): Promise<void> {
  execution.expect(isSame(before as Pods, await podsOf(name)(execution)), `a pod of ${name} was replaced`)
}

async function expectNewPods(execution: Execution, name: string, before: unknown): Promise<void> {
  const after = await podsOf(name)(execution)
  execution.expect(
    isReplaced(before as Pods, after) && after.size === (before as Pods).size,
    `the pods of ${name} are ${[...after.keys()].join(', ')}`,
  )
}

const read = async (execution: Execution, type: string, name: string, path: string): Promise<string> =>
  execution.rig.kubectl.text(['get', type, name, `--namespace=${execution.rig.namespace}`, '-o', `jsonpath=${path}`])

/** How many pods of a name were ready at least, from a position of the log on. */
export function leastReady(execution: Execution, name: string, mark: number, start: Pods): number {
  const ready = new Set(start.values())
  let least = ready.size
  for (const { pod, uid, kind, namespace } of execution.rig.pods.since(mark)) {
    if (!pod.startsWith(`${name}-`) || namespace !== execution.rig.namespace) continue
    if (kind === 'ready') ready.add(uid)
    if (kind === 'deleting' || kind === 'deleted') ready.delete(uid)
    least = Math.min(least, ready.size)
  }
  return least
}

/** In the order of the waves: a wave of Flux does not continue while an earlier one is suspended. */
export const refusedChanges: readonly RefusedChange[] = [
  {
    name: 'recreate-binding',
    runbook: 'recreate-binding',
    object: 'ClusterRoleBinding/kube-monitor-prometheus',
    operations: [{ op: 'replace', path: '/roleRef/name', value: 'view' }],
    observe: async () => undefined,
    async check(execution) {
      const role = await read(execution, 'clusterrolebinding', 'kube-monitor-prometheus', '{.roleRef.name}')
      execution.expect(role === 'view', `the binding has the role ${role}`)
    },
  },
  {
    name: 'recreate-service',
    runbook: 'recreate-service',
    object: 'Service/thanos-query-frontend',
    operations: [{ op: 'add', path: '/spec/clusterIP', value: 'None' }],
    observe: podsOf('thanos-query-frontend'),
    async check(execution) {
      const address = await read(execution, 'service', 'thanos-query-frontend', '{.spec.clusterIP}')
      execution.expect(address === 'None', `the Service has the address ${address}`)
    },
  },
  {
    name: 'change-selector-of-daemon-set',
    runbook: 'change-selector',
    object: `DaemonSet/${component}`,
    operations: newSelector,
    observe: podsOf(component),
    check: (execution, before) => expectNewPods(execution, component, before),
  },
  {
    name: 'replace-job',
    runbook: 'recreate-once',
    object: `Job/${component}-job`,
    operations: [{ op: 'replace', path: '/spec/template/spec/containers/0/args', value: ['two'] }],
    observe: (execution) => read(execution, 'job', `${component}-job`, '{.metadata.uid}'),
    async check(execution, before) {
      const uid = await read(execution, 'job', `${component}-job`, '{.metadata.uid}')
      execution.expect(uid !== before, 'the Job was not replaced')
    },
  },
  {
    name: 'enlarge-volumes',
    runbook: 'enlarge-volumes',
    object: 'StatefulSet/alertmanager',
    operations: [{ op: 'replace', path: '/spec/volumeClaimTemplates/0/spec/resources/requests/storage', value: '7Gi' }],
    observe: podsOf('alertmanager'),
    async check(execution, before) {
      await expectSamePods(execution, 'alertmanager', before)
      const claims = await execution.rig.kubectl.list(['pvc', `--namespace=${execution.rig.namespace}`])
      const sizes = claims
        .filter(({ metadata: { name } }) => name.startsWith('data-alertmanager-'))
        .map(({ status }) => (status?.capacity as { storage?: string } | undefined)?.storage)
      execution.expect(
        sizes.length === (before as Pods).size && sizes.every((size) => size === '7Gi'),
        `the volumes of alertmanager have ${sizes.join(', ')}`,
      )
      const path = '{.spec.volumeClaimTemplates[0].spec.resources.requests.storage}'
      execution.expect(
        (await read(execution, 'statefulset', 'alertmanager', path)) === '7Gi',
        'a new replica gets the old size',
      )
    },
  },
  {
    name: 'recreate-stateful-set',
    runbook: 'recreate-stateful-set',
    object: 'StatefulSet/prometheus',
    operations: [{ op: 'replace', path: '/spec/podManagementPolicy', value: 'OrderedReady' }],
    observe: podsOf('prometheus'),
    async check(execution, before) {
      await expectSamePods(execution, 'prometheus', before)
      const policy = await read(execution, 'statefulset', 'prometheus', '{.spec.podManagementPolicy}')
      execution.expect(policy === 'OrderedReady', `the policy of the pods is ${policy}`)
    },
  },
  {
    name: 'change-selector-of-stateful-set',
    runbook: 'recreate-stateful-set',
    object: 'StatefulSet/thanos-store',
    operations: newSelector,
    async observe(execution) {
      return { pods: await podsOf('thanos-store')(execution), mark: execution.rig.pods.mark() }
    },
    async check(execution, state) {
      const { pods, mark } = state as { pods: Pods; mark: number }
      await expectNewPods(execution, 'thanos-store', pods)
      execution.expect(
        leastReady(execution, 'thanos-store', mark, pods) >= pods.size - 1,
        'more than one pod was away at once',
      )
    },
  },
  {
    name: 'replace-volumes',
    runbook: 'replace-volumes',
    object: 'StatefulSet/thanos-rule',
    operations: [{ op: 'replace', path: '/spec/volumeClaimTemplates/0/spec/storageClassName', value: 'standard' }],
    async observe(execution) {
      const volumes = await volumesOf(execution, 'data-thanos-rule-')
      return { volumes, pods: await podsOf('thanos-rule')(execution), mark: execution.rig.pods.mark() }
    },
    async check(execution, state) {
      const { volumes, pods, mark } = state as { volumes: readonly string[]; pods: Pods; mark: number }
      await expectNewPods(execution, 'thanos-rule', pods)
      const claims = await execution.rig.kubectl.list(['pvc', `--namespace=${execution.rig.namespace}`])
      const classes = claims
        .filter(({ metadata: { name } }) => name.startsWith('data-thanos-rule-'))
        .map((claim) => (claim as unknown as { spec: { storageClassName: string } }).spec.storageClassName)
      execution.expect(
        classes.every((one) => one === 'standard'),
        `the claims have the classes ${classes.join(', ')}`,
      )
      execution.expect(
        leastReady(execution, 'thanos-rule', mark, pods) >= pods.size - 1,
        'more than one pod was away at once',
      )
      const left = await execution.rig.kubectl.list(['pv'])
      const kept = left.filter(({ metadata: { name } }) => volumes.includes(name))
      execution.expect(kept.length === volumes.length, `${kept.length} of ${volumes.length} old volumes still exist`)
    },
  },
  {
    name: 'widen-selector',
    runbook: 'change-selector',
    object: 'Deployment/thanos-query-frontend',
    // The pods have this label already.
    operations: [{ op: 'add', path: '/spec/selector/matchLabels/app.kubernetes.io~1part-of', value: 'thanos' }],
    observe: podsOf('thanos-query-frontend'),
    check: (execution, before) => expectSamePods(execution, 'thanos-query-frontend', before),
  },
  {
    name: 'change-selector',
    runbook: 'change-selector',
    object: 'Deployment/thanos-query',
    operations: newSelector,
    async observe(execution) {
      return { pods: await queryPods(execution), mark: execution.rig.pods.mark() }
    },
    async check(execution, state) {
      const { pods } = state as { pods: Pods }
      const after = await queryPods(execution)
      execution.expect(
        isReplaced(pods, after) && after.size === pods.size,
        `the pods are ${[...after.keys()].join(', ')}`,
      )
    },
  },
]

/** Not those of thanos-query-frontend. */
const queryPods = async (execution: Execution): Promise<Pods> => {
  const all = await execution.pods('thanos-query-')
  return new Map([...all].filter(([name]) => !name.startsWith('thanos-query-frontend-')))
}

async function volumesOf(execution: Execution, prefix: string): Promise<readonly string[]> {
  const claims = await execution.rig.kubectl.list(['pvc', `--namespace=${execution.rig.namespace}`])
  return claims
    .filter(({ metadata: { name } }) => name.startsWith(prefix))
    .map((claim) => (claim as unknown as { spec: { volumeName: string } }).spec.volumeName)
}
