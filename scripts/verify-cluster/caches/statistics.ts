// What memcached and Valkey count.
import { once } from 'node:events'
import { connect } from 'node:net'

/** Counters of a server since its start. */
export interface Statistics {
  /** Items that clients stored. */
  readonly sets: number
  /** Items that clients found. */
  readonly hits: number
}

/** The answer of memcached to `stats`. */
export const memcachedStatistics = (text: string): Statistics => ({
  sets: numberIn(text, /^STAT cmd_set (\d+)/m),
  hits: numberIn(text, /^STAT get_hits (\d+)/m),
})

/** The answer of Valkey and Redis to `INFO everything`. All commands that set a key with a value count. */
export const valkeyStatistics = (text: string): Statistics => ({
  sets: [...text.matchAll(/^cmdstat_(?:set|setex|psetex|mset):calls=(\d+)/gm)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  ),
  hits: numberIn(text, /^keyspace_hits:(\d+)/m),
})

function numberIn(text: string, pattern: RegExp): number {
  const value = pattern.exec(text)?.[1]
  if (value === undefined) throw new Error(`The server does not report ${pattern.source}: ${text.slice(0, 200)}`)
  return Number(value)
}

/** Sends lines to a server and returns what it answers until it closes the connection. The last line must ask for that. */
export async function exchange(host: string, port: number, lines: readonly string[]): Promise<string> {
  const socket = connect({ host, port })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(lines.map((line) => `${line}\r\n`).join(''))
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}

/** The sums of several servers. */
export const sumOfStatistics = (all: readonly Statistics[]): Statistics => ({
  sets: all.reduce((sum, { sets }) => sum + sets, 0),
  hits: all.reduce((sum, { hits }) => sum + hits, 0),
})
