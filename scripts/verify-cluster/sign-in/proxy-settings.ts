// How the rendered Deployment starts its program, on this machine.
import { randomBytes } from 'node:crypto'
import type { Workload } from '../patches.ts'

export interface ProxyContainer {
  readonly name: string
  readonly image: string
  readonly args: readonly string[]
  readonly env?: readonly EnvironmentVariable[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly resources: { readonly limits: Readonly<Record<string, string>> }
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
}

interface EnvironmentVariable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: { readonly resourceFieldRef?: { readonly resource: string } }
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
}

interface SecretVolume {
  readonly name: string
  readonly secret?: {
    readonly secretName: string
    readonly items: readonly { readonly key: string; readonly path: string }[]
  }
}

/** A Deployment of a proxy. */
export interface ProxyDeployment extends Workload {
  readonly spec: Workload['spec'] & {
    readonly template: {
      readonly spec: { readonly containers: readonly ProxyContainer[]; readonly volumes: readonly SecretVolume[] }
    }
  }
}

/** Where what the arguments name is on this machine. */
export interface Places {
  /** The port of this machine for each port of the container. */
  readonly ports: ReadonlyMap<number, number>
  /** The folder of this machine for each mounted one. */
  readonly folders: ReadonlyMap<string, string>
  /** The address of this machine for each `host:port` of an upstream. */
  readonly upstreams: ReadonlyMap<string, string>
}

/**
 * The arguments of the container with addresses and folders of this machine. Nothing else is changed.
 *
 * @throws Error if a flag `--upstream` leads to an address that `places` lacks
 */
export const localArguments = (args: readonly string[], places: Places): readonly string[] =>
  args.map((argument) => localArgument(argument, places))

function localArgument(argument: string, { ports, folders, upstreams }: Places): string {
  const [, flag = '', value = ''] = /^(--[\w-]+)=(.*)$/s.exec(argument) ?? []
  const address = /^0\.0\.0\.0:(\d+)$/.exec(value)?.[1]
  if (address !== undefined) return `${flag}=127.0.0.1:${ports.get(Number(address))}`
  const folder = [...folders.keys()].find((candidate) => value.startsWith(`${candidate}/`))
  if (folder !== undefined) return `${flag}=${folders.get(folder)}${value.slice(folder.length)}`
  if (flag !== '--upstream') return argument
  const { host, pathname } = new URL(value)
  const local = upstreams.get(host)
  if (local === undefined) throw new Error(`No upstream of this machine stands for ${host}.`)
  return `${flag}=http://${local}${pathname}`
}

/** The `host:port` of each upstream. */
export const upstreamsOf = (args: readonly string[]): readonly string[] =>
  args.flatMap((argument) => (argument.startsWith('--upstream=') ? new URL(argument.slice(11)).host : []))

const units: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }

/** The variables of the container. `limits.memory` is in bytes, as the kubelet writes it. */
export const environmentOf = ({ env = [], resources: { limits } }: ProxyContainer): Readonly<Record<string, string>> =>
  Object.fromEntries(
    env.map(({ name, value, valueFrom }) => {
      const resource = valueFrom?.resourceFieldRef?.resource.replace(/^limits\./, '')
      if (resource === undefined) return [name, value ?? '']
      const [, number, unit] = /^(\d+)(\w*)$/.exec(limits[resource] ?? '') ?? []
      return [name, String(Number(number) * (units[unit ?? ''] ?? 1))]
    }),
  )

/** A key of cookies as the command in environments/access.md creates it. */
export const newCookieSecret = (): string =>
  randomBytes(32).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
