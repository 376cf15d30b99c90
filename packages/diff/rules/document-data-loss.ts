import { isObject } from '@thanos-gitops/manifest'
import { isLocation } from './backup-location.ts'
import { newExternalLabel } from './external-labels.ts'
import { otherShards } from './moved-targets.ts'
import { shorterRetention, smallerRetentionSize } from './retention.ts'
import type { ChangeContext, SourcedVerdict } from './rule.ts'

const day = 864e5
const source = 'docs/configuration/configuration.md of Prometheus'
const storage = 'docs/storage.md of Thanos'

/** The effect of a changed configuration on data: `/data/prometheus.yaml/storage/tsdb/retention/time`. */
export function documentVerdict({ change }: ChangeContext): SourcedVerdict | undefined {
  const field = change.path.slice(2).join('/')
  if (field.startsWith('storage/tsdb/retention')) {
    const [timeBefore, timeAfter] = [change.before, change.after].map((value) => retentionIn(value, field, 'time'))
    const [sizeBefore, sizeAfter] = [change.before, change.after].map((value) => retentionIn(value, field, 'size'))
    return (
      shorterRetention(
        { data: 'Samples', source, fallback: 15 * day, restriction: ' that are not uploaded' },
        timeBefore,
        timeAfter,
      ) ?? (sizeBefore === sizeAfter ? undefined : smallerRetentionSize(sizeBefore, sizeAfter, source))
    )
  }
  if (isLocation(field, change.before) && change.before !== undefined)
    return {
      class: 'outage',
      why: 'Blocks are read from and written to another location: existing blocks are no longer visible. Copy the blocks first.',
      source: storage,
    }
  // Also a new one: the blocks were in the bucket as a whole.
  if (field === 'prefix') return otherFolder(change.before, change.after)
  if (/^scrape_configs\/.*\/modulus$/.test(field)) return otherShards(change.before, change.after)
  if (field === 'global/external_labels' || field.startsWith('global/external_labels/'))
    return newExternalLabel(change.path.at(-1)!, change.before, change.after)
  return undefined
}

function otherFolder(before: unknown, after: unknown): SourcedVerdict | undefined {
  const [from, to] = [before, after].map((prefix) => String(prefix ?? '').replace(/^\/+|\/+$/g, ''))
  if (from === to) return undefined
  const places = [from, to].map((folder) => (folder === '' ? 'the bucket as a whole' : `the folder ${folder}`))
  return {
    class: 'outage',
    why: `Blocks are read from and written to ${places[1]} instead of ${places[0]}: existing blocks are no longer visible, and no compactor merges or deletes them. Copy the blocks first.`,
    source: storage,
  }
}

/** The time or size in a changed field, which can be the value itself or a mapping that contains it. */
function retentionIn(value: unknown, field: string, name: 'time' | 'size'): string | undefined {
  const found = isObject(value)
    ? (isObject(value.retention) ? value.retention : value)[name]
    : field.endsWith(`/${name}`)
      ? value
      : undefined
  return found === undefined ? undefined : String(found)
}
