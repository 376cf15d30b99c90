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
import { type FoundKubeconform, findKubeconform } from './find.ts'
import { kubeconformArchives, kubeconformVersion } from './pin.ts'

const archive = archiveName()
const program = '#!/bin/sh\necho the real one\n'

let root: string
let server: Server
let files: Record<string, Buffer>
let archives: Record<string, string>
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'kubeconform-'))
  files = {}
  archives = {}
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
const cache = (): string => join(root, 'cache', kubeconformVersion)

const find = (path: string): Promise<FoundKubeconform> =>
  findKubeconform({ path, cache: join(root, 'cache'), baseUrl: baseUrl(), archives })

/** Creates a release as GitHub serves it, and pins its digest. */
function release(): void {
  const folder = join(root, 'release')
  mkdirSync(folder)
  writeFileSync(join(folder, 'kubeconform'), program, { mode: 0o755 })
  execFileSync('tar', ['-czf', 'archive.tar.gz', 'kubeconform'], { cwd: folder })
  const content = readFileSync(join(folder, 'archive.tar.gz'))
  files[archive!] = content
  archives[archive!] = createHash('sha256').update(content).digest('hex')
}

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
  it('downloads the release if it has the pinned digest, and keeps it', async () => {
    release()
    const path = searchPath()
    const found = await find(path)
    expect(found).toEqual({ tool: join(cache(), 'kubeconform'), notes: [] })
    expect(readFileSync(found.tool!, 'utf8')).toBe(program)
    files = {}
    expect(await find(path)).toEqual(found)
  })

  it('never runs a release with another digest than the pinned one, even if its own CHECKSUMS agrees', async () => {
    release()
    files.CHECKSUMS = Buffer.from(`${archives[archive!]}  ${archive}\n`)
    archives[archive!] = 'a'.repeat(64)
    const { tool, notes } = await find(searchPath())
    expect(tool).toBeUndefined()
    expect(notes).toEqual([
      'kubeconform is not on PATH.',
      'Go is not on PATH, so kubeconform cannot be built.',
      expect.stringMatching(/has the SHA-256 [0-9a-f]{64}, but a{64} is pinned/),
    ])
    expect(readdirSync(cache())).toEqual([])
  })

  it('downloads nothing if no digest is pinned for this machine', async () => {
    release()
    archives = {}
    const { tool, notes } = await find(searchPath())
    expect(tool).toBeUndefined()
    expect(notes.at(-1)).toContain(`no SHA-256 of ${archive} is pinned`)
  })

  it('builds nothing from sources with another checksum than the pinned one', async () => {
    const path = searchPath()
    writeFileSync(join(path, 'go'), '#!/bin/sh\necho \'{"Sum": "h1:other=", "Dir": "/", "GoMod": "/go.mod"}\'\n', {
      mode: 0o755,
    })
    const { tool, notes } = await find(path)
    expect(tool).toBeUndefined()
    expect(notes[1]).toContain('has the checksum h1:other=, but h1:')
  })

  it('prefers the pinned version in the cache to another version on PATH', async () => {
    release()
    const path = searchPath()
    const { tool } = await find(path)
    writeFileSync(join(path, 'kubeconform'), '#!/bin/sh\necho v0.1.0\n', { mode: 0o755 })
    expect(await find(path)).toEqual({ tool, notes: [] })
  })

  it.each([
    ['truncated', (file: string) => writeFileSync(file, program.slice(0, -4))],
    ['another program', (file: string) => writeFileSync(file, '#!/bin/sh\necho v0.0.1\n')],
    ['of an unknown origin', (file: string) => rmSync(`${file}.sha256`)],
  ])('installs the program again and reports it when the one in the cache is %s', async (_damage, damage) => {
    release()
    const path = searchPath()
    const { tool } = await find(path)
    damage(tool!)
    expect(await find(path)).toEqual({
      tool,
      notes: [`${tool} is damaged. It is installed again.`],
    })
    expect(readFileSync(tool!, 'utf8')).toBe(program)
    expect(await find(path)).toEqual({ tool, notes: [] })
  })

  it('never runs a damaged program, even if it cannot install another one', async () => {
    release()
    const path = searchPath()
    const { tool } = await find(path)
    writeFileSync(tool!, 'garbage')
    files = {}
    const found = await find(path)
    expect(found.tool).toBeUndefined()
    expect(found.notes[0]).toBe(`${tool} is damaged. It is installed again.`)
  })

  it('reports what it tried if there is no release', async () => {
    archives[archive!] = 'a'.repeat(64)
    const { tool, notes } = await find(searchPath())
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
    expect(await find(path)).toEqual({ tool: 'kubeconform', notes })
    expect(existsSync(cache())).toBe(false)
  })
})

it('a digest is pinned for every archive that is downloaded', () => {
  const names = (['linux', 'darwin'] as const).flatMap((platform) =>
    (['x64', 'arm64'] as const).map((processor) => archiveName(platform, processor)!),
  )
  expect(Object.keys(kubeconformArchives).toSorted()).toEqual(names.toSorted())
  for (const digest of Object.values(kubeconformArchives)) expect(digest).toMatch(/^[0-9a-f]{64}$/)
})
