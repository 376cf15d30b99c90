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
 * Downloads an archive and the CHECKSUMS file of the same release, unpacks the program into the folder, and returns its path.
 *
 * @throws Error if the checksum of the archive is not the one in CHECKSUMS
 */
export async function downloadKubeconform(
  baseUrl: string,
  version: string,
  archive: string,
  folder: string,
): Promise<string> {
  const [content, checksums] = await Promise.all([
    get(`${baseUrl}/${version}/${archive}`),
    get(`${baseUrl}/${version}/CHECKSUMS`),
  ])
  verifyChecksum(archive, content, checksums.toString())
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, archive), content)
  await execute('tar', ['-xzf', archive, 'kubeconform'], { cwd: folder, timeout })
  return join(folder, 'kubeconform')
}

/** @param checksums a line `<sha256>  <file>` for each file of the release */
export function verifyChecksum(archive: string, content: Uint8Array, checksums: string): void {
  const line = checksums
    .split('\n')
    .map((entry) => entry.trim().split(/ [ *]/))
    .find(([, file]) => file === archive)
  if (!line) throw new Error(`CHECKSUMS has no line for ${archive}`)
  const actual = createHash('sha256').update(content).digest('hex')
  if (actual !== line[0]?.toLowerCase())
    throw new Error(`${archive} has the SHA-256 ${actual}, but CHECKSUMS has ${line[0]}`)
}

async function get(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) })
  if (!response.ok) throw new Error(`${url} returned ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}
