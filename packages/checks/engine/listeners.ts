// The ports at which known programs listen, and what they speak there.
import { lastUse, type Program, valueOrDefault, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from './check.ts'
import { perContext } from './per-context.ts'
import { programsIn } from './programs.ts'

export type Protocol = 'HTTP' | 'gRPC' | 'remote write' | 'gossip' | 'memcached' | "Cap'n Proto"

export interface Listener {
  readonly program: Program
  readonly port: number
  readonly protocol: Protocol
}

interface ListenFlag {
  readonly flag: string
  readonly protocol: Protocol
}

/** The address flags of each program. A command lacks some of them. */
const listenFlags: Readonly<Record<Program['name'], readonly ListenFlag[]>> = {
  thanos: [
    { flag: 'http-address', protocol: 'HTTP' },
    { flag: 'grpc-address', protocol: 'gRPC' },
    { flag: 'remote-write.address', protocol: 'remote write' },
    { flag: 'receive.capnproto-address', protocol: "Cap'n Proto" },
  ],
  prometheus: [{ flag: 'web.listen-address', protocol: 'HTTP' }],
  alertmanager: [
    { flag: 'web.listen-address', protocol: 'HTTP' },
    { flag: 'cluster.listen-address', protocol: 'gossip' },
  ],
  memcached: [],
}

const defaultPorts: Readonly<Record<string, number>> = { prometheus: 9090, alertmanager: 9093 }

const byWorkload = perContext((context) =>
  Map.groupBy(programsIn(context).flatMap(listenersIn), ({ program }) => program.container.workload),
)

/** The ports at which the known programs of a workload listen. */
export const listenersOf = (context: CheckContext, workload: Workload): readonly Listener[] =>
  byWorkload(context).get(workload) ?? []

function listenersIn(program: Program): readonly Listener[] {
  if (program.container.isInit) return []
  if (program.name === 'memcached')
    return [{ program, port: Number(lastUse(program, 'port')?.value ?? 11211), protocol: 'memcached' }]
  return listenFlags[program.name].flatMap(({ flag, protocol }): Listener[] => {
    const fallback = flag === 'web.listen-address' ? `:${defaultPorts[program.name]}` : ''
    const port = /:(\d+)$/.exec(valueOrDefault(program, flag) ?? fallback)?.[1]
    return port === undefined ? [] : [{ program, port: Number(port), protocol }]
  })
}
