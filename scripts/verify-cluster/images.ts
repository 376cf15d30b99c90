// Images under the names that manifests have, made of the programs that were built here. No registry is needed.
import { createHash } from 'node:crypto'
import { copyFileSync, createReadStream, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { arch, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { $, which } from 'zx'
import { failure } from '../failure.ts'
import { findProgram } from '../verify-delivery/programs.ts'
import { contentOf, type ImageContent } from './image-name.ts'
import { findStackProgram } from './stack-programs.ts'

/** What a container of the image starts, as which user. */
interface Start {
  readonly entrypoint: readonly string[]
  readonly user: string
  readonly workingDirectory?: string
}

const nobody = '65534:65534'

/** A bucket for the path of the probes of SeaweedFS, and the bucket of the stack. The arguments of SeaweedFS follow and are ignored. */
const s3Script =
  'mkdir -p /data/s3/buckets/healthz && exec /bin/gofakes3 -host :${S3_PORT:-8333} -quiet -backend fs -fs.path /data/s3 -fs.create -initialbucket thanos'

/** The settings are those of the published images. */
export function startOf(content: ImageContent): Start {
  if (content.kind === 'pause') return { entrypoint: ['/bin/busybox', 'sleep', '2147483647'], user: '65535:65535' }
  if (content.kind === 'coredns') return { entrypoint: ['/bin/coredns'], user: '65532:65532' }
  if (content.kind !== 'stack') return { entrypoint: ['/bin/sh', '-c', s3Script, 's3'], user: '0:0' }
  const { name } = content.program
  const entrypoint = [`/bin/${name}`]
  if (name === 'thanos') return { entrypoint, user: '1001' }
  const workingDirectory = ['prometheus', 'alertmanager'].includes(name) ? `/${name}` : '/'
  return { entrypoint, user: nobody, workingDirectory }
}

/** Writes an archive that containerd imports. Returns its path. */
export async function writeImage(image: string, folder: string): Promise<string> {
  const content = contentOf(image)
  if (content === undefined)
    throw failure(
      'usage-error',
      `verify:cluster has no program for the image ${image}.`,
      'Add its Go module to scripts/instrument/programs.ts, or leave out the component in the temporary clone.',
    )
  const staging = mkdtempSync(join(tmpdir(), 'image-'))
  try {
    const start = startOf(content)
    await fillRoot(join(staging, 'root'), content, start)
    const layer = join(staging, 'layer.tar')
    await $({ quiet: true })`tar --sort=name --owner=0 --group=0 --mtime=@0 -C ${join(staging, 'root')} -cf ${layer} .`
    const files = archiveFiles(image, start, await digestOf(layer))
    for (const [name, file] of Object.entries(files)) writeFileSync(join(staging, name), JSON.stringify(file))
    const archive = join(folder, `${image.replaceAll(/[/:@]/g, '_')}.tar`)
    await $({ quiet: true })`tar -C ${staging} -cf ${archive} layer.tar ${Object.keys(files)}`
    return archive
  } finally {
    rmSync(staging, { recursive: true })
  }
}

/** The JSON files of an archive as `docker save` writes them. */
export const archiveFiles = (image: string, { entrypoint, user, workingDirectory = '/' }: Start, digest: string) => ({
  'manifest.json': [{ Config: 'config.json', RepoTags: [image], Layers: ['layer.tar'] }],
  'config.json': {
    architecture: arch() === 'x64' ? 'amd64' : arch(),
    os: 'linux',
    config: { User: user, WorkingDir: workingDirectory, Entrypoint: entrypoint, Env: ['PATH=/bin'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  },
})

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function fillRoot(root: string, content: ImageContent, { workingDirectory = '/' }: Start): Promise<void> {
  for (const folder of ['bin', 'etc', 'data', workingDirectory])
    mkdirSync(join(root, folder), { recursive: true, mode: 0o755 })
  mkdirSync(join(root, 'tmp'))
  await $({ quiet: true })`chmod 1777 ${join(root, 'tmp')}`
  const users = [
    ['root', 0],
    ['nobody', 65534],
  ] as const
  writeFileSync(join(root, 'etc/passwd'), users.map(([name, id]) => `${name}:x:${id}:${id}::/:/bin/sh\n`).join(''))
  writeFileSync(join(root, 'etc/group'), users.map(([name, id]) => `${name}:x:${id}:\n`).join(''))
  for (const program of await programsIn(content)) copyFileSync(program, join(root, 'bin', basename(program)))
  if (content.kind === 's3') for (const name of ['sh', 'mkdir']) symlinkSync('busybox', join(root, 'bin', name))
}

async function programsIn(content: ImageContent): Promise<readonly string[]> {
  if (content.kind === 'stack') return [findStackProgram(content.program)!]
  if (content.kind === 'coredns') return [findProgram('coredns')!]
  const busybox = await which('busybox')
  return content.kind === 'pause' ? [busybox] : [busybox, findProgram('gofakes3')!]
}
