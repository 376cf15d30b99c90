import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { archiveName } from './download.ts'
import { findKubeconform, kubeconformVersion } from './find.ts'

const archive = archiveName()
const program = '#!/bin/sh\necho the real one\n'

let root: string
let server: Server
let files: Record<string, Buffer | string>
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'kubeconform-'))
  files = {}
  server = createServer(({ url }, response) => {
    const file = files[url?.replace(`/${kubeconformVersion}/`, '') ?? '']
    response.writeHead(file === undefined ? 404 : 200).end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  server.close()
  rmSync(root, { recursive: true })
})

const baseUrl = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const cache = (): string => join(root, 'node_modules/.cache/thanos-gitops/kubeconform', kubeconformVersion)

/** Creates a release as GitHub serves it, with the checksum of another file as well. */
function release(checksumOf: (archive: Buffer) => string): void {
  const folder = join(root, 'release')
  mkdirSync(folder)
  writeFileSync(join(folder, 'kubeconform'), program, { mode: 0o755 })
  execFileSync('tar', ['-czf', 'archive.tar.gz', 'kubeconform'], { cwd: folder })
  const content = readFileSync(join(folder, 'archive.tar.gz'))
  files[archive!] = content
  files.CHECKSUMS = `${'0'.repeat(64)}  kubeconform-other-amd64.tar.gz\n${checksumOf(content)}`
}
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

/** A search path with tar, but without kubeconform and Go. */
function searchPath(): string {
  const folder = join(root, 'bin')
  mkdirSync(folder)
  for (const tool of ['tar', 'gzip']) {
    const path = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim()
    writeFileSync(join(folder, tool), `#!/bin/sh\nexec ${path} "$@"\n`, { mode: 0o755 })
  }
  return folder
}

describe.skipIf(archive === undefined)('findKubeconform', () => {
  it('downloads the release when its checksum matches, and keeps it', async () => {
    release((content) => `${sha256(content)}  ${archive}\n`)
    const path = searchPath()
    const found = await findKubeconform(root, { path, baseUrl: baseUrl() })
    expect(found).toEqual({ tool: join(cache(), 'kubeconform'), notes: [] })
    expect(readFileSync(found.tool!, 'utf8')).toBe(program)
    files = {}
    expect(await findKubeconform(root, { path, baseUrl: baseUrl() })).toEqual(found)
  })

  it.each<[title: string, checksumOf: (content: Buffer) => string, reason: RegExp]>([
    [
      'with another checksum',
      () => `${'a'.repeat(64)}  ${archive}\n`,
      /has the SHA-256 [0-9a-f]{64}, but CHECKSUMS has a{64}/,
    ],
    [
      'that is missing in CHECKSUMS',
      (content) => `${sha256(content)}  another-${archive}\n`,
      /CHECKSUMS has no line for/,
    ],
    ['with a web page as CHECKSUMS', () => '<html>', /CHECKSUMS has no line for/],
  ])('never runs a release %s', async (_, checksumOf, reason) => {
    release(checksumOf)
    const { tool, notes } = await findKubeconform(root, { path: searchPath(), baseUrl: baseUrl() })
    expect(tool).toBeUndefined()
    expect(notes).toEqual([
      'kubeconform is not on PATH.',
      'Go is not on PATH, so kubeconform cannot be built.',
      expect.stringMatching(reason),
    ])
    expect(readdirSync(cache())).toEqual([])
  })

  it.each([
    ['truncated', (file: string) => writeFileSync(file, program.slice(0, -4))],
    ['another program', (file: string) => writeFileSync(file, '#!/bin/sh\necho v0.0.1\n')],
    ['of an unknown origin', (file: string) => rmSync(`${file}.sha256`)],
  ])('installs the program again and reports it when the one in the cache is %s', async (_damage, damage) => {
    release((content) => `${sha256(content)}  ${archive}\n`)
    const path = searchPath()
    const { tool } = await findKubeconform(root, { path, baseUrl: baseUrl() })
    damage(tool!)
    expect(await findKubeconform(root, { path, baseUrl: baseUrl() })).toEqual({
      tool,
      notes: [`${tool} is damaged. It is installed again.`],
    })
    expect(readFileSync(tool!, 'utf8')).toBe(program)
    expect(await findKubeconform(root, { path, baseUrl: baseUrl() })).toEqual({ tool, notes: [] })
  })

  it('never runs a damaged program, even if it cannot install another one', async () => {
    release((content) => `${sha256(content)}  ${archive}\n`)
    const path = searchPath()
    const { tool } = await findKubeconform(root, { path, baseUrl: baseUrl() })
    writeFileSync(tool!, 'garbage')
    files = {}
    const found = await findKubeconform(root, { path, baseUrl: baseUrl() })
    expect(found.tool).toBeUndefined()
    expect(found.notes[0]).toBe(`${tool} is damaged. It is installed again.`)
  })

  it('reports what it tried if there is no release', async () => {
    const { tool, notes } = await findKubeconform(root, { path: searchPath(), baseUrl: baseUrl() })
    expect(tool).toBeUndefined()
    expect(notes.at(-1)).toContain(`/${kubeconformVersion}/${archive} returned 404`)
  })

  it.each([
    [kubeconformVersion, []],
    ['v0.1.0', [`Using kubeconform v0.1.0 from PATH; the pinned version is ${kubeconformVersion}.`]],
  ])('uses %s from PATH and reports if another version is pinned', async (version, notes) => {
    const path = searchPath()
    writeFileSync(join(path, 'kubeconform'), `#!/bin/sh\necho ${version}\n`)
    chmodSync(join(path, 'kubeconform'), 0o755)
    expect(await findKubeconform(root, { path, baseUrl: baseUrl() })).toEqual({ tool: 'kubeconform', notes })
    expect(existsSync(cache())).toBe(false)
  })
})
