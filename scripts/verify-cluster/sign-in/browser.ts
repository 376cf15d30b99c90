// What a browser does: cookies for each host, and redirects.
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { Cookies } from './cookies.ts'

/** Where requests for a host go. */
export interface Host {
  readonly port: number
  /** The certificate of the host's authority. Without it, the connection to the port is the one from the Gateway, which ended TLS. */
  readonly authority?: string
}

export interface Answer {
  readonly url: string
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface RequestOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export class Browser {
  readonly cookies = new Cookies()
  readonly #hosts: ReadonlyMap<string, Host>

  /** @param hosts by the host of an address, with its port if it has one */
  constructor(hosts: ReadonlyMap<string, Host>) {
    this.#hosts = hosts
  }

  /** One request, whose redirect is not followed. */
  async request(address: string, options: RequestOptions = {}): Promise<Answer> {
    const response = await this.#send(address, options)
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const { statusCode: status = 0, headers } = response
    return { url: address, status, headers, body: Buffer.concat(chunks).toString() }
  }

  /** Opens an address and follows up to ten redirects. */
  async open(address: string): Promise<Answer> {
    let answer = await this.request(address)
    for (let redirects = 0; redirects < 10 && answer.headers.location !== undefined; redirects++)
      answer = await this.request(new URL(answer.headers.location, answer.url).href)
    return answer
  }

  /** Asks for a WebSocket and returns the status: 101 for one that is open. */
  async upgrade(address: string): Promise<number> {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64'),
    }
    const response = await this.#send(address, { headers })
    response.destroy()
    return response.statusCode ?? 0
  }

  #send(address: string, { method = 'GET', headers = {}, body }: RequestOptions): Promise<IncomingMessage> {
    const { host, pathname, search } = new URL(address)
    const target = this.#hosts.get(host)
    if (target === undefined) return Promise.reject(new Error(`A redirect leads to an unknown host: ${address}`))
    const { port, authority } = target
    const send = authority === undefined ? requestHttp : requestHttps
    const cookie = this.cookies.of(host)
    return new Promise((resolve, reject) => {
      const request = send({
        host: '127.0.0.1',
        port,
        path: `${pathname}${search}`,
        method,
        ca: authority,
        agent: false,
        headers: { host, ...(cookie === '' ? {} : { cookie }), ...headers },
      })
      const finish = (response: IncomingMessage): void => {
        this.cookies.set(host, response.headers['set-cookie'] ?? [])
        resolve(response)
      }
      request.once('error', reject).once('response', finish).once('upgrade', finish)
      request.end(body)
    })
  }
}
