// The effects that `thanos-gitops diff --format json` predicts. No expectation is written by hand.
import type { DeliveredChange, ImageChange, NamedDiff, Outcome, PodEffect } from '@thanos-gitops/manifest/change'
import type { Tool } from '../delivery-rig.ts'
import { labelIn, type PodEffects, type Prediction } from './effects.ts'

/** The part of the JSON document that is compared. */
export interface DiffDocument {
  readonly environments: readonly Pick<NamedDiff, 'name' | 'delivery'>[]
  readonly objects: readonly (DeliveredChange & { readonly environment: string })[]
  readonly images: readonly (ImageChange & { readonly environment: string })[]
  readonly findings: readonly { readonly code: string; readonly environment: string }[]
}

/** Where the prediction is for: one environment with one tool. */
export interface Place {
  readonly environment: string
  readonly tool: Tool
  /** The namespace of the environment at the start. */
  readonly namespace: string
}

/** An object of the change, or the old object of a renamed one. */
interface Part {
  readonly label: string
  readonly outcome: Outcome
  readonly wave: number
  readonly pods?: PodEffects
}

/** The effects of a change. With `brokenImage`, pods with an image whose name contains it never become ready. */
export function predictedEffects(document: DiffDocument, place: Place, brokenImage?: string): Prediction {
  const objects = document.objects.filter(({ environment }) => environment === place.environment)
  const parts = objects.flatMap((change) => partsOf(change, place))
  const effects = effectsOf(parts, losesFolder(document, place))
  if (brokenImage === undefined) return effects
  const workloads = document.images
    .filter(({ environment, to }) => environment === place.environment && to?.includes(brokenImage))
    .flatMap((image) => image.workloads)
  const held = (label: string): readonly string[] =>
    objects.find((change) => labelIn(place.namespace, change) === label)?.holds?.[place.tool] ?? []
  return effectsOf(stuckParts(parts, workloads, held), false, true)
}

/** Whether the folder that the tool reads no longer exists, so that the tool reports an error. */
function losesFolder({ environments, findings }: DiffDocument, { environment, tool }: Place): boolean {
  const codes = findings.filter((finding) => finding.environment === environment).map(({ code }) => code)
  const delivery = environments.find(({ name }) => name === environment)?.delivery
  return (
    codes.includes('environment-removed') ||
    (codes.includes('tool-changes') && delivery !== 'both' && delivery !== tool)
  )
}

function effectsOf(parts: readonly Part[], isGone: boolean, waits = false): Prediction {
  const withPods = parts.filter(({ pods }) => pods !== undefined)
  const byWave = Map.groupBy(
    withPods.filter(({ outcome }) => outcome !== 'deleted'),
    ({ wave }) => wave,
  )
  return {
    sync: waits ? 'waits' : isGone || parts.some(({ outcome }) => outcome === 'refused') ? 'fails' : 'completes',
    objects: Object.fromEntries(parts.map(({ label, outcome }) => [label, outcome])),
    pods: Object.fromEntries(withPods.map(({ label, pods }) => [label, pods!])),
    order: [...byWave.keys()]
      .sort((a, b) => a - b)
      .map((wave) =>
        byWave
          .get(wave)!
          .map(({ label }) => label)
          .sort(),
      ),
  }
}

function partsOf(change: DeliveredChange, { tool, namespace }: Place): readonly Part[] {
  const { kind, wave, podsOf, was, wasOutcome } = change
  const ofTool = podsOf?.[tool] === undefined ? change.pods : (podsOf[tool] ?? undefined)
  // Manifests do not contain the number of nodes: the pods of a DaemonSet are neither predicted nor observed.
  const pods = kind === 'DaemonSet' ? undefined : ofTool
  const own = part(labelIn(namespace, change), inCluster(change.outcome[tool]!), wave, pods)
  if (was === undefined || wasOutcome === undefined) return [own]
  const [oldNamespace, oldName] = was.includes('/') ? was.split('/') : [change.namespace, was]
  const old = labelIn(namespace, { kind, namespace: oldNamespace, name: oldName! })
  return [own, part(old, inCluster(wasOutcome[tool]!), wave, pods)]
}

/** Whether the tool still sees an object that stays is not visible in the object. */
const inCluster = (outcome: Outcome): Outcome => (outcome === 'orphaned' ? 'kept' : outcome)

function part(label: string, outcome: Outcome, wave: number, pods: PodEffect | undefined): Part {
  const found = pods && podsWith(outcome, pods)
  return { label, outcome, wave, ...(found && { pods: found }) }
}

/** The part of the effect that the outcome has: of a renamed object, the old pods stop and the new ones start. */
function podsWith(outcome: Outcome, pods: PodEffect): PodEffects | undefined {
  const { stopped, started, stops, stopsAtOnce, starts, extra, unavailable } = pods
  const isStopping = ['changed', 'recreated', 'deleted'].includes(outcome)
  const isStarting = ['changed', 'recreated', 'created'].includes(outcome)
  const count = (isStopping ? stopped : 0) + (isStarting ? started : 0)
  if (count === 0) return undefined
  const hasNames = stops !== undefined || starts !== undefined
  return {
    stopped: isStopping ? stopped : 0,
    started: isStarting ? started : 0,
    ...(hasNames && { stops: isStopping ? (stops ?? []) : [], starts: isStarting ? [...(starts ?? [])].sort() : [] }),
    ...(isStopping && stopsAtOnce && { stopsAtOnce }),
    ...(outcome === 'changed' && extra !== undefined && { extra }),
    ...(outcome === 'changed' && unavailable !== undefined && { unavailable }),
  }
}

/**
 * What happens if the first new pods of these workloads never become ready: their rollouts stop there, and they hold back other
 * objects, which can be some of these workloads too.
 */
function stuckParts(
  parts: readonly Part[],
  workloads: readonly string[],
  heldBy: (label: string) => readonly string[],
): readonly Part[] {
  const held = new Set(workloads.flatMap(heldBy))
  return parts.map((one) => {
    const { label, outcome, wave, pods } = one
    if (held.has(label)) return { label, wave, outcome: 'blocked' }
    if (!workloads.includes(label) || pods === undefined) return one
    return { label, wave, outcome, pods: stuckPods(pods) }
  })
}

function stuckPods({ stopped, started, stops, starts, extra = 0, unavailable = 1 }: PodEffects): PodEffects {
  const [most, least] = [Math.min(started, extra + unavailable), Math.min(stopped, unavailable)]
  return {
    stopped: least,
    started: most,
    ...(stops && { stops: stops.slice(0, least) }),
    // A StatefulSet starts a pod where it has stopped one.
    ...(starts && stops && { starts: stops.slice(0, most) }),
    extra,
    unavailable,
  }
}
