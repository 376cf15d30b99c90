import { spawn, spawnSync } from 'node:child_process'
import { request } from 'node:http'
import { freePort } from '../free-port.ts'
import { parseBody, type SendRequest } from '../verify-delivery/api-client.ts'
import { until } from '../verify-delivery/processes.ts'

/** Connects to the cluster of KUBECONFIG through `kubectl proxy`, which authenticates. */
export async function openProxy(
  context: string | undefined,
): Promise<{ readonly send: SendRequest; readonly close: () => Promise<void> }> {
  const contextOption = context === undefined ? [] : [`--context=${context}`]
  const { status, stderr } = spawnSync('kubectl', ['version', '--request-timeout=20s', ...contextOption], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`kubectl cannot connect to the cluster: ${stderr}`)
  const port = await freePort()
  const proxy = spawn('kubectl', ['proxy', '--address=127.0.0.1', `--port=${port}`, ...contextOption], {
    stdio: 'ignore',
  })
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      if (proxy.exitCode !== null) return resolve()
      proxy.once('exit', () => resolve())
      proxy.kill('SIGTERM')
    })
  const send = requestsTo(port)
  await until(
    'kubectl proxy connects to the cluster',
    () =>
      send('GET', '/version').then(
        ({ status: version }) => (version === 200 ? true : undefined),
        () => undefined,
      ),
    20,
  )
  return { send, close }
}

const requestsTo =
  (port: number): SendRequest =>
  (method, path, body, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      // Every request has its own connection: in a reused connection, the proxy leaves the body of a DELETE behind.
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
          let content = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => {
            content += part
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parseBody(content) }))
        },
      )
      call.on('error', reject)
      call.end(body === undefined ? undefined : JSON.stringify(body))
    })
