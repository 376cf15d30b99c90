// Requests to the servers of pods, also with a certificate of an authority that this machine does not trust.
import { request as plainRequest, type RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'

export interface Trust {
  /** The certificate of the authority, in PEM format. */
  readonly authority: string
  /** The name in the certificate of the server. */
  readonly serverName: string
}

export interface Response {
  readonly status: number
  readonly body: string
}

const timeout = 120_000

/** @param trust for `https` */
export const get = (url: string, trust?: Trust): Promise<Response> =>
  new Promise((resolve, reject) => {
    const { protocol } = new URL(url)
    const options: RequestOptions = { timeout, headers: { connection: 'close' } }
    const tls = { ca: trust?.authority, servername: trust?.serverName }
    const request = protocol === 'https:' ? tlsRequest(url, { ...options, ...tls }) : plainRequest(url, options)
    request.once('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
      response.once('error', reject)
    })
    request.once('timeout', () => request.destroy(new Error(`${url} does not answer within ${timeout / 1000} s`)))
    request.once('error', reject)
    request.end()
  })
