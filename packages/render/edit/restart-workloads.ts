import {
  Failure,
  factsOf,
  type KubernetesObject,
  labelOf,
  nearest,
  unshardedName,
  valueAt,
} from '@thanos-gitops/manifest'
import type { RenderedEnvironment } from '../render.ts'

/** Names of workloads, each as `NAME` or `KIND/NAME`, or all workloads of the environment. */
export type WorkloadChoice = readonly string[] | 'all'

/** The kinds whose controllers replace pods when their template changes. */
const restartedKinds = ['Deployment', 'StatefulSet', 'DaemonSet']

const isRestarted = ({ kind }: KubernetesObject): boolean => restartedKinds.includes(kind)
const hasNoPods = (object: KubernetesObject): boolean => valueAt(object, ['spec', 'replicas']) === 0

/**
 * The workloads of an environment with these names, sorted by kind and name.
 * @throws Failure with all wrong names
 */
export function chosenWorkloads(
  { environment, manifests }: RenderedEnvironment,
  choice: WorkloadChoice,
): readonly KubernetesObject[] {
  const objects = manifests.map(({ object }) => object)
  const all = objects.filter(isRestarted)
  if (choice === 'all') return requireSome(all.filter((object) => !hasNoPods(object)).sort(byLabel), environment.name)
  const found = choice.flatMap((name) => {
    const shards = all.filter((object) => isShardNamed(object, name) && !hasNoPods(object))
    return shards.length > 0 ? shards : workloadNamed(name, objects, all, environment.name)
  })
  const problems = found.filter((one): one is Problem => 'problem' in one)
  if (problems.length > 0)
    throw new Failure(problems.map(({ problem }) => ({ code: 'workload-unknown', severity: 'error', ...problem })))
  return [...new Set(found as readonly KubernetesObject[])].sort(byLabel)
}

/** Whether a name is what all shards of a workload have in common. */
function isShardNamed(object: KubernetesObject, name: string): boolean {
  const unsharded = unshardedName(object)
  return unsharded !== object.metadata.name && [unsharded, `${object.kind}/${unsharded}`].includes(name)
}

const byLabel = (a: KubernetesObject, b: KubernetesObject): number => (labelOf(a) < labelOf(b) ? -1 : 1)

function requireSome(workloads: readonly KubernetesObject[], environment: string): readonly KubernetesObject[] {
  if (workloads.length > 0) return workloads
  throw new Failure({
    code: 'workload-unknown',
    severity: 'error',
    message: `${environment} has no workload with pods.`,
    remedy: `List its objects with: npx thanos-gitops list ${environment}`,
  })
}

interface Problem {
  readonly problem: { readonly message: string; readonly remedy: string }
}

function workloadNamed(
  name: string,
  objects: readonly KubernetesObject[],
  all: readonly KubernetesObject[],
  environment: string,
): KubernetesObject | Problem {
  const isNamed = (object: KubernetesObject): boolean =>
    name.includes('/') ? labelOf(object).toLowerCase() === name.toLowerCase() : object.metadata.name === name
  const [workload, ...others] = all.filter(isNamed)
  const list = `Workloads: ${all.map(labelOf).sort().join(', ')}.`
  if (others.length > 0)
    return problem(
      `${name} is the name of several workloads of ${environment}.`,
      `Name one with its kind: ${[workload!, ...others].map(labelOf).join(', ')}.`,
    )
  if (workload !== undefined)
    return hasNoPods(workload)
      ? problem(
          `${labelOf(workload)} of ${environment} has no pods: replicas is 0.`,
          'Leave it out. Its pods use the current template when they start.',
        )
      : workload
  const other = objects.find(isNamed)
  if (other !== undefined) return problem(withoutRestart(other, environment), list)
  const near = nearestWorkload(name, all)
  return problem(`${environment} has no workload ${name}.`, near === undefined ? list : `Did you mean ${near}?`)
}

/** The label of a workload with the same name and another kind, or the most similar name or label. */
function nearestWorkload(name: string, all: readonly KubernetesObject[]): string | undefined {
  if (!name.includes('/'))
    return nearest(
      name,
      all.map(({ metadata }) => metadata.name),
    )
  const same = all.find(({ metadata }) => metadata.name === name.slice(name.indexOf('/') + 1))
  return same === undefined ? nearest(name, all.map(labelOf)) : labelOf(same)
}

const withoutRestart = (object: KubernetesObject, environment: string): string =>
  factsOf(object.kind).podSpec === undefined
    ? `${labelOf(object)} of ${environment} has no pods.`
    : `${labelOf(object)} of ${environment} does not replace its pods when its template changes.`

const problem = (message: string, remedy: string): Problem => ({ problem: { message, remedy } })
