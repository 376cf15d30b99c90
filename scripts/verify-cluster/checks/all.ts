import { alertChecks } from './alerts.ts'
import type { Check } from './check.ts'
import { networkChecks } from './network.ts'
import { podChecks } from './pods.ts'
import { storageChecks } from './storage.ts'

/** In the order in which they run. */
export const checks: readonly Check[] = [...podChecks, ...networkChecks, ...storageChecks, ...alertChecks]

/** The checks whose titles contain a text, and those whose results they read, in their order. */
export function chosenChecks(all: readonly Check[], match: string | undefined): readonly Check[] {
  if (match === undefined) return all
  const matching = all.filter(({ title }) => title.includes(match))
  const needed = new Set(matching.flatMap(({ title, needs = [] }) => [title, ...needs]))
  return all.filter(({ title }) => needed.has(title))
}
