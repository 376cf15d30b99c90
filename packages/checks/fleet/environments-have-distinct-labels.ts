import type { FleetMember } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { type Writer, type WrittenLabel, writersIn } from '../thanos/labels.ts'
import { comparing, repeated } from './compare.ts'

export const environmentsHaveDistinctLabels = comparing({
  name: 'environments-have-distinct-labels',
  question: 'fleet',
  severity: 'error',
  why: 'The external label cluster is the only difference between the series of two environments. With equal labels, a query merges them into one series, and in one bucket their blocks overlap and the compactor halts.',
  remedy: 'Set another cluster in environment.yaml of the newer environment, before it writes series.',
  source: 'https://thanos.io/tip/thanos/storage.md/#external-labels',
  *compare(fleet) {
    const reported = new Set<FleetMember>()
    for (const { member, fact, earlier, other } of repeated(fleet, identitiesOf)) {
      if (reported.has(member)) continue
      reported.add(member)
      yield {
        ...fact.label.place,
        member,
        other: earlier,
        message: `the environments ${earlier.name} and ${member.name} both write series with ${fact.text} (${earlier.name}: ${lineOf(other.label.place)}).`,
      }
    }
  },
})

interface Identity {
  /** `cluster="production"` */
  readonly text: string
  readonly label: WrittenLabel
}

/** The labels that all replicas of a writer have: they identify the environment. */
function identitiesOf({ context }: FleetMember): ReadonlyMap<string, Identity> {
  return new Map(
    writersIn(context).flatMap((writer) => {
      const labels = constantLabels(writer)
      const label = labels.find(({ name }) => name.includes('cluster')) ?? labels[0]
      const text = labels.map(({ name, text: value }) => `${name}="${unquoted(value)}"`).join(', ')
      return label === undefined ? [] : [[text, { text, label }] as const]
    }),
  )
}

const constantLabels = ({ labels }: Writer): WrittenLabel[] =>
  labels
    .filter(({ name, text, isPerPod }) => !isPerPod && !name.includes('replica') && !text.includes('$'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const unquoted = (value: string): string => value.replace(/^"(.*)"$/, '$1')
