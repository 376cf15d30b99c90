// The thread of the Git host, which answers while the main thread waits for a command.
import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

/** Which requests the host serves. */
export interface Access {
  /** The name of repositories that are not found. */
  readonly closed?: string | undefined
  /** The header that each read must have. Pushes come from people, whose access does not change. */
  readonly authorization?: string | undefined
}

/** A bare repository, or `.git` of a working tree. */
const gitFolder = workerData as string
let access: Access = {}

const server = createServer(respond)
server.listen(0, '127.0.0.1', () => parentPort!.postMessage((server.address() as { port: number }).port))
parentPort!.on('message', (changed: Access) => {
  access = { ...access, ...changed }
  parentPort!.postMessage('changed')
})

function respond(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url!, 'http://127.0.0.1')
  const [, name, path] = /^\/([^/]+)\.git(\/.*)$/.exec(url.pathname) ?? []
  if (name === undefined || name === access.closed) {
    response.writeHead(404).end()
    return
  }
  const isRead = !`${path}${url.search}`.includes('git-receive-pack')
  if (isRead && access.authorization !== undefined && request.headers.authorization !== access.authorization) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
    return
  }
  runBackend(path!, url.search.slice(1), request, response)
}

function runBackend(path: string, query: string, request: IncomingMessage, response: ServerResponse): void {
  const backend = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROJECT_ROOT: gitFolder,
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      // git accepts pushes only from users that the host has authenticated.
      REMOTE_USER: 'git',
      REMOTE_ADDR: '127.0.0.1',
    },
  })
  request.pipe(backend.stdin)
  // git ends before it has read a request that it refuses.
  backend.stdin.on('error', () => {})
  const chunks: Buffer[] = []
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  backend.on('close', () => {
    const output = Buffer.concat(chunks)
    const end = output.indexOf('\r\n\r\n')
    for (const line of output.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(/: (.*)/s)
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.end(output.subarray(end + 4))
  })
}
