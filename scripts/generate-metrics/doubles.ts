import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'

const flags = {
  'storage.tsdb.path': '/data',
  'storage.tsdb.min-block-duration': '2h',
  'storage.tsdb.max-block-duration': '2h',
  'storage.tsdb.retention.time': '6h',
  'web.enable-admin-api': 'false',
}
const success = (data: unknown): unknown => ({ status: 'success', data })

/** What thanos sidecar and thanos receive read from Prometheus, and kube-state-metrics from Kubernetes, before they start. */
const answers: Readonly<Record<string, unknown>> = {
  '/api/v1/status/config': success({ yaml: 'global: {external_labels: {replica: a}}' }),
  '/api/v1/status/flags': success(flags),
  '/api/v1/status/buildinfo': success({ version: '3.0.0' }),
  '/api/v1/query': success({ resultType: 'vector', result: [] }),
  '/version': { major: '1', minor: '36', gitVersion: 'v1.36.0' },
}

const answerHttp = ({ url = '' }: IncomingMessage, response: ServerResponse): void => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answers[url.replace(/\?.*/, '')] ?? success({})))
}

/** The replies of Redis to the commands with which a client connects. */
const redisReplies: Readonly<Record<string, string>> = {
  HELLO: '%1\r\n$5\r\nproto\r\n:3\r\n',
  CLUSTER: '-ERR This instance has cluster support disabled\r\n',
  PING: '+PONG\r\n',
}

/** Replies to each command of an array such as `*1\r\n$4\r\nPING\r\n`. */
const answerRedis = (socket: Socket): void => {
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    for (const [, command = ''] of String(chunk).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g))
      socket.write(redisReplies[command.toUpperCase()] ?? '+OK\r\n')
  })
}

/** Replies with the list of servers that automatic discovery requests: this one. */
const answerMemcached = (socket: Socket): void => {
  socket.on('error', () => socket.destroy())
  socket.on('data', () => {
    const servers = `1\n127.0.0.1|127.0.0.1|${socket.localPort}\n`
    socket.write(`CONFIG cluster 0 ${servers.length}\r\n${servers}\r\nEND\r\n`)
  })
}

/** Servers that programs need to start. */
export interface Doubles {
  /** Answers as Prometheus and Kubernetes do: a URL. */
  readonly doubles: string
  /** Replies as Redis does: an address. */
  readonly redis: string
  /** Replies as memcached does: an address. */
  readonly memcached: string
  close(): void
}

export async function startDoubles(): Promise<Doubles> {
  const http = createServer(answerHttp)
  const [redis, memcached] = [createTcpServer(answerRedis), createTcpServer(answerMemcached)] as const
  const addresses = await Promise.all([http, redis, memcached].map(listen))
  return {
    doubles: `http://${addresses[0]}`,
    redis: addresses[1]!,
    memcached: addresses[2]!,
    close() {
      http.closeAllConnections()
      http.close()
      redis.close()
      memcached.close()
    },
  }
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
