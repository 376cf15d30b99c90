import {
  factsOf,
  formatPointer,
  type KubernetesObject,
  maskedValue,
  type SourcedObject,
  valueAt,
} from '@thanos-gitops/manifest'
import type { ApplyMode, Change, DeliveryTool, RolloutClass } from '@thanos-gitops/manifest/change'
import { applyModes, rolloutClasses } from '@thanos-gitops/manifest/change'
import type { KubernetesVersion } from '@thanos-gitops/schemas'
import { type AssignedCauses, assignCauses } from './assign-causes.ts'
import { compare, isSame, pathString, type RawChange } from './compare.ts'
import type { Delivery, DiffContext } from './context.ts'
import { deliveriesOf } from './deliveries.ts'
import { workloadOf } from './manifest-set.ts'
import { fluxForces, hasSyncOption } from './prune.ts'
import { type ChangeContext, reconciledBinding, refusalReason, type SourcedVerdict, verdictOf } from './rules/index.ts'
import { knownSchema } from './schema.ts'
import { schemaCauses } from './server/schema-causes.ts'
import type { ModeVerdict, RefusalCause } from './server/verdicts.ts'

/** All changes of an object that exists on both sides, each with its class. */
export function classify(
  writtenBefore: SourcedObject,
  writtenAfter: SourcedObject,
  context: DiffContext,
): readonly Change[] {
  const [before, after] = [writtenBefore.object, writtenAfter.object]
  if (isSame(before, after)) return []
  const { version, sides, asStored, names, states } = context
  const stored = { before: asStored(before), after: asStored(after) }
  const changes = storedDifferences(stored.before, stored.after, version).filter(({ steps }) => !isIdentity(steps))
  const answers = answersOn(after, changes, context)
  const workloads = {
    before: workloadOf(stored.before, writtenBefore),
    after: workloadOf(stored.after, writtenAfter),
  }
  const verdictFor = (change: RawChange, delivery: Delivery): SourcedVerdict => {
    const changeContext: ChangeContext = {
      before: stored.before,
      after: stored.after,
      written: { before, after },
      workloads,
      sides,
      changes,
      change,
      ...delivery,
      names,
      states,
      version,
    }
    return changeVerdict(changeContext, delivery, answers[delivery.mode])
  }
  const deliveries = deliveriesOf(after, context.delivery)
  return [
    ...changes.map((change) => changeOf({ before, after }, change, deliveries, verdictFor)),
    ...refusalsElsewhere(
      after,
      answers,
      deliveries,
      'The API server refuses this value, which this diff does not change.',
    ),
  ]
}

/** What the server answers when the object is applied in one way. */
interface ModeAnswer {
  readonly verdict: ModeVerdict
  readonly causes: AssignedCauses
}

type ModeAnswers = Readonly<Record<ApplyMode, ModeAnswer>>

function answersOn(after: KubernetesObject, changes: readonly RawChange[], context: DiffContext): ModeAnswers {
  const { isKnown, byMode } = context.verdictsOn(after)
  const ofSchema = isKnown ? [] : schemaCauses(after, context.version)
  const answer = (mode: ApplyMode): readonly [ApplyMode, ModeAnswer] => {
    const verdict = byMode[mode]
    return [mode, { verdict, causes: assignCauses(verdict.causes ?? ofSchema, changes, verdict.isUpdate) }]
  }
  return Object.fromEntries(applyModes.map(answer)) as Record<ApplyMode, ModeAnswer>
}

/** The verdict of the server where it refuses a change or stores the same; otherwise that of the tables. */
function changeVerdict(context: ChangeContext, delivery: Delivery, { verdict, causes }: ModeAnswer): SourcedVerdict {
  const reconciled = reconciledBinding(context)
  if (reconciled) return reconciled
  const cause = causes.ofChange.get(context.change)
  if (cause) {
    const reason = cause.isInvalid ? undefined : refusalReason(context)
    const refused = refusedValue(cause, reason ?? 'The API server refuses this value.', context.version)
    return verdict.isRefusedAsNew ? refused : recreatedByForce(refused, context.written.after, delivery)
  }
  const found = verdictOf(context)
  return isStored(context, verdict) || found.class === 'none' ? found : nothingStored
}

/** Whether the server stores a change. An object that it refuses is judged as if the refused part were correct. */
function isStored({ change, after }: ChangeContext, { causes, objectChanged, templateChanged }: ModeVerdict): boolean {
  if (causes) return true
  const podSpec = factsOf(after.kind).podSpec
  const template = podSpec?.slice(0, -1)
  const isInTemplate =
    template !== undefined && template.length > 0 && template.every((step, index) => step === change.steps[index])
  return objectChanged && (templateChanged || !isInTemplate)
}

const nothingStored: SourcedVerdict = {
  class: 'none',
  why: 'The API server stores the same value as before: it fills in the field itself, or no applier owns it and so none removes it.',
  source: 'the code of the API server',
}

/** The values of a new object that the API server refuses. */
export const refusalsOf = (object: KubernetesObject, context: DiffContext): readonly Change[] =>
  refusalsElsewhere(
    object,
    answersOn(object, [], context),
    deliveriesOf(object, context.delivery),
    'The API server refuses this value.',
  )

/** Causes of a refusal that are about no change: they keep the whole object from being applied. */
function refusalsElsewhere(
  after: KubernetesObject,
  answers: ModeAnswers,
  deliveries: readonly Delivery[],
  why: string,
): readonly Change[] {
  const byMessage = new Map<string, RefusalCause>()
  for (const cause of deliveries.flatMap(({ mode }) => answers[mode].causes.others)) byMessage.set(cause.message, cause)
  return [...byMessage.values()].map((cause) => {
    const refuses = ({ mode }: Delivery): boolean =>
      answers[mode].causes.others.some(({ message }) => message === cause.message)
    const isField = cause.steps.length > 0 && valueAt(after, cause.steps) !== undefined
    return refusalAt(isField ? cause : { ...cause, steps: [] }, deliveries, refuses, isField ? why : wholeObject)
  })
}

const wholeObject = 'The API server refuses the object as a whole.'

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

const refusedValue = ({ message, isInvalid = false }: RefusalCause, why: string, version: string): SourcedVerdict => ({
  class: 'refused',
  why,
  message,
  isInvalid,
  source: `the code of the API server, Kubernetes ${version}`,
})

const acceptedAs = (mode: ApplyMode) => ({
  mode,
  class: 'in-place' as const,
  why: 'The API server accepts the object.',
})

function refusalAt(
  cause: RefusalCause,
  deliveries: readonly Delivery[],
  refuses: (delivery: Delivery) => boolean,
  why: string,
): Change {
  const pointer = formatPointer(cause.steps)
  const refusing = deliveries.find(refuses)!
  const others = deliveriesWith(deliveries).filter((delivery) => !refuses(delivery))
  const prefix = deliveries.every(refuses) ? '' : `With ${toolName(refusing)}: `
  return {
    pointer,
    path: pointer,
    class: 'refused',
    why: `${prefix}${why}`,
    message: cause.message,
    ...(cause.isInvalid && { isInvalid: true }),
    source: 'the code of the API server',
    ...(others.length > 0 && { otherwise: others.map(({ mode }) => acceptedAs(mode)) }),
  }
}

const toolName = ({ tool }: Delivery): string => (tool === 'flux' ? 'Flux' : 'Argo CD')

/** With a force option, the tool deletes and recreates an object that the API server refuses to update. */
function recreatedByForce(verdict: SourcedVerdict, object: KubernetesObject, { tool, mode }: Delivery): SourcedVerdict {
  const option = forceOption(object, tool, mode)
  if (option === undefined) return verdict
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
  // Where the tools differ although both apply in the same way, the other ways have no line of their own.
  const isOwn = ({ verdict: { why } }: { readonly verdict: SourcedVerdict }): boolean =>
    own.some((one) => one !== worst && one.mode === worst.mode && one.verdict.why === why)
  const others = deliveriesWith(deliveries).slice(deliveries.length).map(withVerdict)
  const otherwise = [...own, ...others.filter((one) => !isOwn(one))]
    .filter((one) => one.verdict.class !== verdict.class)
    .map((one) => ({
      mode: one.mode,
      ...(one.mode === worst.mode && { tool: one.tool }),
      class: one.verdict.class,
      why: one.verdict.why,
    }))
  const toolsDiffer = own.some((one) => one.verdict.class !== verdict.class)
  const { message, isInvalid, source, why } = verdict
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
    ...(isInvalid && { isInvalid }),
    ...(source !== undefined && { source }),
  }
}
