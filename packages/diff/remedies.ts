import { type KubernetesObject, nanoUnits, valueAt } from '@thanos-gitops/manifest'
import type { Change, ObjectChange, Remedy, RemedyStep } from '@thanos-gitops/manifest/change'
import type { Setting } from './classify.ts'
import type { Pair } from './pairs.ts'
import { type Case, type Runbook, runbooks, type Step } from './runbooks.ts'
import { mappings, numberAt, replicasOf, textAt } from './world.ts'

/** The way through the worst of an object's changes. The first runbook that fits is the one. */
export function remedyOf(change: ObjectChange, pair: Pair, setting: Setting): Remedy | undefined {
  const dangerous = change.changes.filter(
    (one) => one.class === 'refused' || one.class === 'data-loss' || one.class === 'outage' || one.class === 'recreate',
  )
  if (dangerous.length === 0) return undefined
  const facts = caseOf(change, dangerous, pair, setting)
  const found = runbooks.find((runbook) => runbook.fits(facts))
  return found && writeRunbook(found, facts, setting)
}

function caseOf(change: ObjectChange, dangerous: readonly Change[], { before, after }: Pair, { names }: Setting): Case {
  const object = (before ?? after)!.object
  const old = before?.object
  const now = after?.object
  const name = object.metadata.name
  const namespace = object.metadata.namespace
  return {
    ...(names
      ? {
          names: { application: names.application, source: names.source, kustomization: names.kustomizationOf(object) },
        }
      : {}),
    change,
    dangerous,
    kind: change.kind,
    name,
    target: `${change.kind.toLowerCase()}/${name}`,
    scope: namespace === undefined ? '' : ` -n ${namespace}`,
    ...(old ? { before: old } : {}),
    ...(now ? { after: now } : {}),
    claims: old ? claimsOf(old, now) : [],
  }
}

/** The claims that a StatefulSet's pods have now, with the size that they should get. */
function claimsOf(before: KubernetesObject, after: KubernetesObject | undefined): Case['claims'] {
  const start = numberAt(before, 'spec', 'ordinals', 'start') ?? 0
  return mappings(valueAt(before, ['spec', 'volumeClaimTemplates'])).map((template) => {
    const name = textAt(template, 'metadata', 'name') ?? ''
    const partner = mappings(valueAt(after, ['spec', 'volumeClaimTemplates'])).find(
      (other) => textAt(other, 'metadata', 'name') === name,
    )
    const sizeOf = (claim: unknown): string =>
      String(valueAt(claim, ['spec', 'resources', 'requests', 'storage']) ?? '')
    const classOf = (claim: unknown): string | undefined => textAt(claim, 'spec', 'storageClassName')
    return {
      names: Array.from(
        { length: replicasOf(before) },
        (_, index) => `${name}-${before.metadata.name}-${start + index}`,
      ),
      size: { before: sizeOf(template), after: sizeOf(partner) },
      grows: (nanoUnits(sizeOf(partner) || '0') ?? 0n) > (nanoUnits(sizeOf(template) || '0') ?? 0n),
      shrinks:
        partner !== undefined && (nanoUnits(sizeOf(partner) || '0') ?? 0n) < (nanoUnits(sizeOf(template) || '0') ?? 0n),
      storageClass: { before: classOf(template), after: classOf(partner) },
    }
  })
}

function writeRunbook({ title, steps, note }: Runbook, facts: Case, { delivery }: Setting): Remedy {
  const tools = delivery.map(({ tool }) => tool)
  const written = steps.flatMap((step): Remedy['steps'] => {
    if (step.when?.(facts) === false || (step.tool !== undefined && !tools.includes(step.tool))) return []
    const commands = commandsOf(step, facts)
    const text: RemedyStep['text'] = typeof step.text === 'function' ? step.text(facts) : step.text
    return [
      {
        text,
        ...(commands.length > 0 ? { commands } : {}),
        ...(step.tool === undefined || tools.length === 1 ? {} : { tool: step.tool }),
      },
    ]
  })
  const shownNote = typeof note === 'function' ? note(facts) : note
  return { title: title(facts), steps: written, ...(shownNote === undefined ? {} : { note: shownNote }) }
}

const commandsOf = ({ commands = [] }: Step, facts: Case): readonly string[] =>
  typeof commands === 'function' ? commands(facts) : commands
