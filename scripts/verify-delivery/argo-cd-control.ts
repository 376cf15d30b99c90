import { request } from 'node:http'
import type { LiveObject } from '../kubectl.ts'
import { listObjects, type SendRequest } from './api-client.ts'
import { applicationState, applicationsOf, applicationsPath, refreshAnnotation } from './argo-cd-state.ts'
import type { DeliveryTool } from './delivery-tool.ts'
import { until } from './processes.ts'

type Control = Omit<DeliveryTool, 'check' | 'stop'>

/**
 * What is done with objects of Argo CD, in place of its command line.
 *
 * @param startServer starts the server, which receives webhooks, and returns its address
 */
export function controlOf(send: SendRequest, startServer: () => Promise<string>): Control {
  let server: Promise<string> | undefined
  const annotate = async (applications: readonly LiveObject[], refresh: 'normal' | 'hard'): Promise<void> => {
    for (const { metadata } of applications)
      await send(
        'PATCH',
        `${applicationsPath}/${metadata.name}`,
        { metadata: { annotations: { [refreshAnnotation]: refresh } } },
        'application/merge-patch+json',
      )
  }
  return {
    refresh: async () => annotate(await listObjects(send, applicationsPath), 'normal'),
    async reconcile(environment) {
      await annotate(await applicationsOf(send, environment), 'hard')
      await until(`Argo CD has compared ${environment}`, async () => {
        const applications = await applicationsOf(send, environment)
        const isCompared = applications.every(({ metadata }) => metadata.annotations?.[refreshAnnotation] === undefined)
        return isCompared && (await applicationState(send, environment)).isSynced ? true : undefined
      })
    },
    async receivePush({ repository, branch, files, before, after }) {
      server ??= startServer()
      const address = await server
      const payload = {
        ref: `refs/heads/${branch}`,
        before,
        after,
        repository: { html_url: repository.replace(/\.git$/, ''), default_branch: branch },
        commits: [{ added: [], removed: [], modified: files }],
      }
      await until('Argo CD receives the webhook', () => sendWebhook(`${address}/api/webhook`, payload))
    },
    state: (environment) => applicationState(send, environment),
  }
}

/** Sends a push event as GitHub does. Undefined if the server does not answer yet. */
const sendWebhook = (address: string, payload: object): Promise<true | undefined> =>
  new Promise((resolve) => {
    const call = request(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-github-event': 'push' },
    })
    call.on('response', (response) => {
      response.resume()
      resolve(response.statusCode === 200 ? true : undefined)
    })
    call.on('error', () => resolve(undefined))
    call.end(JSON.stringify(payload))
  })
