// The objects are applied, the pods are ready, Prometheus reaches everything.
import type { LiveObject } from '../../kubectl.ts'
import { workloadsIn } from '../clone.ts'
import { nodeName } from '../node/network.ts'
import { type Check, eventually, expectThat, prometheusApi, type Stack } from './check.ts'

export const podChecks: readonly Check[] = [
  {
    title: 'applies the whole folder at the first attempt',
    async run({ applied: { ok, stdout, stderr } }) {
      expectThat(ok, stderr)
      expectThat(stderr.trim() === '', stderr)
      return `${stdout.trim().split('\n').length} objects, no warning`
    },
  },
  { title: 'has ready pods only', run: seeReadyPods },
  { title: 'has targets that are up only', run: seeTargets },
]

const isReady = ({ status }: LiveObject): boolean =>
  (status?.conditions as readonly { type: string; status: string }[] | undefined)?.some(
    ({ type, status: value }) => type === 'Ready' && value === 'True',
  ) === true

async function seeReadyPods(stack: Stack): Promise<string> {
  const workloads = workloadsIn(stack.clone.manifests)
  const expected = workloads.reduce((total, { spec }) => total + (spec.replicas ?? 1), 0)
  const namespaces = new Set(workloads.map(({ metadata }) => metadata.namespace))
  return eventually(420, async () => {
    stack.node.check()
    const all = await stack.kubectl.list(['pods', '--all-namespaces'])
    const pods = all.filter(({ metadata }) => namespaces.has(metadata.namespace))
    const waiting = pods.filter((pod) => !isReady(pod)).map(stateOf)
    expectThat(
      waiting.length === 0 && pods.length === expected,
      `${pods.length} of ${expected} pods; ${waiting.join('; ')}`,
    )
    const seconds = Math.round((Date.now() - stack.applied.time) / 1000)
    const restarts = pods.reduce((total, pod) => total + restartsOf(pod), 0)
    return `${pods.length} of ${expected} ready ${seconds} s after they were applied, ${restarts} restarts`
  })
}

interface ContainerStatus {
  readonly name: string
  readonly ready: boolean
  readonly restartCount: number
  readonly state: Readonly<Record<string, { readonly reason?: string; readonly message?: string }>>
}

const containersOf = ({ status }: LiveObject): readonly ContainerStatus[] =>
  (status?.containerStatuses as readonly ContainerStatus[] | undefined) ?? []

export const restartsOf = (pod: LiveObject): number =>
  containersOf(pod).reduce((total, { restartCount }) => total + restartCount, 0)

function stateOf(pod: LiveObject): string {
  const reasons = containersOf(pod)
    .filter(({ ready }) => !ready)
    .flatMap(({ name, state }) => Object.values(state).map(({ reason = 'not ready' }) => `${name} ${reason}`))
  return `${pod.metadata.name}: ${reasons.join(', ') || String(pod.status?.phase)}`
}

async function seeTargets(stack: Stack): Promise<string> {
  const pods = (await stack.kubectl.list(['pods', `--namespace=${stack.namespace}`])).filter(({ metadata }) =>
    /^prometheus-\d+$/.test(metadata.name),
  )
  const seen: string[] = []
  for (const { metadata } of pods) seen.push(await eventually(240, () => targetsOf(stack, metadata.name)))
  return [...new Set(seen)].join('; ')
}

async function targetsOf(stack: Stack, pod: string): Promise<string> {
  const targets = await prometheusApi(stack, pod).targets()
  const down = targets.filter(({ health }) => health !== 'up')
  expectThat(
    down.length === 0,
    `${pod}: ${down.map(({ scrapePool, scrapeUrl, health, lastError }) => `${scrapePool} ${scrapeUrl} ${health} ${lastError}`).join('; ')}`,
  )
  const counts = Map.groupBy(targets, ({ scrapePool }) => scrapePool)
  const pools = [...counts].map(([pool, ofPool]) => `${pool} ${ofPool.length}`)
  expectThat(counts.has('kubelet') && counts.has('thanos'), `${pod} on ${nodeName} has no targets: ${pools.join(', ')}`)
  return `${targets.length} of ${targets.length} up (${pools.join(', ')})`
}
