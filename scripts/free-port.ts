import { createServer } from 'node:net'

/**
 * No operating system gives these ports to connections (32768 and more on Linux, 49152 and more elsewhere), and no Service of type
 * NodePort has one of them (30000 to 32767).
 */
const ports = { first: 20_000, count: 10_000 } as const

/** Each port is used once, so that those of servers that have not started yet are not given again. */
const used = new Set<number>()

/**
 * A port of 127.0.0.1 for a server that starts later. Another process could take it before. That is unlikely, because the port is
 * random, and no connection gets it.
 *
 * @throws Error if no port is free
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ports.count; attempt++) {
    const port = ports.first + Math.floor(Math.random() * ports.count)
    if (used.has(port)) continue
    used.add(port)
    if (await canListen(port)) return port
  }
  throw new Error(`No port from ${ports.first} to ${ports.first + ports.count - 1} of 127.0.0.1 is free.`)
}

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
