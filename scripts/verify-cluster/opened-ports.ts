// The connections that NetworkPolicies allow between pods, read from their ingress.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { LiveObject } from '../kubectl.ts'

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>
}

/** What is read of a policy. Peers in other namespaces are not in this stack. */
export interface Policy {
  readonly spec: {
    readonly podSelector: Selector
    readonly ingress?: readonly {
      readonly from?: readonly { readonly podSelector?: Selector; readonly namespaceSelector?: unknown }[]
      readonly ports?: readonly { readonly port?: string | number; readonly protocol?: string }[]
    }[]
  }
}

export interface Connection {
  /** Names of pods. */
  readonly client: string
  readonly server: string
  readonly port: number
}

export interface Pod extends LiveObject {
  readonly spec: {
    readonly hostNetwork?: boolean
    readonly containers: readonly { readonly ports?: readonly ContainerPort[] }[]
  }
}

export interface ContainerPort {
  readonly name?: string
  readonly containerPort: number
  readonly protocol?: string
}

export const policiesIn = (folder: string): readonly Policy[] =>
  readdirSync(folder)
    .filter((name) => name.includes('.networkpolicy.'))
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as Policy)

/** The TCP ports that the containers of a pod declare. */
export const portsOf = ({ spec }: Pod): readonly ContainerPort[] =>
  spec.containers.flatMap(({ ports = [] }) => ports).filter(({ protocol = 'TCP' }) => protocol === 'TCP')

/** TCP connections from one pod to another, for each rule that names pods of the namespace and ports. */
export function openedConnections(policies: readonly Policy[], pods: readonly Pod[]): readonly Connection[] {
  const selected = (selector: Selector): readonly Pod[] => pods.filter((pod) => matches(selector, pod))
  return policies.flatMap(({ spec: { podSelector, ingress = [] } }) =>
    ingress.flatMap(({ from = [], ports = [] }) => {
      const clients = from.flatMap(({ podSelector: peer, namespaceSelector }) =>
        peer === undefined || namespaceSelector !== undefined ? [] : selected(peer),
      )
      return selected(podSelector).flatMap((server) =>
        numbersOf(server, ports).flatMap((port) =>
          clients
            .filter((client) => client !== server)
            .map((client) => ({ client: client.metadata.name, server: server.metadata.name, port })),
        ),
      )
    }),
  )
}

const matches = ({ matchLabels = {} }: Selector, { metadata: { labels = {} } }: Pod): boolean =>
  Object.entries(matchLabels).every(([name, value]) => labels[name] === value)

const numbersOf = (
  server: Pod,
  ports: readonly { readonly port?: string | number; readonly protocol?: string }[],
): readonly number[] =>
  ports
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .flatMap(({ port }) =>
      typeof port === 'number'
        ? [port]
        : portsOf(server)
            .filter(({ name }) => name === port)
            .map(({ containerPort }) => containerPort),
    )
