import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  readonly path: string
  readonly token: string | undefined
  readonly body: unknown
}

/** What a server answers: the status and the JSON or text of the body. */
export type Answer = (
  received: Received,
) => readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>]

/** A server that answers like the API of a host, and records the requests. */
export async function testingHost(answer: Answer) {
  const received: Received[] = []
  const server: Server = createServer((request, response) => void respond(request, response, answer, received))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}`,
    received,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: Answer, all: Received[]) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  const received = {
    method: request.method ?? '',
    path: request.url ?? '',
    token: request.headers.authorization,
    body: text === '' ? undefined : JSON.parse(text),
  }
  all.push(received)
  const [status, body, headers = {}] = answer(received)
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
}
