import { factsOf, formatPointer, type KubernetesObject, maskedValue, type SourcedObject } from '@thanos-gitops/manifest'
import type { ApplyMode, Change, DeliveryTool, RolloutClass } from '@thanos-gitops/manifest/change'
import { rolloutClasses } from '@thanos-gitops/manifest/change'
import type { KubernetesVersion } from '@thanos-gitops/schemas'
import { compare, isSame, pathString, type RawChange } from './compare.ts'
import type { Delivery, DiffContext } from './context.ts'
import { workloadOf } from './manifest-set.ts'
import { fluxForces, hasSyncOption } from './prune.ts'
import { type SourcedVerdict, verdictOf } from './rules/index.ts'
import { knownSchema } from './schema.ts'
import { isDroppedByMerge, mergeProblems, type ValueProblem, valueProblems } from './values/index.ts'

/** All changes of an object that exists on both sides, each with its class. */
export function classify(
  writtenBefore: SourcedObject,
  writtenAfter: SourcedObject,
  context: DiffContext,
): readonly Change[] {
  const [before, after] = [writtenBefore.object, writtenAfter.object]
  if (isSame(before, after)) return []
  const { version, sides, asStored } = context
  const stored = { before: asStored(before), after: asStored(after) }
  const differences = storedDifferences(stored.before, stored.after, version)
  if (differences.length === 0) return []
  const workloads = {
    before: workloadOf(stored.before, writtenBefore),
    after: workloadOf(stored.after, writtenAfter),
  }
  const changes = differences.filter(({ steps }) => !isIdentity(steps))
  const problems = valueProblems(after, stored.after, sides.after, version)
  const serverSideProblems = [...problems, ...mergeProblems(after)]

  const verdictFor = (change: RawChange, { tool, mode }: Delivery): SourcedVerdict => {
    if (mode === 'client-side' && change.before === undefined && isDroppedByMerge(after, change.steps))
      return droppedByMerge
    const problem = (mode === 'server-side' ? serverSideProblems : problems).find(({ steps }) =>
      isAbout(steps, change.steps),
    )
    const verdict = problem
      ? refusedValue(problem, 'The API server refuses this value.')
      : verdictOf({
          before: stored.before,
          after: stored.after,
          written: { before, after },
          workloads,
          sides,
          changes,
          change,
          mode,
          tool,
          version,
        })
    return verdict.class === 'refused' ? recreatedByForce(verdict, after, { tool, mode }) : verdict
  }

  const deliveries = deliveriesOf(after, context.delivery)
  // An invalid value that does not change keeps the whole object from being applied.
  const unchangedProblems = problems.filter(({ steps }) => !changes.some((change) => isAbout(steps, change.steps)))
  return [
    ...changes.map((change) => changeOf({ before, after }, change, deliveries, verdictFor)),
    ...unchangedProblems.map((problem) =>
      refusalAt(problem, 'The API server refuses this value, which this diff does not change.'),
    ),
  ]
}

/** The values of a new object that the API server refuses. */
export function refusalsOf(
  object: KubernetesObject,
  { version, sides, asStored, delivery }: DiffContext,
): readonly Change[] {
  const appliesServerSide = deliveriesOf(object, delivery).some(({ mode }) => mode === 'server-side')
  return [
    ...valueProblems(object, asStored(object), sides.after, version),
    ...(appliesServerSide ? mergeProblems(object) : []),
  ].map((problem) => refusalAt(problem, 'The API server refuses this value.'))
}

function storedDifferences(
  before: KubernetesObject,
  after: KubernetesObject,
  version: KubernetesVersion,
): readonly RawChange[] {
  const { documents } = factsOf(after.kind)
  return compare(before, after, knownSchema(version, after), documents === undefined ? {} : { documents })
}

const isIdentity = ([first, second, ...rest]: readonly string[]): boolean =>
  first === 'metadata' && (second === 'name' || second === 'namespace') && rest.length === 0

/** How the tools of an environment write this object: its annotations override the options of the application. */
function deliveriesOf(object: KubernetesObject, delivery: readonly Delivery[]): readonly Delivery[] {
  return delivery.map(({ tool, mode }) => {
    if (tool === 'flux') return { tool, mode: 'server-side' }
    // Replace overrides ServerSideApply.
    if (hasSyncOption(object, 'Replace=true')) return { tool, mode: 'replace' }
    if (hasSyncOption(object, 'ServerSideApply=true')) return { tool, mode: 'server-side' }
    if (hasSyncOption(object, 'ServerSideApply=false')) return { tool, mode: 'client-side' }
    return { tool, mode }
  })
}

const refusedValue = ({ message, source }: ValueProblem, why: string): SourcedVerdict => ({
  class: 'refused',
  why,
  message,
  source,
})

const refusalAt = (problem: ValueProblem, why: string): Change => {
  const pointer = formatPointer(problem.steps)
  return { pointer, path: pointer, ...refusedValue(problem, why) }
}

const droppedByMerge: SourcedVerdict = {
  class: 'none',
  why: '`kubectl apply` merges this list by name and keeps the first of two entries with one name: this entry is not applied.',
  source: 'apimachinery/pkg/util/strategicpatch; run on 1.36.3',
}

/** Whether a change is at the field of a problem, below it, or at most two levels above it. */
const isAbout = (problem: readonly string[], change: readonly string[]): boolean =>
  problem.every((step, index) => index >= change.length || change[index] === step) &&
  (problem.length <= change.length || problem.length - change.length <= 2)

/** With a force option, the tool deletes and recreates an object that the API server refuses to update. */
function recreatedByForce(verdict: SourcedVerdict, object: KubernetesObject, { tool, mode }: Delivery): SourcedVerdict {
  const option = forceOption(object, tool, mode)
  if (option === undefined || verdict.message?.includes('failed to create')) return verdict
  const pods = factsOf(object.kind).podSpec === undefined ? '' : ' All its pods stop at once.'
  return {
    ...verdict,
    class: 'recreate',
    why: `${verdict.why} Because of ${option}, the object is deleted and recreated.${pods}`,
  }
}

function forceOption(object: KubernetesObject, tool: DeliveryTool, mode: ApplyMode): string | undefined {
  if (tool === 'flux') return fluxForces(object) ? 'kustomize.toolkit.fluxcd.io/force: enabled' : undefined
  return hasSyncOption(object, 'Force=true') && mode !== 'server-side' ? 'Force=true' : undefined
}

/** One delivery for each way of applying an object. */
const allDeliveries: readonly Delivery[] = [
  { tool: 'flux', mode: 'server-side' },
  { tool: 'argo-cd', mode: 'client-side' },
  { tool: 'argo-cd', mode: 'replace' },
]

const rank = (one: RolloutClass): number => rolloutClasses.indexOf(one)

/** The worst verdict of the environment's own tools; `otherwise` lists the ways of applying that give another class. */
function changeOf(
  { before, after }: { readonly before: KubernetesObject; readonly after: KubernetesObject },
  raw: RawChange,
  deliveries: readonly Delivery[],
  verdictFor: (change: RawChange, delivery: Delivery) => SourcedVerdict,
): Change {
  const withVerdict = (delivery: Delivery) => ({ ...delivery, verdict: verdictFor(raw, delivery) })
  const own = deliveries.map(withVerdict)
  const { verdict, tool } = own.reduce((worst, one) =>
    rank(one.verdict.class) > rank(worst.verdict.class) ? one : worst,
  )
  const others = allDeliveries.filter(({ mode }) => !deliveries.some((delivery) => delivery.mode === mode))
  const otherwise = [...own, ...others.map(withVerdict)]
    .filter((one) => one.verdict.class !== verdict.class)
    .map((one) => ({ mode: one.mode, class: one.verdict.class, why: one.verdict.why }))
  const toolsDiffer = own.some((one) => one.verdict.class !== verdict.class)
  const { message, source, why } = verdict
  const [pointer, pointerBefore] = [formatPointer(raw.steps), formatPointer(raw.stepsBefore)]
  return {
    pointer,
    ...(pointerBefore !== pointer && { pointerBefore }),
    path: pathString(raw.path),
    ...(raw.before !== undefined && { before: maskedValue(before, raw.path, raw.before) }),
    ...(raw.after !== undefined && { after: maskedValue(after, raw.path, raw.after) }),
    class: verdict.class,
    why: `${toolsDiffer ? `With ${tool === 'flux' ? 'Flux' : 'Argo CD'}: ` : ''}${raw.reordered ? 'Only the order differs. ' : ''}${why}`,
    ...(otherwise.length > 0 && { otherwise }),
    ...(message !== undefined && { message }),
    ...(source !== undefined && { source }),
  }
}
