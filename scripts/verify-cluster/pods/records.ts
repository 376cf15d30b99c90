// The records of cluster DNS for Services and the pods behind them.
import type { DnsRecord } from './dns-message.ts'

/** What is read of a Service. */
export interface Service {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>
    readonly ports?: readonly { readonly name?: string; readonly port: number; readonly targetPort?: number | string }[]
  }
}

/** A pod that DNS knows while it is ready. */
export interface ServedPod {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly address: string
  readonly isReady: boolean
  /** The ports of its containers by their names. */
  readonly ports: ReadonlyMap<string, number>
}

export interface Zone {
  /** `cluster.local` */
  readonly domain: string
  readonly services: readonly Service[]
  readonly pods: readonly ServedPod[]
  /** Names outside of the cluster domain, with the address of each. */
  readonly others: ReadonlyMap<string, string>
}

/**
 * The records of a name. A Service with an address of its own has those of its pods, as a headless one: nothing forwards connections here.
 *
 * @param name in small letters
 * @returns undefined if the name does not exist, or if no pod behind it is ready
 */
export function recordsOf(name: string, zone: Zone): readonly DnsRecord[] | undefined {
  const other = zone.others.get(name)
  if (other !== undefined) return [{ type: 'A', address: other }]
  const suffix = `.svc.${zone.domain}`
  if (!name.endsWith(suffix)) return undefined
  const records = recordsIn(name.slice(0, -suffix.length).split('.'), zone)
  return records.length === 0 ? undefined : records
}

/** @param labels those before `svc` */
function recordsIn(labels: readonly string[], zone: Zone): readonly DnsRecord[] {
  const [namespace, name, ...before] = labels.toReversed()
  const service = zone.services.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace)
  if (service === undefined) return []
  const pods = podsBehind(service, zone.pods)
  const [first, second, ...more] = before
  if (first === undefined) return pods.map(addressOf)
  if (second === undefined) return pods.filter((pod) => pod.name === first).map(addressOf)
  const isServer = first === '_tcp' && second.startsWith('_') && more.length === 0
  return isServer ? serversOf(service, second.slice(1), pods, zone.domain) : []
}

const addressOf = ({ address }: ServedPod): DnsRecord => ({ type: 'A', address })

const podsBehind = ({ metadata, spec: { selector } }: Service, pods: readonly ServedPod[]): readonly ServedPod[] =>
  selector === undefined
    ? []
    : pods.filter(
        ({ namespace, labels, isReady }) =>
          isReady &&
          namespace === metadata.namespace &&
          Object.entries(selector).every(([key, value]) => labels[key] === value),
      )

function serversOf(
  { metadata: { name, namespace }, spec }: Service,
  portName: string,
  pods: readonly ServedPod[],
  domain: string,
): readonly DnsRecord[] {
  const found = spec.ports?.find((candidate) => candidate.name === portName)
  if (found === undefined) return []
  const { port, targetPort = port } = found
  return pods.flatMap((pod) => {
    const number = typeof targetPort === 'number' ? targetPort : pod.ports.get(targetPort)
    const target = `${pod.name}.${name}.${namespace}.svc.${domain}`
    return number === undefined ? [] : [{ type: 'SRV' as const, target, port: number }]
  })
}
