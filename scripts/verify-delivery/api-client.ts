// Requests to an API server of this machine, without a process for each of them.
import { Agent, request } from 'node:https'
import { createInterface } from 'node:readline'
import type { LiveObject } from '../kubectl.ts'

export interface ResponseBody {
  readonly [key: string]: unknown
  readonly message?: string
}

export interface ApiResponse {
  readonly status: number
  readonly body: ResponseBody
}

/** Sends one request to the API server. Returns the status and the parsed body of the response. */
export type SendRequest = (method: string, path: string, body?: unknown, contentType?: string) => Promise<ApiResponse>

/** Opens a watch and calls `onLine` with each line. Resolves when the server or the signal ends it. */
export type StreamLines = (path: string, onLine: (line: string) => void, signal: AbortSignal) => Promise<void>

export interface ApiClient {
  readonly send: SendRequest
  readonly stream: StreamLines
  close(): void
}

/** @param userAgent by which the metrics of the API server count the requests */
export function connect(server: string, token: string, userAgent: string): ApiClient {
  // The server creates a self-signed certificate when it starts.
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 20 })
  const watches = new Agent({ rejectUnauthorized: false })
  const headers = { authorization: `Bearer ${token}`, 'user-agent': userAgent }
  const send: SendRequest = (method, path, body, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      const content = body === undefined ? undefined : JSON.stringify(body)
      const call = request(
        new URL(path, server),
        {
          method,
          agent,
          headers: {
            ...headers,
            ...(content === undefined
              ? {}
              : { 'content-type': contentType, 'content-length': Buffer.byteLength(content) }),
          },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => {
            text += part
          })
          response.on('error', reject)
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parseBody(text) }))
        },
      )
      call.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed an idle connection at the moment of its next request, which it did not read.
        if (call.reusedSocket && error.code === 'ECONNRESET') resolve(send(method, path, body, contentType))
        else reject(error)
      })
      call.end(content)
    })
  const stream: StreamLines = (path, onLine, signal) =>
    new Promise((resolve) => {
      const call = request(new URL(path, server), { agent: watches, headers, signal }, (response) => {
        const lines = createInterface({ input: response })
        lines.on('line', onLine)
        lines.on('close', () => resolve())
        for (const source of [lines, response]) source.on('error', () => resolve())
      })
      call.on('error', () => resolve())
      call.end()
    })
  return {
    send,
    stream,
    close() {
      agent.destroy()
      watches.destroy()
    },
  }
}

/** The objects of a collection: `/api/v1/pods`. */
export async function listObjects(send: SendRequest, path: string): Promise<readonly LiveObject[]> {
  const { status, body } = await send('GET', path)
  if (status !== 200) throw new Error(`${path}: ${status} ${body.message ?? ''}`)
  const { items, apiVersion, kind } = body as unknown as { items: LiveObject[]; apiVersion: string; kind: string }
  return items.map((item) => ({ ...item, apiVersion, kind: kind.replace(/List$/, '') }))
}

export function parseBody(content: string): ResponseBody {
  try {
    return JSON.parse(content) as ResponseBody
  } catch {
    return { message: content }
  }
}
