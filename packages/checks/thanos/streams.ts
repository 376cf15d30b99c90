// The identity of each pod that writes series: its labels with the values that the pod has.
import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Container, lastValue, type Program, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { bucketOf } from './bucket.ts'
import { isRouter, usesObjectStorage } from './components.ts'
import { type Writer, writersIn } from './labels.ts'
import { configurationOf, sidecarPairs, variablesOf } from './prometheus.ts'

/** The series of one pod. */
export interface Stream {
  readonly writer: Writer
  /** The labels by name, with the values of the pod: `prometheus_replica` → `prometheus-0`. */
  readonly labels: ReadonlyMap<string, string>
  /** Where the series of several writers meet: buckets, and addresses of remote write. */
  readonly sinks: readonly Sink[]
}

export interface Sink {
  readonly kind: 'bucket' | 'remote write' | 'query'
  /** Equal for streams that meet. */
  readonly id: string
}

/** The streams of all pods, up to 1000 of each workload. Pods without external labels are not included. */
export const streamsIn = perContext((context): readonly Stream[] =>
  writersIn(context).flatMap((writer) => {
    const sinks = sinksOf(context, writer.program)
    if (writer.labels.length === 0 || sinks.length === 0) return []
    const container = containerOfLabels(context, writer.program)
    return podsOf(writer.program.container.workload).map((pod) => ({
      writer,
      labels: new Map(writer.labels.map(({ name, text }) => [name, valueInPod(container, text, pod)])),
      sinks,
    }))
  }),
)

/** The container whose variables the labels contain: the sidecar that writes the configuration, or the program itself. */
const containerOfLabels = (context: CheckContext, program: Program): Container =>
  (program.name === 'prometheus' ? configurationOf(context, program)?.filledInBy : undefined) ?? program.container

const uploadersOf = perContext(
  (context) => new Map(sidecarPairs(context).map(({ prometheus, sidecar }) => [prometheus, sidecar])),
)

function sinksOf(context: CheckContext, program: Program): Sink[] {
  if (isRouter(program)) return []
  const uploader = program.name === 'prometheus' ? uploadersOf(context).get(program) : program
  const bucket = uploader && usesObjectStorage(uploader) ? bucketOf(context, uploader) : undefined
  return [
    ...(bucket === undefined ? [] : [{ kind: 'bucket' as const, id: bucket }]),
    ...(uploader && bucket === undefined ? [{ kind: 'query' as const, id: program.container.workload.namespace }] : []),
    ...remoteWriteUrls(context, program).map((id) => ({ kind: 'remote write' as const, id })),
  ]
}

const remoteWriteUrls = (context: CheckContext, program: Program): string[] =>
  program.name === 'prometheus'
    ? listOf(mappingOf(configurationOf(context, program)?.document.value).remote_write)
        .map(mappingOf)
        // Relabelling can make labels differ.
        .filter(({ write_relabel_configs: relabelling }) => relabelling === undefined)
        .flatMap(({ url }) => (typeof url === 'string' ? [url] : []))
    : []

interface Pod {
  /** The name of a pod of a StatefulSet; for other kinds a name that is unique in the cluster. */
  readonly name: string
  readonly ordinal: number
}

const mostPods = 1000

function podsOf({ kind, name, namespace, replicas }: Workload): Pod[] {
  // Of a DaemonSet or a Job, two pods stand for all.
  const count = Math.min(replicas ?? 2, mostPods)
  return Array.from({ length: count }, (_, ordinal) => ({
    name: kind === 'StatefulSet' ? `${name}-${ordinal}` : `${namespace}/${kind}/${name}/${ordinal}`,
    ordinal,
  }))
}

/** A value in which nothing distinguishes pods of which the manifests show no difference. */
function valueInPod(container: Container, text: string, pod: Pod): string {
  const plain = text.replace(/^"([^]*)"$/, '$1').replace(/^`([^]*)`$/, '$1')
  return variablesOf(plain).reduce(
    (value, { name }) =>
      value.replaceAll(new RegExp(`\\$\\(${name}\\)|\\$\\{${name}\\}|\\$${name}\\b`, 'g'), () =>
        variableInPod(container, name, pod),
      ),
    plain,
  )
}

function variableInPod(container: Container, name: string, pod: Pod): string {
  const { workload } = container
  const unique = `${workload.namespace}/${workload.kind}/${workload.name}/${pod.ordinal}`
  const variable = container.environment.find((entry) => entry.name === name)
  if (variable === undefined) return name === 'HOSTNAME' ? pod.name : unique
  if (variable.value !== undefined) return variable.value
  if (variable.from) return `${workload.namespace} ${variable.from.kind}/${variable.from.name}/${variable.from.key}`
  switch (variable.field) {
    case 'metadata.name':
    case "metadata.labels['statefulset.kubernetes.io/pod-name']":
      return pod.name
    case 'metadata.namespace':
      return workload.namespace
    case "metadata.labels['apps.kubernetes.io/pod-index']":
      return String(pod.ordinal)
    default:
      return unique
  }
}

/** The labels as Prometheus writes them, in the order of their names: `{cluster="one", replica="a"}`. */
export const labelsText = ({ labels }: Stream): string =>
  `{${[...labels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}}`

/** Of a receiver: the label that distinguishes its tenants. Blocks of Prometheus and rulers have none. */
export const tenantLabelOf = (program: Program): string =>
  program.command === 'receive' ? (lastValue(program, 'receive.tenant-label-name') ?? 'tenant_id') : ''
