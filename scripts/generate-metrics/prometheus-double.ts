import { createServer, type Server } from 'node:http'

/** The answers of a Prometheus that thanos sidecar and thanos receive need to start. */
const answers: Readonly<Record<string, unknown>> = {
  '/api/v1/status/config': { yaml: 'global: {external_labels: {replica: a}}' },
  '/api/v1/status/flags': {
    'storage.tsdb.path': '/data',
    'storage.tsdb.min-block-duration': '2h',
    'storage.tsdb.max-block-duration': '2h',
    'storage.tsdb.retention.time': '6h',
    'web.enable-admin-api': 'false',
  },
  '/api/v1/status/buildinfo': { version: '3.0.0' },
  '/api/v1/query': { resultType: 'vector', result: [] },
}

/** A server that answers as Prometheus does to the requests above, with an empty answer to any other. */
export const startPrometheusDouble = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer(({ url = '' }, response) => {
      const data = answers[url.replace(/\?.*/, '')] ?? {}
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ status: 'success', data }))
    })
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
