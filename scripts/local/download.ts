import { createHash } from 'node:crypto'
import { failure } from '../failure.ts'

export interface PinnedFile {
  readonly url: string
  /** In hexadecimal. */
  readonly sha256: string
  /** The file of this repository that has the pin. */
  readonly pinnedIn: string
}

/**
 * The content of a file, if it has the pinned SHA-256.
 * @throws Failure `download-failed` if the server does not send it, `download-changed` if it has another SHA-256
 */
export async function download({ url, sha256, pinnedIn }: PinnedFile): Promise<string> {
  const content = await get(url)
  const actual = createHash('sha256').update(content).digest('hex')
  if (actual !== sha256)
    throw failure(
      'download-changed',
      `${url} has the SHA-256 ${actual}, but ${sha256} is pinned.`,
      `Do not use the file. If you changed the version in ${pinnedIn}, verify the new file and pin its SHA-256 there. Nothing was applied.`,
    )
  return content.toString('utf8')
}

async function get(url: string): Promise<Buffer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) })
    if (!response.ok) throw new Error(`the server returned ${response.status}`)
    return Buffer.from(await response.arrayBuffer())
  } catch (error) {
    const { message, cause } = error as Error
    const reason = (cause instanceof Error && cause.message) || message
    throw failure(
      'download-failed',
      `${url} cannot be downloaded: ${reason}.`,
      'Check the network, then run the command again. Behind a proxy, set NODE_USE_ENV_PROXY=1. Nothing was applied.',
    )
  }
}
