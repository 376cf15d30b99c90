import { type MappingReader, shownValue } from '@thanos-gitops/manifest'

/** More zones than any region has: a number of nodes by mistake. */
const most = 16

/** Reads `zones`: how many zones the cluster has. */
export function readZones(fields: MappingReader<'zones'>): number | undefined {
  const value = fields.value('zones')
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= 2 && value <= most) return value
  fields.problem(
    ['zones'],
    `zones must be a whole number from 2 to ${most}, not ${shownValue(value)}.`,
    remedyOf(value),
  )
  return undefined
}

function remedyOf(value: unknown): string {
  if (value === 1) return 'Remove zones: in a cluster with one zone, replicas are on different nodes only.'
  if (Array.isArray(value) && value.length >= 2 && value.length <= most)
    return `Write the number of zones: zones: ${value.length}`
  return 'Write how many zones have nodes for the stack, for example zones: 3'
}
