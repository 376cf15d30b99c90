import { factsOf, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { compare } from '../compare.ts'
import { workloadLabel } from '../manifest-set.ts'
import { type Reading, readersOf } from '../readers.ts'
import { reasonPodsStay } from '../rollout.ts'
import { backupVerdict, isBackup } from './backup-location.ts'
import { documentVerdict } from './document-data-loss.ts'
import { movedGroups } from './moved-groups.ts'
import { type ChangeContext, type ChangeRule, inPlace, type Verdict } from './rule.ts'

/** The verdict on new content: which containers pick it up, and when. */
function newContent(context: ChangeContext): Verdict {
  const { change, after, sides } = context
  const readings = readersOf(after, sides.after, change.steps[1])
  const severe = isBackup(readings) ? backupVerdict(context) : documentVerdict(context)
  const pickup = pickupOf(after, readings, context)
  if (severe) return { class: severe.class, why: `${severe.why} ${pickup.why}` }
  const moved = movedGroups(context)
  return moved === undefined ? pickup : { ...pickup, why: `${moved} ${pickup.why}` }
}

function pickupOf(object: KubernetesObject, readings: readonly Reading[], { sides }: ChangeContext): Verdict {
  if (readings.length === 0) return inPlace('No pod in these manifests reads it.')
  const restarting = new Set(
    readings
      .filter(({ workload }) => podsAreReplaced(workload.object.object, sides))
      .map(({ workload }) => workloadLabel(workload)),
  )
  const isRestarting = ({ workload }: Reading): boolean => restarting.has(workloadLabel(workload))
  const why = [...new Set(readings.map((reading) => pickupText(reading, isRestarting(reading))))].join(' ')
  if (readings.some((reading) => reading.by === 'reload' && !isRestarting(reading))) return { class: 'reload', why }
  if (restarting.size > 0) return inPlace(why)
  if (readings.some(({ by }) => by === 'unknown'))
    return inPlace(
      `Whether a running pod uses the change depends on its program. ${why} If the program does not read it again, add a checksum of the ${object.kind} to the pod template.`,
    )
  return inPlace(
    `No pod picks up the change by itself. ${why} Add a checksum of the ${object.kind} to the pod template, or give the ${object.kind} a new name.`,
  )
}

function pickupText({ workload, container, by, how }: Reading, isRestarting: boolean): string {
  if (isRestarting) return `${workloadLabel(workload)} restarts in the same change.`
  const reader = `${workloadLabel(workload)}, container ${container}`
  if (by === 'unknown') return `${reader}: ${how}.`
  return by === 'reload'
    ? `${reader} picks up the change without a restart: ${how}.`
    : `${reader} picks up the change only when it restarts: it reads the content ${how}.`
}

/** Whether the same diff replaces the pods of a workload. */
function podsAreReplaced(workload: KubernetesObject, { before }: ChangeContext['sides']): boolean {
  const workloadBefore = before.get(workload)
  if (workloadBefore === undefined) return true
  const template = factsOf(workload.kind).podSpec!.slice(0, -1)
  return (
    workloadBefore !== workload &&
    reasonPodsStay(workload) === undefined &&
    workload.kind !== 'Pod' &&
    compare(valueAt(workloadBefore, template), valueAt(workload, template), undefined).length > 0
  )
}

const mountedConfigMaps =
  'https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically'

const becomesImmutable: ChangeRule = {
  at: '/immutable',
  verdict: inPlace('From now on, its content cannot change.'),
  source: 'pkg/apis/core/validation/validation.go:7904-7922, 7842-7864',
}

export const configRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  '/ConfigMap': [
    becomesImmutable,
    { at: '/data/**', verdict: newContent, source: mountedConfigMaps },
    { at: '/binaryData/**', verdict: newContent, source: mountedConfigMaps },
  ],
  '/Secret': [
    becomesImmutable,
    { at: '/data/**', verdict: newContent, source: 'https://kubernetes.io/docs/concepts/configuration/secret/' },
  ],
}
