import { durationOf, isOn, lastUse, lastValue, type Program } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { thanos } from './stack.ts'

const day = 864e5
const flags = ['retention.resolution-raw', 'retention.resolution-5m', 'retention.resolution-1h'] as const

export const compactRetentionAllowsDownsampling: Check = {
  name: 'compact-retention-allows-downsampling',
  id: 'TH020',
  severity: 'error',
  why: 'Raw blocks become 5m blocks after 40 hours, and 5m blocks 1h blocks after 10 days: a compactor that deletes them earlier does not start. A resolution that is deleted before the others leaves queries over old data without what they zoom into.',
  remedy: 'Keep raw for 40h or more and 5m for 10d or more, best all three for the same time; 0d keeps for ever.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/compact.go, https://thanos.io/tip/components/compact.md/#downsampling',
  *run(context) {
    for (const compactor of thanos(context, 'compact')) {
      if (flags.every((flag) => lastUse(compactor, flag) === undefined)) {
        yield {
          ...argumentsPlace(compactor),
          message: 'no retention is set, so that blocks are kept for ever.',
          remedy: 'Set the three --retention.resolution flags, 0d where for ever is meant.',
          severity: 'warning',
        }
        continue
      }
      const [raw, five, hour] = flags.map((flag) => retentionOf(compactor, flag))
      if (raw === undefined || five === undefined || hour === undefined) continue
      const isDownsampling = !isOn(compactor, 'downsampling.disable')
      const place = (flag: (typeof flags)[number]) => {
        const use = lastUse(compactor, flag)
        return use ? flagPlace(compactor, use) : argumentsPlace(compactor)
      }
      if (isDownsampling && raw < 40 * 36e5)
        yield {
          ...place(flags[0]),
          message: `raw blocks are deleted after ${lastValue(compactor, flags[0])}, before they are downsampled.`,
        }
      else if (isDownsampling && five < 10 * day)
        yield {
          ...place(flags[1]),
          message: `5m blocks are deleted after ${lastValue(compactor, flags[1])}, before they are downsampled.`,
        }
      else if (isDownsampling && (raw > five || five > hour))
        yield {
          ...place(raw > five ? flags[1] : flags[2]),
          message: 'a coarser resolution is deleted before a finer one.',
          severity: 'warning',
        }
    }
  },
}

/** For ever is the longest. */
function retentionOf(compactor: Program, flag: string): number | undefined {
  const value = durationOf(compactor, flag)
  return value === 0 ? Infinity : value
}
