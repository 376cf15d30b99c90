import { type Finding, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { readProgram, type Workload } from '@thanos-gitops/workloads'
import type { DiffContext } from '../context.ts'
import { replicasOf } from '../manifest-set.ts'
import type { Pair } from '../pairs.ts'
import { pruningOf } from '../prune.ts'

// Argo CD creates the new stack in its waves, and prunes the old one after the last wave is healthy (PruneLast). Flux: each Kustomization
// applies its part of the new stack and then prunes its part of the old one, before it waits for health.

/** All objects move to another namespace: both stacks run at the same time, for a while or until a person deletes the old one. */
export function namespaceFinding(pairs: readonly Pair[], context: DiffContext): Finding | undefined {
  const moved = pairs.filter(isMoved)
  const workloads = moved.filter((pair) => isInSet(pair.before!.object, context))
  if (workloads.length === 0) return undefined
  const [from, to] = mainMove(workloads)
  const tools = context.delivery.map(({ tool }) => tool)
  const isOrphaned = tools.includes('argo-cd') && workloads.some(({ before }) => isOrphan(before!.object, context))
  const effect = [
    ...(tools.includes('argo-cd') ? [argoCdEffect(isOrphaned, workloads), firstAttempt] : []),
    ...(tools.includes('flux')
      ? [
          'Flux creates each wave in the new namespace and deletes the same wave in the old one at once, without waiting until the new pods are ready.',
        ]
      : []),
  ]
  return {
    code: 'namespace-changes',
    severity: isOrphaned ? 'error' : 'warning',
    message:
      `The namespace changes from ${from} to ${to}. ${effect.join(' ')} ${dataText(moved, from!)}${compactorText(workloads, moved, context)}`.trim(),
    remedy: remedyOf(
      from!,
      isOrphaned,
      compactorsIn(workloads, context),
      moved,
      tools.length > 1 || tools[0] === 'argo-cd',
    ),
  }
}

/** From and to the namespace of the stack, which has most workloads: a component can have one of its own. */
function mainMove(workloads: readonly Pair[]): readonly [from: string, to: string] {
  const namespaces = ({ before, after }: Pair) =>
    [before!.object.metadata.namespace ?? '', after!.object.metadata.namespace ?? ''] as const
  const groups = [...Map.groupBy(workloads, (pair) => namespaces(pair).join()).values()]
  return namespaces(groups.reduce((most, group) => (group.length > most.length ? group : most))[0]!)
}

/** The application is compared at once, and its project is updated by another application. Seen with Argo CD 3.5.7. */
const firstAttempt =
  'Its first attempt can fail with "is not permitted in project"; it tries again after 10 seconds, when the project is updated.'

const isMoved = ({ status, before, after }: Pair): boolean =>
  status === 'renamed' &&
  before.object.metadata.name === after.object.metadata.name &&
  before.object.metadata.namespace !== undefined &&
  before.object.metadata.namespace !== after.object.metadata.namespace

const isInSet = (object: KubernetesObject, { sides }: DiffContext): boolean =>
  sides.before.workloads.some((workload) => workload.object.object === object)

const isOrphan = (object: KubernetesObject, context: DiffContext): boolean =>
  pruningOf['argo-cd'](object, context).outcome === 'orphaned'

function argoCdEffect(isOrphaned: boolean, workloads: readonly Pair[]): string {
  const pods = workloads.reduce((sum, { before }) => sum + replicasOf(before!.object), 0)
  return isOrphaned
    ? `Argo CD creates the new stack, and the old one with ${pods} pods continues to run: the AppProject no longer permits the old namespace, so that Argo CD neither deletes nor shows what is there.`
    : 'Argo CD creates the new stack wave by wave, and deletes the old one when all of it is healthy: until then both run.'
}

function dataText(moved: readonly Pair[], from: string): string {
  const bucket = moved.find(({ after }) => after!.object.kind === 'ObjectBucketClaim')
  const volumes = `New pods start with empty volumes; those of ${from} stay with their data.`
  return bucket === undefined
    ? volumes
    : `${volumes} ${labelOf(bucket.after!.object)} in the new namespace gets another, empty bucket: queries no longer find the old blocks.`
}

const isCompactor = ({ containers }: Workload): boolean =>
  containers.some((container) => {
    const program = readProgram(container)
    return program?.name === 'thanos' && program.command === 'compact'
  })

const compactorsIn = (workloads: readonly Pair[], { sides }: DiffContext): readonly string[] =>
  sides.before.workloads
    .filter(
      (workload) => isCompactor(workload) && workloads.some(({ before }) => before!.object === workload.object.object),
    )
    .map(({ object }) => labelOf(object.object))

/** Two compactors on one bucket. With a bucket claim, each has a bucket of its own. */
function compactorText(workloads: readonly Pair[], moved: readonly Pair[], context: DiffContext): string {
  const compactors = compactorsIn(workloads, context)
  return compactors.length === 0 || claimsBucket(moved)
    ? ''
    : ` ${compactors.join(', ')} runs twice on one bucket for that time, which can corrupt blocks.`
}

const claimsBucket = (moved: readonly Pair[]): boolean =>
  moved.some(({ after }) => after!.object.kind === 'ObjectBucketClaim')

function remedyOf(
  from: string,
  isOrphaned: boolean,
  compactors: readonly string[],
  moved: readonly Pair[],
  hasArgoCd: boolean,
): string {
  const steps = [
    ...(isOrphaned ? [`Set formerNamespaces: [${from}] in environment.yaml`] : []),
    ...(compactors.length > 0 && !claimsBucket(moved)
      ? [
          `before the merge, pause the tool and scale ${compactors.join(', ')} in ${from} to 0; resume the tool when the pod has stopped`,
        ]
      : []),
    ...(claimsBucket(moved) ? ['copy the blocks, or let the new claim use the old bucket, before you merge'] : []),
    ...(hasArgoCd ? [`when \`npm run status\` shows nothing in ${from}, remove the entry of formerNamespaces`] : []),
    `delete the namespace ${from} by hand when its volumes are no longer needed`,
  ]
  const text = steps.join('; ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}. See "Another namespace" in environments/README.md.`
}
