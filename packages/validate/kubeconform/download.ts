import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export const releases = 'https://github.com/yannh/kubeconform/releases/download'

const timeout = 60_000
const systems: Partial<Record<NodeJS.Platform, string>> = { darwin: 'darwin', linux: 'linux' }
const processors: Partial<Record<NodeJS.Architecture, string>> = { arm64: 'arm64', x64: 'amd64' }

/** The archive of the release for this machine; undefined if there is no .tar.gz, as for Windows. */
export function archiveName(platform = process.platform, processor = process.arch): string | undefined {
  const [system, machine] = [systems[platform], processors[processor]]
  return system && machine && `kubeconform-${system}-${machine}.tar.gz`
}

/**
 * Downloads an archive, unpacks the program into the folder, and returns its path.
 *
 * @param digest the pinned SHA-256 of the archive in hexadecimal; undefined if none is pinned
 * @throws Error if the archive has another digest, or none is pinned
 */
export async function downloadKubeconform(
  url: string,
  archive: string,
  digest: string | undefined,
  folder: string,
): Promise<string> {
  if (digest === undefined) throw new Error(`no SHA-256 of ${archive} is pinned`)
  const content = await get(url)
  const actual = createHash('sha256').update(content).digest('hex')
  if (actual !== digest) throw new Error(`${archive} has the SHA-256 ${actual}, but ${digest} is pinned`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, archive), content)
  await execute('tar', ['-xzf', archive, 'kubeconform'], { cwd: folder, timeout })
  return join(folder, 'kubeconform')
}

async function get(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) })
  if (!response.ok) throw new Error(`${url} returned ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}
