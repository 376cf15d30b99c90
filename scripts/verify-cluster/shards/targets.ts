// Pods of applications with annotations for Prometheus. Their metrics are served by this process.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Kubectl } from '../../kubectl.ts'
import { createNamespaces } from '../../verify-delivery/api-server.ts'
import { createPodObjects } from '../pods/pod-objects.ts'

export const applications = { namespace: 'applications', count: 8, port: 8080 } as const

const addresses = Array.from({ length: applications.count }, (_, index) => `127.77.1.${index + 1}`)

/** The targets of their metrics. */
export const applicationAddresses: readonly string[] = addresses.map((address) => `${address}:${applications.port}`)

/** Starts the servers, and creates the pods. Returns a function that stops the servers. */
export async function startApplications(kubectl: Kubectl): Promise<() => void> {
  const servers = await Promise.all(addresses.map(serve))
  await createNamespaces(kubectl, [applications.namespace])
  await createPodObjects(
    kubectl,
    addresses.map((address, index) => ({
      name: `application-${index}`,
      namespace: applications.namespace,
      labels: { app: 'application' },
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(applications.port) },
      address,
      spec: {
        containers: [
          { name: 'application', image: 'application:1', ports: [{ name: 'http', containerPort: applications.port }] },
        ],
      },
    })),
  )
  return () => {
    for (const server of servers) server.close()
  }
}

async function serve(address: string): Promise<Server> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/plain; version=0.0.4')
    response.end('# TYPE application_requests_total counter\napplication_requests_total 1\n')
  })
  server.listen(applications.port, address)
  await once(server, 'listening')
  // Connections of Prometheus stay open: they do not keep this process from ending.
  server.unref()
  return server
}
