import type { SendRequest } from '../verify-delivery/api-client.ts'
import { startApiServer } from '../verify-delivery/api-server.ts'
import { buildProgram, type ProgramName, programs } from '../verify-delivery/programs.ts'
import { openProxy } from './api-client.ts'

/** The API servers of the versions that environments can declare. */
export const apiServers = {
  '1.35': 'kube-apiserver-1.35',
  '1.36': 'kube-apiserver',
  '1.37': 'kube-apiserver-1.37',
} as const satisfies Record<string, ProgramName>

export type ServedVersion = keyof typeof apiServers
export const servedVersions = Object.keys(apiServers) as ServedVersion[]

export interface RunningServer {
  readonly send: SendRequest
  /** The context of kubectl; undefined for the current one. */
  readonly context: string | undefined
  /** The minor version: `1.36`. */
  readonly minor: string
  /** What controllers need, for a server that this process started. */
  readonly controllers?: { readonly address: string; readonly kubeconfig: string; readonly start: StartProgram }
}

/** Starts another program next to the server, which ends with it. */
export type StartProgram = (name: ProgramName, args: readonly string[]) => Promise<void>

const ownContext = 'verify-rollout'

/** Builds and starts a server of a version for the time of `work`. */
export async function withOwnServer(
  version: ServedVersion,
  work: (server: RunningServer) => Promise<boolean>,
): Promise<boolean> {
  for (const name of ['etcd', apiServers[version]] as const) await buildProgram(name)
  const server = await startApiServer([ownContext], { program: apiServers[version] })
  const start: StartProgram = async (name, args) => {
    const path = await buildProgram(name)
    server.processes.start(path, args, `${server.folder}/${programs[name].package.split('/').at(-1)}.log`)
  }
  try {
    return await withProxy(ownContext, (running) =>
      work({ ...running, controllers: { address: server.address, kubeconfig: server.controllerKubeconfig, start } }),
    )
  } finally {
    await server.stop()
  }
}

/** Uses the cluster of KUBECONFIG. */
export const withCurrentServer = (work: (server: RunningServer) => Promise<boolean>): Promise<boolean> =>
  withProxy(undefined, work)

async function withProxy(
  context: string | undefined,
  work: (server: RunningServer) => Promise<boolean>,
): Promise<boolean> {
  const { send, close } = await openProxy(context)
  try {
    const { body } = await send('GET', '/version')
    return await work({ send, context, minor: `${String(body.major)}.${String(body.minor).replace('+', '')}` })
  } finally {
    await close()
  }
}
