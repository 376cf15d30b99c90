import { copiesThatCanFail, type MappingReader, mostZones, shownValue } from '@thanos-gitops/manifest'
import { receiveFormats } from './receive-formats.ts'

/** The zones of `receive`, and whether writes survive that one is lost. Undefined without the setting and for an invalid one. */
export function readReceiveZones(
  receive: MappingReader<'zones'>,
  copies: number,
  zonesOfCluster: unknown,
): readonly string[] | undefined {
  const value = receive.value('zones')
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value) || value.length === 0 || value.length > mostZones) {
    receive.problem(
      ['zones'],
      `zones must be a list of up to ${mostZones} names of zones, not ${shownValue(value)}.`,
      `Write for example zones: [${example.join(', ')}], as in the label topology.kubernetes.io/zone of nodes.`,
    )
    return undefined
  }
  const problem = zoneProblem(value) ?? tooMany(value, zonesOfCluster) ?? tooFew(value.length, copies)
  if (problem === undefined) return value as readonly string[]
  receive.problem(...problem)
  return undefined
}

const example = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']

type Problem = Parameters<MappingReader<'zones'>['problem']>

function zoneProblem(zones: readonly unknown[]): Problem | undefined {
  const { pattern, description } = receiveFormats.zone
  for (const [index, zone] of zones.entries()) {
    if (typeof zone !== 'string' || !pattern.test(zone))
      return [
        ['zones', index],
        `A zone must be ${description}, not ${shownValue(zone)}.`,
        `Write for example ${example[0]}.`,
      ]
    if (zones.indexOf(zone) < index)
      return [['zones', index], `The zone ${zone} is listed twice.`, 'Remove one of them.']
  }
  return undefined
}

function tooMany(zones: readonly unknown[], zonesOfCluster: unknown): Problem | undefined {
  if (typeof zonesOfCluster !== 'number' || zones.length <= zonesOfCluster) return undefined
  return [
    ['zones'],
    `Receivers are in ${zones.length} zones, but the cluster has ${zonesOfCluster}: zones of the environment.`,
    `Raise zones of the environment to ${zones.length}, or list ${zonesOfCluster} zones here.`,
  ]
}

function tooFew(zones: number, copies: number): Problem | undefined {
  const most = Math.ceil(copies / zones)
  if (most <= copiesThatCanFail(copies)) return undefined
  const enough = fewestZones(copies)
  const other = copies === 1 ? 'replicationFactor: 3' : zones === 2 ? 'replicationFactor: 2' : undefined
  const zonesRemedy = enough === undefined ? undefined : `List ${enough} zones or more`
  return [
    ['zones'],
    `A zone can have ${most} of the ${copies === 1 ? '1 copy' : `${copies} copies`} of a series: while it is down, writes of the series fail.`,
    `${[zonesRemedy, other === undefined ? undefined : `write ${other}`].filter((text) => text !== undefined).join(', or ')}.`.replace(
      /^w/,
      'W',
    ),
  ]
}

function fewestZones(copies: number): number | undefined {
  for (let zones = 2; zones <= copies; zones++) if (Math.ceil(copies / zones) <= copiesThatCanFail(copies)) return zones
  return undefined
}
