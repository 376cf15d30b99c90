import { type DeliveredChange, type RolloutClass, rolloutClasses } from '@thanos-gitops/manifest/change'
import { counted } from '../counted.ts'
import { worstFirst } from './classes.ts'

/** At most so many phrases describe an environment; milder changes are counted. */
const mostPhrases = 3

/** Changes that interrupt nothing: they are in the headline only if there is nothing else. */
const quiet: readonly RolloutClass[] = ['reload', 'in-place', 'none']

/** What changes of one environment do, the worst first: `1 change is refused (StatefulSet/thanos-store)`. */
export function phrasesOf(objects: readonly DeliveredChange[]): readonly string[] {
  const loud = objects.filter((object) => !quiet.includes(object.class))
  const byClass = Map.groupBy(loud.length > 0 ? loud : objects, (object) => object.class)
  const found = worstFirst.flatMap((one) => {
    const members = byClass.get(one)
    return members === undefined ? [] : phrases[one](members)
  })
  const milder = found.slice(mostPhrases).reduce((sum, { count }) => sum + count, 0)
  return [
    ...found.slice(0, mostPhrases).map(({ text }) => text),
    ...(milder === 0 ? [] : [`${counted(milder, 'milder change')}`]),
  ]
}

/** The rank of the worst class: larger is worse; -1 without a change. */
export const rankOf = (objects: readonly DeliveredChange[]): number =>
  Math.max(-1, ...objects.map((object) => rolloutClasses.indexOf(object.class)))

interface Phrase {
  readonly text: string
  readonly count: number
}

type Phrases = (objects: readonly DeliveredChange[]) => readonly Phrase[]

const phrases: Readonly<Record<RolloutClass, Phrases>> = {
  outage: (objects) => [named(objects, 'object stops serving', 'objects stop serving')],
  'data-loss': (objects) => [named(objects, 'change deletes data', 'changes delete data')],
  refused: (objects) => [named(objects, 'change is refused', 'changes are refused')],
  risk: (objects) => [named(objects, 'change is a risk', 'changes are a risk')],
  recreate: (objects) => [plain(objects, 'object is recreated', 'objects are recreated')],
  restart: (objects) =>
    [...Map.groupBy(objects.toSorted(leastAvailableFirst), restartOf).entries()].map(([manner, same]) => {
      const [kind = '', how = ''] = manner.split('|')
      return plain(same, `${kind} restarts${how}`, `${kind}s restart${how}`)
    }),
  scale: (objects) => [plain(objects, 'workload changes its number of pods', 'workloads change their numbers of pods')],
  reload: (objects) => [plain(objects, 'configuration is reloaded', 'configurations are reloaded')],
  'in-place': (objects) =>
    [...Map.groupBy(objects, ({ status }) => status).entries()].map(([status, same]) =>
      plain(same, `object ${inPlace[status][0]}`, `objects ${inPlace[status][1]}`),
    ),
  none: (objects) => [plain(objects, 'object changes in metadata only', 'objects change in metadata only')],
}

const inPlace: Readonly<Record<DeliveredChange['status'], readonly [string, string]>> = {
  added: ['is created', 'are created'],
  removed: ['is removed from git', 'are removed from git'],
  renamed: ['is renamed', 'are renamed'],
  changed: ['changes without a restart', 'change without a restart'],
}

/** The kind of a workload, and how its pods restart. */
function restartOf({ kind, rollout }: DeliveredChange): string {
  if (rollout === undefined || rollout.replicas === 0) return `${kind}|`
  if (rollout.available === 0) return `${kind}| with no pod available`
  return kind === 'StatefulSet' ? `${kind}| one pod at a time` : `${kind}|`
}

const leastAvailableFirst = (a: DeliveredChange, b: DeliveredChange): number =>
  Math.min(1, a.rollout?.available ?? 1) - Math.min(1, b.rollout?.available ?? 1)

const plain = ({ length }: readonly DeliveredChange[], one: string, several: string): Phrase => ({
  text: `${length} ${length === 1 ? one : several}`,
  count: length,
})

/** With the names of the objects, because each needs a decision. */
function named(objects: readonly DeliveredChange[], one: string, several: string): Phrase {
  const names = objects.slice(0, 2).map(({ kind, name }) => `${kind}/${name}`)
  const more = objects.length - names.length
  const list = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const { text, count } = plain(objects, one, several)
  return { text: `${text} (${list})`, count }
}
