// Stands for the programs behind the proxies, and writes down which requests reach them.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface UpstreamRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** What each page contains. Nothing that a proxy writes contains it. */
export const pageContent = 'content of the upstream'

export class Upstream {
  readonly requests: UpstreamRequest[] = []
  readonly port: number
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
  }

  static async start(): Promise<Upstream> {
    const server = createServer({ maxHeaderSize: 1 << 20 })
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
    const upstream = new Upstream(server)
    server.on('request', async (request, response) => {
      upstream.requests.push({ method: request.method!, url: request.url!, headers: request.headers })
      request.resume()
      const delay = Number(new URL(request.url!, 'http://upstream').searchParams.get('delay') ?? 0)
      await new Promise((resolve) => setTimeout(resolve, delay * 1000))
      response.end(`${pageContent}: ${request.url}`)
    })
    server.on('upgrade', ({ method, url, headers }, socket) => {
      upstream.requests.push({ method: method!, url: url!, headers })
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n')
    })
    return upstream
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}
