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
import {
  isDroppedByMerge,
  lastAppliedProblems,
  mergeProblems,
  type ValueProblem,
  valueProblems,
} from './values/index.ts'

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
  const problems = problemsOf(after, context)

  const verdictFor = (change: RawChange, { tool, mode }: Delivery): SourcedVerdict => {
    if (mode === 'client-side' && change.before === undefined && isDroppedByMerge(after, change.steps))
      return droppedByMerge
    const problem = problems[mode].find(({ steps }) => isAbout(steps, change.steps))
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
  return [
    ...changes.map((change) => changeOf({ before, after }, change, deliveries, verdictFor)),
    ...refusalsElsewhere(
      problems,
      changes,
      deliveries,
      'The API server refuses this value, which this diff does not change.',
    ),
  ]
}

type Problems = Readonly<Record<ApplyMode, readonly ValueProblem[]>>

/** The values of an object that the API server refuses, by the way of applying. */
function problemsOf(object: KubernetesObject, { version, sides, asStored }: DiffContext): Problems {
  const problems = valueProblems(object, asStored(object), sides.after, version)
  return {
    'server-side': [...problems, ...mergeProblems(object)],
    'client-side': [...problems, ...lastAppliedProblems(object)],
    replace: problems,
  }
}

/** The values of a new object that the API server refuses. */
export const refusalsOf = (object: KubernetesObject, context: DiffContext): readonly Change[] =>
  refusalsElsewhere(
    problemsOf(object, context),
    [],
    deliveriesOf(object, context.delivery),
    'The API server refuses this value.',
  )

/** An invalid value that does not change keeps the whole object from being applied. */
function refusalsElsewhere(
  problems: Problems,
  changes: readonly RawChange[],
  deliveries: readonly Delivery[],
  why: string,
): readonly Change[] {
  const byMessage = new Map<string, ValueProblem>()
  for (const problem of deliveries.flatMap(({ mode }) => problems[mode]))
    if (!changes.some((change) => isAbout(problem.steps, change.steps))) byMessage.set(problem.message, problem)
  return [...byMessage.values()].map((problem) => {
    const refuses = ({ mode }: Delivery): boolean => problems[mode].some(({ message }) => message === problem.message)
    return refusalAt(problem, deliveries, refuses, why)
  })
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

const acceptedAs = (mode: ApplyMode) => ({
  mode,
  class: 'in-place' as const,
  why: 'The API server accepts the object.',
})

function refusalAt(
  problem: ValueProblem,
  deliveries: readonly Delivery[],
  refuses: (delivery: Delivery) => boolean,
  why: string,
): Change {
  const pointer = formatPointer(problem.steps)
  const refusing = deliveries.find(refuses)!
  const others = deliveriesWith(deliveries).filter((delivery) => !refuses(delivery))
  const prefix = deliveries.every(refuses) ? '' : `With ${toolName(refusing)}: `
  return {
    pointer,
    path: pointer,
    ...refusedValue(problem, `${prefix}${why}`),
    ...(others.length > 0 && { otherwise: others.map(({ mode }) => acceptedAs(mode)) }),
  }
}

const toolName = ({ tool }: Delivery): string => (tool === 'flux' ? 'Flux' : 'Argo CD')

const droppedByMerge: SourcedVerdict = {
  class: 'none',
  why: '`kubectl apply` merges this list by name and keeps the first of two entries with one name: this entry is not applied.',
  source: 'apimachinery/pkg/util/strategicpatch; run on 1.36.3',
}

/** Whether a change is at the field of a problem, below it, or at most two levels above it. */
const isAbout = (problem: readonly string[], change: readonly string[]): boolean =>
  problem.length > 0 &&
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

/** The given deliveries, and one for each other way of applying. */
const deliveriesWith = (deliveries: readonly Delivery[]): readonly Delivery[] => [
  ...deliveries,
  ...allDeliveries.filter(({ mode }) => !deliveries.some((delivery) => delivery.mode === mode)),
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
  const worst = own.reduce((found, one) => (rank(one.verdict.class) > rank(found.verdict.class) ? one : found))
  const { verdict } = worst
  const otherwise = deliveriesWith(deliveries)
    .map(withVerdict)
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
    why: `${toolsDiffer ? `With ${toolName(worst)}: ` : ''}${raw.reordered ? 'Only the order differs. ' : ''}${why}`,
    ...(otherwise.length > 0 && { otherwise }),
    ...(message !== undefined && { message }),
    ...(source !== undefined && { source }),
  }
}
