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

/** The release's archive for this machine, or undefined where there is none as .tar.gz: Windows has a .zip. */
export function archiveName(platform = process.platform, processor = process.arch): string | undefined {
  const [system, machine] = [systems[platform], processors[processor]]
  return system && machine && `kubeconform-${system}-${machine}.tar.gz`
}

/**
 * Downloads an archive and the CHECKSUMS file of the same release, and unpacks the program into the folder. Returns its
 * path. Throws when the archive is not the one that CHECKSUMS names.
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

/** `checksums` has a line `<sha256>  <file>` for each file of the release. */
export function verifyChecksum(archive: string, content: Uint8Array, checksums: string): void {
  const line = checksums
    .split('\n')
    .map((text) => text.trim().split(/ [ *]/))
    .find(([, file]) => file === archive)
  if (!line) throw new Error(`CHECKSUMS has no line for ${archive}`)
  const actual = createHash('sha256').update(content).digest('hex')
  if (actual !== line[0]?.toLowerCase())
    throw new Error(`${archive} has the SHA-256 ${actual}, CHECKSUMS says ${line[0]}`)
}

async function get(url: string): Promise<Buffer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeout) })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}
