import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Failure } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Manifest } from '../render.ts'
import { compareFolder } from './compare-folder.ts'
import { driftFindings } from './drift.ts'
import { writeFolder } from './write-folder.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'blue-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const manifest = (file: string, text: string): Manifest => ({
  file,
  text,
  component: 'thanos-store',
  object: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } },
  writes: [],
})
const store = manifest('thanos-store.service.yaml', 'kind: Service\n')
const query = manifest('thanos-query.service.yaml', 'kind: Service\n# query\n')

const write = (...manifests: Manifest[]) => writeFolder(folder, 'environments/blue', manifests)
const path = (file: string): string => join(folder, 'manifests', file)
const codes = (...manifests: Manifest[]): string[] =>
  driftFindings('blue', compareFolder(folder, manifests)).map(({ code }) => code)
const failure = (action: () => unknown): string => {
  try {
    action()
  } catch (error) {
    return (error as Failure).findings.map(({ code, message }) => `${code}: ${message}`).join('\n')
  }
  return 'no failure'
}

describe('writeFolder', () => {
  it('writes what was rendered, and leaves nothing else behind', () => {
    expect(write(store, query)).toEqual({ written: [store.file, query.file], removed: [], healed: [] })
    expect(readdirSync(folder).sort()).toEqual(['manifests', 'manifests.sha256'])
    expect(readFileSync(path(store.file), 'utf8')).toBe(store.text)
  })

  it('touches nothing the second time', () => {
    write(store, query)
    for (const file of [path(store.file), path(query.file), join(folder, 'manifests.sha256')]) utimesSync(file, 1, 1)
    expect(write(store, query)).toEqual({ written: [], removed: [], healed: [] })
    expect(statSync(path(store.file)).mtimeMs).toBe(1000)
    expect(statSync(join(folder, 'manifests.sha256')).mtimeMs).toBe(1000)
  })

  it('removes what is no longer rendered', () => {
    write(store, query)
    expect(write(store)).toMatchObject({ removed: [query.file] })
    expect(existsSync(path(query.file))).toBe(false)
  })

  it('heals a manifest that was edited by hand, and says so', () => {
    write(store)
    writeFileSync(path(store.file), 'kind: Other\n')
    expect(write(store)).toMatchObject({ written: [store.file], healed: [store.file] })
    expect(readFileSync(path(store.file), 'utf8')).toBe(store.text)
  })

  it('records checksums that sha256sum can check', () => {
    write(store)
    const sum = createHash('sha256').update(store.text).digest('hex')
    expect(readFileSync(join(folder, 'manifests.sha256'), 'utf8')).toContain(`${sum}  manifests/${store.file}\n`)
  })

  it('refuses a file that it did not write, and changes nothing', () => {
    write(store)
    writeFileSync(path('intruder.yaml'), 'kind: Pod\n')
    expect(failure(() => write(manifest(store.file, 'new\n')))).toContain(
      'output-foreign: environments/blue/manifests/intruder.yaml',
    )
    expect(readFileSync(path(store.file), 'utf8')).toBe(store.text)
    expect(readFileSync(path('intruder.yaml'), 'utf8')).toBe('kind: Pod\n')
  })

  it('refuses to overwrite a file that it did not write, but takes over one that is as rendered', () => {
    mkdirSync(join(folder, 'manifests'))
    writeFileSync(path(store.file), 'kind: Mine\n')
    expect(failure(() => write(store))).toContain('a manifest must go there')
    writeFileSync(path(store.file), store.text)
    expect(write(store)).toMatchObject({ written: [] })
    expect(codes(store)).toEqual([])
  })

  it('leaves alone what Argo CD and Flux do not read', () => {
    write(store)
    writeFileSync(path('README.md'), 'mine\n')
    expect(write(store, query)).toMatchObject({ written: [query.file] })
    expect(existsSync(path('README.md'))).toBe(true)
  })

  it('does not write while another render does', () => {
    mkdirSync(join(folder, '.render'))
    writeFileSync(join(folder, '.render/pid'), String(process.pid))
    expect(failure(() => write(store))).toContain('render-running')
    expect(existsSync(join(folder, 'manifests'))).toBe(false)
  })

  it('goes on where a render was killed', () => {
    const dead = spawnSync(process.execPath, ['-e', '0']).pid
    mkdirSync(join(folder, '.render'))
    writeFileSync(join(folder, '.render/pid'), String(dead))
    expect(write(store)).toMatchObject({ written: [store.file] })
    expect(existsSync(join(folder, '.render'))).toBe(false)
  })

  it('says that the folder cannot be written', () => {
    writeFileSync(join(folder, 'manifests'), 'a file\n')
    expect(failure(() => write(store))).toContain('output-not-writable')
    expect(readdirSync(folder)).toEqual(['manifests'])
  })
})

// A file system of 64 KiB, mounted where only the test's own process sees it.
const mounts =
  spawnSync('unshare', ['--map-root-user', '--mount', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', tmpdir()])
    .status === 0

it.skipIf(!mounts)('writeFolder leaves the folder as it was where the disk is full', () => {
  const script = `
    import { writeFolder } from ${JSON.stringify(join(import.meta.dirname, 'write-folder.ts'))}
    import { readdirSync, readFileSync } from 'node:fs'
    const manifest = (file, text) => ({ file, text })
    writeFolder(${JSON.stringify(folder)}, 'environments/blue', [manifest('a.yaml', 'a\\n')])
    try {
      writeFolder(${JSON.stringify(folder)}, 'environments/blue', Array.from({ length: 40 }, (_, index) => manifest(String.fromCharCode(97 + index) + '.yaml', 'b'.repeat(4096))))
    } catch (error) {
      console.log(error.findings[0].code, readFileSync(${JSON.stringify(path('a.yaml'))}, 'utf8').trim(), readdirSync(${JSON.stringify(folder)}).join(), readdirSync(${JSON.stringify(join(folder, 'manifests'))}).join())
    }`
  const mount = `mount -t tmpfs -o size=64k tmpfs ${folder} && exec ${process.execPath} --input-type=module -e "$SCRIPT"`
  const { stdout, stderr } = spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', mount], {
    encoding: 'utf8',
    env: { ...process.env, SCRIPT: script },
  })
  expect(stdout.trim() || stderr).toBe('output-disk-full a manifests,manifests.sha256 a.yaml')
})

describe('driftFindings', () => {
  it('finds nothing where all is as rendered', () => {
    write(store, query)
    expect(codes(store, query)).toEqual([])
  })

  it('tells apart what is stale, edited by hand, missing, no longer rendered and foreign', () => {
    const stale = manifest('a.yaml', 'old\n')
    const edited = manifest('b.yaml', 'b\n')
    const missing = manifest('c.yaml', 'c\n')
    const gone = manifest('d.yaml', 'd\n')
    write(stale, edited, missing, gone)
    writeFileSync(path('b.yaml'), 'b2\n')
    rmSync(path('c.yaml'))
    writeFileSync(path('e.yaml'), 'e\n')
    expect(codes(manifest('a.yaml', 'new\n'), edited, missing)).toEqual([
      'drift-stale',
      'drift-hand-edited',
      'drift-missing',
      'drift-no-longer-rendered',
      'drift-foreign',
    ])
  })

  it('takes both sides of a merge for rendered', () => {
    write(manifest('a.yaml', 'ours\n'))
    const ours = readFileSync(join(folder, 'manifests.sha256'), 'utf8')
    write(manifest('a.yaml', 'theirs\n'))
    writeFileSync(join(folder, 'manifests.sha256'), ours + readFileSync(join(folder, 'manifests.sha256'), 'utf8'))
    expect(codes(manifest('a.yaml', 'both\n'))).toEqual(['drift-stale'])
  })

  it('shows the difference and the command that mends it', () => {
    write(manifest('a.yaml', 'replicas: 2\n'))
    const [finding] = driftFindings('blue', compareFolder(folder, [manifest('a.yaml', 'replicas: 3\n')]))
    expect(finding!.remedy).toBe('Run: npx nx render blue')
    expect(finding!.detail).toContain('-replicas: 2\n+replicas: 3')
  })
})
