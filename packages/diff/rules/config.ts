import { factsOf, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { compare } from '../compare.ts'
import { type Reading, readersOf } from '../readers.ts'
import { heldBack } from '../rollout.ts'
import { documentVerdict } from './programs.ts'
import { type Context, inPlace, type Rule, refused, type Verdict } from './rule.ts'

const core = 'pkg/apis/core/validation/validation.go'

const isImmutable = ({ before }: Context): boolean => valueAt(before, ['immutable']) === true

const lockedField = (kind: string, field: string): Rule => ({
  at: `/${field}/**`,
  verdict: (context) =>
    isImmutable(context)
      ? refused(
          `${field}: Forbidden: field is immutable when \`immutable\` is set`,
          `The ${kind} is immutable. Give the new content a new name.`,
        )
      : undefined,
  source: `${core}:7904-7922, 7842-7864`,
})

/** Who picks the new content up, and when. */
function content(context: Context): Omit<Verdict, 'source'> {
  const { change, after, worlds } = context
  const meaning = documentVerdict(context)
  const readings = readersOf(after, worlds.after, change.steps[1])
  const pickup = pickupOf(after, readings, context)
  return meaning ? { class: meaning.class, why: `${meaning.why} ${pickup.why}` } : pickup
}

function pickupOf(
  object: KubernetesObject,
  readings: readonly Reading[],
  { worlds }: Context,
): Omit<Verdict, 'source'> {
  if (readings.length === 0) return inPlace('No pod of these manifests reads it.')
  const restarting = new Set(
    readings.filter(({ workload }) => rolls(workload.object, worlds)).map(({ workload }) => workload.label),
  )
  const texts = new Set<string>()
  let reloads = false
  for (const { workload, container, by, how } of readings) {
    const who = `${workload.label}, container ${container}`
    if (restarting.has(workload.label)) texts.add(`${workload.label} restarts with it in the same change.`)
    else if (by === 'reload') {
      reloads = true
      texts.add(`${who} picks it up without a restart: ${how}.`)
    } else texts.add(`${who} does not pick it up until it restarts: it reads it ${how}.`)
  }
  const why = [...texts].join(' ')
  if (reloads) return { class: 'reload', why }
  if (restarting.size > 0) return inPlace(why)
  const kind = object.kind
  return inPlace(
    `No pod picks this up by itself. ${why} Give the pod template a checksum of the ${kind}, or the ${kind} a new name.`,
  )
}

/** Whether the same diff gives a workload a new pod template that replaces its pods. */
function rolls(workload: KubernetesObject, { before }: Context['worlds']): boolean {
  const old = before.get(workload)
  if (old === undefined) return true
  const steps = factsOf(workload.kind).podSpec!.slice(0, -1)
  return (
    old !== workload &&
    heldBack(workload) === undefined &&
    workload.kind !== 'Pod' &&
    compare(valueAt(old, steps), valueAt(workload, steps), undefined).length > 0
  )
}

export const configRules: Readonly<Record<string, readonly Rule[]>> = {
  '/ConfigMap': [
    lockedField('ConfigMap', 'data'),
    lockedField('ConfigMap', 'binaryData'),
    {
      at: '/immutable',
      verdict: (context) =>
        isImmutable(context)
          ? refused('immutable: Forbidden: field is immutable when `immutable` is set', 'What is immutable stays so.')
          : inPlace('It cannot change from now on.'),
      source: `${core}:7904-7922`,
    },
    {
      at: '/data/**',
      verdict: content,
      source:
        'https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically',
    },
    {
      at: '/binaryData/**',
      verdict: content,
      source:
        'https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically',
    },
  ],
  '/Secret': [
    lockedField('Secret', 'data'),
    {
      at: '/immutable',
      verdict: (context) =>
        isImmutable(context)
          ? refused('immutable: Forbidden: field is immutable when `immutable` is set', 'What is immutable stays so.')
          : inPlace('It cannot change from now on.'),
      source: `${core}:7842-7864`,
    },
    {
      at: '/type',
      verdict: ({ change }) =>
        refused(
          `type: Invalid value: ${JSON.stringify(change.after)}: field is immutable`,
          'A Secret keeps its type; without one it is Opaque.',
        ),
      source: `${core}:7842-7864; pkg/apis/core/v1/defaults.go:265`,
    },
    { at: '/data/**', verdict: content, source: 'https://kubernetes.io/docs/concepts/configuration/secret/' },
  ],
}
