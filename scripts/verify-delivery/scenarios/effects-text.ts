import type { Outcome } from '@thanos-gitops/manifest/change'
import type { Effects, PodEffects } from './effects.ts'

/** The order of the outcomes in a cell of the table, and their words. */
const outcomeWords = {
  refused: 'refused',
  blocked: 'not applied',
  created: 'created',
  changed: 'changed',
  recreated: 'recreated',
  deleted: 'deleted',
  kept: 'kept',
  orphaned: 'left behind',
  unchanged: 'unchanged',
} as const satisfies Record<Outcome, string>

const mostObjects = 2
const mostWorkloads = 4

/** The effects of a change in a cell of a Markdown table. */
export function effectsText(effects: Effects): string {
  const parts = [...objectTexts(effects.objects), ...podTexts(effects.pods)]
  if (effects.sync !== 'completes') parts.push(effects.sync === 'fails' ? 'the sync fails' : 'the sync waits for pods')
  return parts.length === 0 ? 'nothing changes' : parts.join('; ')
}

function objectTexts(objects: Effects['objects']): readonly string[] {
  const byOutcome = Map.groupBy(Object.keys(objects).sort(), (label) => objects[label]!)
  return (Object.keys(outcomeWords) as Outcome[]).flatMap((outcome) => {
    const labels = byOutcome.get(outcome) ?? []
    if (labels.length === 0) return []
    const names = labels.length > mostObjects ? `${labels.length} objects` : labels.join(', ')
    return [`${outcomeWords[outcome]}: ${names}`]
  })
}

function podTexts(pods: Effects['pods']): readonly string[] {
  const entries = Object.entries(pods).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length <= mostWorkloads) return entries.map(([label, effects]) => podText(label, effects))
  const sum = (what: 'stopped' | 'started'): number => entries.reduce((total, [, effects]) => total + effects[what], 0)
  const counts = [
    [sum('stopped'), 'stop'],
    [sum('started'), 'start'],
  ] as const
  const texts = counts.filter(([count]) => count > 0).map(([count, verb]) => `${count} ${verb}`)
  return [`pods of ${entries.length} workloads: ${texts.join(', ')}`]
}

function podText(label: string, { stopped, started, stops, starts, extra, unavailable }: PodEffects): string {
  const name = label.slice(label.indexOf('/') + 1)
  if (stops !== undefined && starts !== undefined) {
    if (stops.length > 0 && [...stops].sort().join() === starts.join()) return named(stops, 'restart')
    return [
      ...(stops.length > 0 ? [named(stops, 'stop')] : []),
      ...(starts.length > 0 ? [named(starts, 'start')] : []),
    ].join(', ')
  }
  if (stopped > 0 && started > 0 && extra !== undefined)
    return `${name}: ${stopped} pods replaced by ${started}, ${extra} extra and ${unavailable} unavailable at a time`
  return [
    ...(stopped > 0 ? [`${name}: ${counted(stopped, 'stop')}`] : []),
    ...(started > 0 ? [`${name}: ${counted(started, 'start')}`] : []),
  ].join(', ')
}

const counted = (count: number, verb: string): string => (count === 1 ? `1 pod ${verb}s` : `${count} pods ${verb}`)

/** `thanos-store-2, -1, -0 restart`, `thanos-compact-0 restarts` */
const named = (pods: readonly string[], verb: string): string =>
  `${ordinals(pods)} ${pods.length === 1 ? `${verb}s` : verb}`

/** `thanos-store-2, -1, -0` */
const ordinals = ([first = '', ...rest]: readonly string[]): string =>
  [first, ...rest.map((name) => name.slice(name.lastIndexOf('-')))].join(', ')
