import { didYouMean, listOf, mappingOf, parsePointer, valueAt } from '@thanos-gitops/manifest'
import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'

/** The lists with the names to which a field of a route refers. */
const listsOfField: Readonly<Record<string, readonly string[]>> = {
  receiver: ['receivers'],
  mute_time_intervals: ['time_intervals', 'mute_time_intervals'],
  active_time_intervals: ['time_intervals', 'mute_time_intervals'],
}

/** The problem, with the nearest name of a receiver or time interval as the remedy if it is about one that does not exist. */
export function withNearestName({ pointer, value }: EmbeddedDocument, problem: Problem): Problem {
  if (problem.remedy !== undefined || !/\bundefined (?:receiver|time interval)/i.test(reason(problem))) return problem
  const steps = parsePointer(problem.pointer.slice(pointer.length)) ?? []
  const lists = steps.flatMap((step) => listsOfField[step] ?? [])
  const names = lists.flatMap((list) => listOf(mappingOf(value)[list]).map((entry) => String(mappingOf(entry).name)))
  const remedy = didYouMean(String(valueAt(value, steps)), names)
  return remedy === undefined ? problem : { ...problem, remedy }
}

const reason = ({ message }: Problem): string => message.slice(message.indexOf(': ') + 2)
