// Patches that make an environment fit one small node, and make visible within minutes what takes hours.

export interface Operation {
  readonly op: 'add' | 'replace'
  readonly path: string
  readonly value: unknown
}

export interface Patch {
  readonly target: { readonly kind: string; readonly name: string }
  readonly patch: readonly Operation[]
}

interface Container {
  readonly name: string
  readonly args?: readonly string[]
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> }
}

/** What the patches read of a workload. */
export interface Workload {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec: {
    readonly replicas?: number
    readonly volumeClaimTemplates?: readonly { readonly spec: { readonly storageClassName?: string } }[]
    readonly template: { readonly spec: { readonly containers: readonly Container[] } }
  }
}

const smallRequests = { cpu: '10m', memory: '32Mi' } as const

/** The compactor leaves a block alone for 30 minutes after its upload, and the store gateway looks for new blocks every 15 minutes. */
export const quickArguments: Readonly<Record<string, readonly string[]>> = {
  'thanos-compact': ['--consistency-delay=1m', '--wait-interval=1m'],
  'thanos-store': ['--sync-block-duration=30s'],
}

export const patchesFor = (workloads: readonly Workload[]): readonly Patch[] =>
  workloads
    .map((workload) => ({
      target: { kind: workload.kind, name: workload.metadata.name },
      patch: [...replicasOf(workload), ...workload.spec.template.spec.containers.flatMap(containerOperations)],
    }))
    .filter(({ patch }) => patch.length > 0)

/** One replica less where there are three or more: two are needed to see duplicates. */
const replicasOf = ({ spec: { replicas = 1 } }: Workload): readonly Operation[] =>
  replicas < 3 ? [] : [{ op: 'replace', path: '/spec/replicas', value: replicas - 1 }]

function containerOperations({ name, args = [], resources }: Container): readonly Operation[] {
  const path = `/spec/template/spec/containers/[name=${name}]`
  const requests = Object.entries(smallRequests)
    .filter(([resource]) => resources?.requests?.[resource] !== undefined)
    .map(([resource, value]) => ({ op: 'replace' as const, path: `${path}/resources/requests/${resource}`, value }))
  const added = (quickArguments[name] ?? [])
    .filter((argument) => !args.some((existing) => existing.startsWith(`${argument.split('=')[0]}=`)))
    .map((value) => ({ op: 'add' as const, path: `${path}/args/-`, value }))
  return [...requests, ...added]
}
