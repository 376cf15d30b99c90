import { spawn, spawnSync } from 'node:child_process'
import { request } from 'node:http'
import { freePort, until } from '../verify-delivery/processes.ts'

export interface Answer {
  readonly [key: string]: unknown
  readonly message?: string
}

/** Sends one request to the API server: the answer's status and its parsed body. */
export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  contentType?: string,
) => Promise<{ readonly status: number; readonly body: Answer }>

/** Reaches the cluster of KUBECONFIG through `kubectl proxy`, which knows how to prove who one is. */
export async function openProxy(
  context: string | undefined,
): Promise<{ readonly ask: Ask; readonly close: () => Promise<void> }> {
  const where = context === undefined ? [] : [`--context=${context}`]
  const { status, stderr } = spawnSync('kubectl', ['version', '--request-timeout=20s', ...where], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`kubectl does not reach the cluster: ${stderr}`)
  const port = await freePort()
  const proxy = spawn('kubectl', ['proxy', '--address=127.0.0.1', `--port=${port}`, ...where], { stdio: 'ignore' })
  const close = (): Promise<void> =>
    new Promise((done) => {
      if (proxy.exitCode !== null) return done()
      proxy.once('exit', () => done())
      proxy.kill('SIGTERM')
    })
  const ask: Ask = (method, path, body, contentType = 'application/json') =>
    new Promise((answered, failed) => {
      // Each on a connection of its own: the proxy leaves the body of a DELETE in one that is kept.
      const call = request(
        {
          host: '127.0.0.1',
          port,
          agent: false,
          method,
          path,
          headers: body === undefined ? {} : { 'content-type': contentType },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => void (text += part))
          response.on('end', () => answered({ status: response.statusCode ?? 0, body: parsed(text) }))
        },
      )
      call.on('error', failed)
      call.end(body === undefined ? undefined : JSON.stringify(body))
    })
  await until(
    'kubectl proxy reaches the cluster',
    () =>
      ask('GET', '/version').then(
        ({ status }) => (status === 200 ? true : undefined),
        () => undefined,
      ),
    20,
  )
  return { ask, close }
}

function parsed(text: string): Answer {
  try {
    return JSON.parse(text) as Answer
  } catch {
    return { message: text }
  }
}
