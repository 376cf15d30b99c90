import { durationOf, isOn, lastUse, lastValue, type Program } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { placeOfFlag } from './places.ts'

const hour = 36e5
const day = 24 * hour
const rawFlag = 'retention.resolution-raw'
const fiveMinutesFlag = 'retention.resolution-5m'
const oneHourFlag = 'retention.resolution-1h'

export const compactRetentionAllowsDownsampling: Check = {
  name: 'compact-retention-allows-downsampling',
  id: 'TH020',
  question: 'data',
  severity: 'error',
  why: 'Thanos downsamples raw blocks to 5m after 40 hours, and 5m blocks to 1h after 10 days. A compactor that deletes them earlier does not start. If one resolution is deleted before the others, queries of old data cannot zoom in.',
  remedy:
    'Keep raw blocks for at least 40h and 5m blocks for at least 10d. Prefer one retention for all three; 0d keeps blocks indefinitely.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/compact.go, https://thanos.io/tip/components/compact.md/#downsampling',
  *run(context) {
    for (const compactor of thanosPrograms(context, 'compact')) {
      const hasRetention = [rawFlag, fiveMinutesFlag, oneHourFlag].some((flag) => lastUse(compactor, flag))
      if (!hasRetention)
        yield {
          ...argumentsPlace(compactor),
          message: 'no retention is set, so blocks are kept indefinitely.',
          remedy: 'Set the three --retention.resolution flags. Use 0d to keep blocks indefinitely.',
          severity: 'warning',
        }
      else if (!isOn(compactor, 'downsampling.disable')) yield* retentionProblems(compactor)
    }
  },
}

function* retentionProblems(compactor: Program): Iterable<Problem> {
  const raw = retentionOf(compactor, rawFlag)
  const fiveMinutes = retentionOf(compactor, fiveMinutesFlag)
  const oneHour = retentionOf(compactor, oneHourFlag)
  if (raw === undefined || fiveMinutes === undefined || oneHour === undefined) return
  if (raw < 40 * hour)
    yield {
      ...placeOfFlag(compactor, rawFlag),
      message: `raw blocks are deleted after ${lastValue(compactor, rawFlag)}, before they are downsampled.`,
      remedy: 'Keep raw blocks for at least 40h. 0d keeps blocks indefinitely.',
    }
  else if (fiveMinutes < 10 * day)
    yield {
      ...placeOfFlag(compactor, fiveMinutesFlag),
      message: `5m blocks are deleted after ${lastValue(compactor, fiveMinutesFlag)}, before they are downsampled.`,
      remedy: 'Keep 5m blocks for at least 10d. 0d keeps blocks indefinitely.',
    }
  else if (raw > fiveMinutes || fiveMinutes > oneHour)
    yield {
      ...placeOfFlag(compactor, raw > fiveMinutes ? fiveMinutesFlag : oneHourFlag),
      message:
        raw > fiveMinutes ? '5m blocks are deleted before raw blocks.' : '1h blocks are deleted before 5m blocks.',
      severity: 'warning',
    }
  else yield* gapProblems(compactor, { raw, fiveMinutes, oneHour })
}

interface Retention {
  readonly raw: number
  readonly fiveMinutes: number
  readonly oneHour: number
}

/**
 * Thanos downsamples a block when it has been merged into one of 2 days (to 5m) or of 14 days (to 1h). The oldest parts of that
 * block are deleted before it is complete if their retention is shorter. `compactions` in cmd/thanos/compact.go.
 */
function* gapProblems(compactor: Program, { raw, fiveMinutes, oneHour }: Retention): Iterable<Problem> {
  for (const { flag, retention, next, complete, name, coarser } of [
    { flag: rawFlag, retention: raw, next: fiveMinutes, complete: 2 * day, name: 'raw', coarser: '5m' },
    { flag: fiveMinutesFlag, retention: fiveMinutes, next: oneHour, complete: 14 * day, name: '5m', coarser: '1h' },
  ])
    if (retention < complete && retention < next)
      yield {
        ...placeOfFlag(compactor, flag),
        message: `${name} blocks are deleted after ${lastValue(compactor, flag)}, but downsampled to ${coarser} when they are merged into a block of ${complete / day} days: a part of the samples is missing in the ${coarser} blocks.`,
        remedy: `Keep ${name} blocks for at least ${complete / day}d, or ${coarser} blocks no longer than ${name} blocks.`,
        severity: 'warning',
      }
}

/** In milliseconds; infinite for 0d. */
function retentionOf(compactor: Program, flag: string): number | undefined {
  const value = durationOf(compactor, flag)
  return value === 0 ? Infinity : value
}
