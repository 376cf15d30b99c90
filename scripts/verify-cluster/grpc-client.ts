// A query as a gRPC client: whether it connects to a server with given settings of TLS.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { freePort } from '../free-port.ts'
import { Processes } from '../verify-delivery/processes.ts'
import { eventually, expectThat } from './checks/check.ts'

/** The part of the file of endpoints that decides about TLS to the addresses that the query looks up. */
export interface Client {
  readonly tls_config: Readonly<Record<string, unknown>>
  readonly server_name: string
}

/** What Thanos logs when a TLS connection is refused. */
const refusals =
  /tls: certificate required|tls: unknown certificate authority|tls: bad certificate|certificate signed by unknown authority|certificate is valid for|error reading server preface: EOF|connection reset by peer/

/** What Thanos logs when it has connected to a server: `adding new store with …`. */
const connected = /adding new \S+ with/

/**
 * Starts a query with each of these settings. The first must connect, and all others must be refused.
 *
 * @param address of an endpoint
 * @param cases by who the client is. Undefined: plain text.
 * @param folder for the files of the queries
 */
export async function seeClients(
  address: string,
  cases: Readonly<Record<string, Client | undefined>>,
  thanos: string,
  folder: string,
): Promise<string> {
  const seen: string[] = []
  for (const [index, [who, one]] of Object.entries(cases).entries()) {
    const error = await connect(address, one, thanos, folder)
    expectThat((error === undefined) === (index === 0), `a query ${who}: ${error ?? 'connected'}`)
    seen.push(`${who} ${error === undefined ? 'connected' : `refused (${error})`}`)
  }
  return seen.join(', ')
}

/** Starts a query and returns why its connection is refused, or undefined. */
async function connect(
  address: string,
  settings: Client | undefined,
  thanos: string,
  folder: string,
): Promise<string | undefined> {
  const own = mkdtempSync(join(folder, 'query-'))
  const [file, log] = ['endpoints.yaml', 'log'].map((name) => join(own, name)) as [string, string]
  writeFileSync(file, stringify({ default_client_config: settings, endpoints: [{ address }] }))
  const addresses = [`--grpc-address=127.0.0.1:${await freePort()}`, `--http-address=127.0.0.1:${await freePort()}`]
  const processes = new Processes()
  // The resolver of the system: the other one does not read /etc/hosts.
  const args = [`--endpoint.sd-config-file=${file}`, '--store.sd-dns-resolver=golang', ...addresses]
  processes.start(thanos, ['query', ...args], log)
  try {
    return await eventually(90, async () => {
      processes.check()
      const text = readFileSync(log, 'utf8')
      if (connected.test(text)) return undefined
      const reason = refusals.exec(text)?.[0]
      expectThat(reason !== undefined, text.slice(-1000))
      return reason
    })
  } finally {
    await processes.stop()
  }
}
