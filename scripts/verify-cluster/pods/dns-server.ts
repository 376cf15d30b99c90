// Cluster DNS of the pods: a server that answers from the Services and pods of this process.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { type DnsRecord, questionOf, responseTo } from './dns-message.ts'

/** The address in `/etc/resolv.conf` of the pods. Resolvers of Go use port 53 only. */
export const dnsAddress = '127.77.255.53'

export class DnsServer {
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
  }

  /**
   * @param lookup returns the records of a name, or undefined if it does not exist
   * @throws Error if another program listens at the address
   */
  static async start(lookup: (name: string) => readonly DnsRecord[] | undefined): Promise<DnsServer> {
    const socket = createSocket('udp4')
    socket.on('message', (query, { address, port }) => {
      try {
        socket.send(responseTo(query, lookup(questionOf(query).name)), port, address)
      } catch (error) {
        // Not a query: a server of DNS does not answer.
        if (!(error instanceof RangeError)) throw error
      }
    })
    socket.bind(53, dnsAddress)
    await once(socket, 'listening')
    return new DnsServer(socket)
  }

  stop(): void {
    this.#socket.close()
  }
}
