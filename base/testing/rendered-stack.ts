import { unshardedName } from '@thanos-gitops/manifest'
import { parseKubernetesYaml } from '@thanos-gitops/manifest/read'
import type { RenderedEnvironment } from '@thanos-gitops/render'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap'
import type { IContainer } from 'kubernetes-models/v1/Container'
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'
import { stackComponents } from './stack.ts'
import type { Variant } from './variants.ts'

export type Workload = IDeployment | IStatefulSet

export interface RenderedObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly annotations?: Readonly<Record<string, string>>
    readonly labels?: Readonly<Record<string, string>>
  }
}

/** The rendered objects of the stack's own components, without those that a team added to the base. */
export interface RenderedStack {
  readonly variant: Variant
  readonly objects: readonly RenderedObject[]
  readonly workloads: readonly Workload[]
  readonly containers: readonly IContainer[]
  /** The containers that read or write blocks. */
  readonly bucketUsers: readonly IContainer[]
  all<T>(...kinds: string[]): readonly T[]
  /** An object by its name, or the first shard by the name that all have in common. Throws if there is none. */
  one<T>(kind: string, name: string): T
  container(name: string): IContainer
  /** A parsed document of a ConfigMap. */
  document<T>(configMap: string, key: string): T
}

export function renderedStack(variant: Variant, { manifests }: RenderedEnvironment): RenderedStack {
  // What is tested is what is written, so the text is read again.
  const objects = manifests
    .filter(({ component }) => stackComponents.has(component))
    .map(({ text }) => readObject(text))
  const all = <T>(...kinds: string[]): T[] => objects.filter(({ kind }) => kinds.includes(kind)) as T[]
  const one = <T>(kind: string, name: string): T =>
    found(
      objects.find((object) => object.kind === kind && [object.metadata.name, unshardedName(object)].includes(name)),
      `${kind}/${name}`,
    ) as T
  const workloads = all<Workload>('Deployment', 'StatefulSet')
  const containers = workloads.flatMap((workload) => podOf(workload).containers)
  return {
    variant,
    objects,
    workloads,
    containers,
    bucketUsers: containers.filter(({ args }) => args?.some((arg) => arg.startsWith('--objstore.config'))),
    all,
    one,
    container: (name) =>
      found(
        containers.find((container) => container.name === name),
        `container ${name}`,
      ),
    document: <T>(configMap: string, key: string) =>
      parseKubernetesYaml(one<IConfigMap>('ConfigMap', configMap).data![key]!) as T,
  }
}

// Most manifests of a variant are those of others: the same text is read once, and all tests get the same object.
const objectByText = new Map<string, RenderedObject>()

function readObject(text: string): RenderedObject {
  let object = objectByText.get(text)
  if (object === undefined) {
    object = parseKubernetesYaml(text) as RenderedObject
    objectByText.set(text, object)
  }
  return object
}

function found<T>(value: T | undefined, title: string): T {
  if (value === undefined) throw new Error(`The variant has no ${title}.`)
  return value
}

export const podOf = (workload: Workload): IPodSpec => workload.spec!.template.spec!
export const podLabelsOf = (workload: Workload): Record<string, string> => workload.spec!.template.metadata!.labels!

/** Whether `matchLabels` select an object with these labels. */
export const selects = (matchLabels: Record<string, string>, labels: Record<string, string>): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value)

/** The value of `--flag=value`. */
export const argument = (container: IContainer, flag: string): string | undefined =>
  container.args!.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1)

/** Of `512MB`, `2Gi` and the like. */
export function bytes(size: string): number {
  const [, amount, unit] = /^(\d+)([KMG])i?B?$/.exec(size)!
  return Number(amount) * 1024 ** ('KMG'.indexOf(unit!) + 1)
}

/** Of `24h` or `7d`. */
export const hours = (duration: string): number => Number.parseInt(duration, 10) * (duration.endsWith('d') ? 24 : 1)

export const isThanos = ({ image }: IContainer): boolean => image!.includes('/thanos:')
