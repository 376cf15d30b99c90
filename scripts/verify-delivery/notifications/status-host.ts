// A Git host that answers the requests of the tools for commit statuses, and records them.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A status as a tool sent it. */
export interface SentStatus {
  readonly commit: string
  /** The name: `context` of GitHub and Gitea, `name` of GitLab. */
  readonly name: string
  readonly state: string
  readonly description: string
  /** The value of the header with the token. */
  readonly token: string
}

export interface StatusHost {
  /** `http://127.0.0.1:8080` */
  readonly origin: string
  /** In the order of their arrival. */
  readonly sent: readonly SentStatus[]
  /** `POST /api/v1/…` of requests that no API of the three hosts has. */
  readonly unknown: readonly string[]
  stop(): Promise<void>
}

const commit = '(?<commit>[0-9a-f]{40})'
/** The paths to which statuses are sent, and the header with the token. */
const apis = [
  { path: new RegExp(`^/api/v1/repos/[^/]+/[^/]+/statuses/${commit}$`), header: 'authorization' },
  { path: new RegExp(`^/api/v3/repos/[^/]+/[^/]+/statuses/${commit}$`), header: 'authorization' },
  { path: new RegExp(`^/api/v4/projects/[^/]+/statuses/${commit}$`), header: 'private-token' },
] as const

export async function startStatusHost(): Promise<StatusHost> {
  const sent: SentStatus[] = []
  const unknown: string[] = []
  const server = createServer(async (request, response) => {
    const path = new URL(request.url!, 'http://127.0.0.1').pathname
    const body = await contentOf(request)
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
    if (request.method === 'GET') return json(200, answerTo(path))
    const api = apis.find((candidate) => candidate.path.test(path))
    if (request.method !== 'POST' || api === undefined) {
      unknown.push(`${request.method} ${path}`)
      return json(404, { message: 'not found' })
    }
    const status = JSON.parse(body) as { context?: string; name?: string; state: string; description?: string }
    sent.push({
      commit: api.path.exec(path)!.groups!.commit!,
      name: status.context ?? status.name ?? '',
      state: status.state,
      description: status.description ?? '',
      token: String(request.headers[api.header] ?? ''),
    })
    return json(201, {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    unknown,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** The client of Gitea requests the version first. There are no earlier statuses. */
const answerTo = (path: string): unknown => (path.endsWith('/version') ? { version: '1.24.0' } : [])

async function contentOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
