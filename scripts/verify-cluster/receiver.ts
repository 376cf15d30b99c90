// A receiver of alerts on this machine that writes down what it gets.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a receiver got: the path that was called, when, and the content. */
export interface Message {
  readonly path: string
  readonly time: number
  readonly content: unknown
}

export class Receiver {
  readonly messages: Message[] = []
  readonly #server: Server
  readonly address: string

  private constructor(server: Server, address: string) {
    this.#server = server
    this.address = address
  }

  /**
   * @param host the address at which pods reach this machine
   * @param port 0 for any
   */
  static async start(host: string, port: number): Promise<Receiver> {
    const server = createServer()
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
    const receiver = new Receiver(server, `http://${host}:${(server.address() as AddressInfo).port}`)
    server.on('request', async (request, response) => {
      const content = await readJson(request)
      receiver.messages.push({ path: request.url ?? '', time: Date.now(), content })
      // Slack answers with `ok`, PagerDuty with the code 202 or any other of success.
      response.end('ok')
    })
    return receiver
  }

  /** The times at which a path got this alert. */
  timesOf(path: string, alert: string): readonly number[] {
    return this.messages
      .filter((message) => message.path === path && namesAlert(message, alert))
      .map(({ time }) => time)
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

/** Whether a message names an alert. Each kind of receiver has its own form, so this reads any string in it. */
export const namesAlert = ({ content }: Pick<Message, 'content'>, alert: string): boolean =>
  new RegExp(`\\b${alert}\\b`).test(JSON.stringify(content))

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
