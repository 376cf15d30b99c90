// A Git host for the delivery tools: serves a repository over HTTP on 127.0.0.1 with git's CGI program.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { GitHost } from './delivery-rig.ts'
import type { Access } from './git-server-thread.ts'

export interface GitServer extends GitHost {
  stop(): Promise<void>
}

/** @param gitFolder a bare repository, or `.git` of a working tree */
export async function serveGit(gitFolder: string): Promise<GitServer> {
  const thread = new Worker(new URL('git-server-thread.ts', import.meta.url), { workerData: gitFolder })
  const [port] = (await once(thread, 'message')) as [number]
  const change = async (access: Access): Promise<void> => {
    const changed = once(thread, 'message')
    thread.postMessage(access)
    await changed
  }
  const addressOf = (name: string): string => `http://127.0.0.1:${port}/${name}.git`
  return {
    url: addressOf('thanos-gitops'),
    addressOf,
    close: (name) => change({ closed: name }),
    requireCredentials: (credentials) =>
      change({
        authorization:
          credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`,
      }),
    async stop() {
      await thread.terminate()
    },
  }
}
