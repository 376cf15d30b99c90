import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download } from './download.ts'

const content = 'kind: Namespace\nmetadata: {name: argocd-ä}\n'
const sha256 = createHash('sha256').update(content).digest('hex')
const pinnedIn = 'pins.ts'

let server: Server
let served: string | undefined
let url: string
beforeEach(async () => {
  served = content
  server = createServer((_request, response) => {
    response.writeHead(served === undefined ? 404 : 200).end(served)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/install.yaml`
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

/** The finding of the Failure that a download throws. */
async function refusal(pinned = { url, sha256, pinnedIn }): Promise<Failure['findings'][number]> {
  const error: unknown = await download(pinned).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Failure)
  return (error as Failure).findings[0]!
}

describe('download', () => {
  it('returns the content with the pinned SHA-256', async () =>
    expect(await download({ url, sha256, pinnedIn })).toBe(content))

  it('refuses content with another SHA-256 and names both', async () => {
    served = `${content} `
    const actual = createHash('sha256').update(served).digest('hex')
    expect(await refusal()).toMatchObject({
      code: 'download-changed',
      message: `${url} has the SHA-256 ${actual}, but ${sha256} is pinned.`,
      remedy: expect.stringContaining('If you changed the version in pins.ts') as unknown,
    })
  })

  it('refuses an answer that is not the file', async () => {
    served = undefined
    expect(await refusal()).toMatchObject({
      code: 'download-failed',
      message: `${url} cannot be downloaded: the server returned 404.`,
    })
  })

  it('reports why a server does not answer', async () => {
    await new Promise((resolve) => server.close(resolve))
    expect(await refusal()).toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('ECONNREFUSED') as unknown,
    })
    server.listen(0, '127.0.0.1')
  })
})
