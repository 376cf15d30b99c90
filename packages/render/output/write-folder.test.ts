import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Failure } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Manifest } from '../render.ts'
import { nothingCommitted } from './committed-files.ts'
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
  driftFindings('blue', compareFolder(folder, 'environments/blue', manifests)).map(({ code }) => code)
const failure = (action: () => unknown): string => {
  try {
    action()
  } catch (error) {
    return (error as Failure).findings.map(({ code, message }) => `${code}: ${message}`).join('\n')
  }
  return 'no failure'
}

describe('writeFolder', () => {
  it('writes the manifests and their checksums, and nothing else', () => {
    expect(write(store, query)).toEqual({ written: [store.file, query.file], removed: [], restored: [], assumed: [] })
    expect(readdirSync(folder).sort()).toEqual(['.rendered.sha256', 'manifests'])
    expect(readFileSync(path(store.file), 'utf8')).toBe(store.text)
  })

  it('does not write files that are up to date', () => {
    write(store, query)
    for (const file of [path(store.file), path(query.file), join(folder, '.rendered.sha256')]) utimesSync(file, 1, 1)
    expect(write(store, query)).toEqual({ written: [], removed: [], restored: [], assumed: [] })
    expect(statSync(path(store.file)).mtimeMs).toBe(1000)
    expect(statSync(join(folder, '.rendered.sha256')).mtimeMs).toBe(1000)
  })

  it('removes a file that is no longer rendered', () => {
    write(store, query)
    expect(write(store)).toMatchObject({ removed: [query.file] })
    expect(existsSync(path(query.file))).toBe(false)
  })

  it('writes a manifest again that was edited by hand, and reports it', () => {
    write(store)
    writeFileSync(path(store.file), 'kind: Other\n')
    expect(write(store)).toMatchObject({ written: [store.file], restored: [store.file] })
    expect(readFileSync(path(store.file), 'utf8')).toBe(store.text)
  })

  it('records checksums that sha256sum can check', () => {
    write(store)
    const sum = createHash('sha256').update(store.text).digest('hex')
    expect(readFileSync(join(folder, '.rendered.sha256'), 'utf8')).toContain(`${sum}  manifests/${store.file}\n`)
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

  it('refuses to overwrite a file that it did not write, unless the content is the same', () => {
    mkdirSync(join(folder, 'manifests'))
    writeFileSync(path(store.file), 'kind: Mine\n')
    expect(failure(() => write(store))).toContain('a manifest has the same name')
    writeFileSync(path(store.file), store.text)
    expect(write(store)).toMatchObject({ written: [] })
    expect(codes(store)).toEqual([])
  })

  it('keeps files that Argo CD and Flux do not read', () => {
    write(store)
    writeFileSync(path('README.md'), 'mine\n')
    expect(write(store, query)).toMatchObject({ written: [query.file] })
    expect(existsSync(path('README.md'))).toBe(true)
  })

  it('does not write while another render writes', () => {
    mkdirSync(join(folder, '.render'))
    writeFileSync(join(folder, '.render/pid'), String(process.pid))
    expect(failure(() => write(store))).toContain('render-running')
    expect(existsSync(join(folder, 'manifests'))).toBe(false)
  })

  it('removes the lock of a render that was killed', () => {
    // No system gives a process such a number.
    const dead = 2 ** 30
    mkdirSync(join(folder, '.render'))
    writeFileSync(join(folder, '.render/pid'), String(dead))
    expect(write(store)).toMatchObject({ written: [store.file] })
    expect(existsSync(join(folder, '.render'))).toBe(false)
  })

  it('removes the lock of a render that was killed after its last file', () => {
    write(store)
    mkdirSync(join(folder, '.render'))
    // A render that was killed before it wrote its process id.
    writeFileSync(join(folder, '.render/pid'), '')
    utimesSync(join(folder, '.render'), 1, 1)
    expect(write(store)).toMatchObject({ written: [] })
    expect(existsSync(join(folder, '.render'))).toBe(false)
  })

  it('reports a folder that it cannot write to', () => {
    writeFileSync(join(folder, 'manifests'), 'a file\n')
    expect(failure(() => write(store))).toContain('file-unreadable: environments/blue/manifests cannot be read')
    expect(readdirSync(folder)).toEqual(['manifests'])
  })

  it.each(['manifests', '.rendered.sha256', 'delivery', 'delivery/flux', '.render'])(
    'refuses %s if it is a link',
    (name) => {
      const outside = mkdtempSync(join(tmpdir(), 'outside-'))
      mkdirSync(join(folder, name, '..'), { recursive: true })
      symlinkSync(outside, join(folder, name))
      expect(failure(() => write(store))).toBe(
        `output-link: environments/blue/${name} is a symbolic link. No file is written through a link.`,
      )
      expect(readdirSync(outside)).toEqual([])
      rmSync(outside, { recursive: true })
    },
  )

  it('refuses a manifest that is a link, and does not read or change its target', () => {
    write(store, query)
    writeFileSync(join(folder, 'target'), store.text)
    rmSync(path(store.file))
    symlinkSync('../target', path(store.file))
    expect(failure(() => write(store, query))).toContain(`output-foreign: environments/blue/manifests/${store.file}`)
    // A file that is no longer rendered is deleted only if render wrote it.
    expect(failure(() => write(query))).toContain(`output-foreign: environments/blue/manifests/${store.file}`)
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe(store.text)
  })

  it('refuses checksums that it cannot read, and deletes nothing', () => {
    write(store, query)
    rmSync(join(folder, '.rendered.sha256'))
    mkdirSync(join(folder, '.rendered.sha256'))
    expect(failure(() => write(store))).toContain('file-unreadable: environments/blue/.rendered.sha256 cannot be read')
    expect(existsSync(path(query.file))).toBe(true)
  })

  it('refuses a file that is outside of the output folders', () => {
    expect(failure(() => write(manifest('../x.yaml', 'x\n')))).toContain('output-name: "../x.yaml"')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('driftFindings', () => {
  it('finds nothing when all files are as rendered', () => {
    write(store, query)
    expect(codes(store, query)).toEqual([])
  })

  it('distinguishes stale, edited, missing, no longer rendered and unknown files', () => {
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

  it('does not compare the record, which belongs to this folder', () => {
    write(store)
    rmSync(join(folder, '.rendered.sha256'))
    expect(codes(store)).toEqual([])
  })

  it('reports the committed record of an earlier version, and a render removes it', () => {
    write(store)
    renameSync(join(folder, '.rendered.sha256'), join(folder, 'manifests.sha256'))
    expect(codes(manifest(store.file, 'new\n'))).toEqual(['drift-stale', 'drift-no-longer-rendered'])
    expect(write(manifest(store.file, 'new\n'))).toMatchObject({ written: [store.file], restored: [] })
    expect(readdirSync(folder).sort()).toEqual(['.rendered.sha256', 'manifests'])
  })

  it('keeps a file with the name of the former record that render did not write', () => {
    writeFileSync(join(folder, 'manifests.sha256'), 'mine\n')
    write(store)
    expect(codes(store)).toEqual([])
    expect(readFileSync(join(folder, 'manifests.sha256'), 'utf8')).toBe('mine\n')
  })

  it('shows the difference and the command that fixes it', () => {
    write(manifest('a.yaml', 'replicas: 2\n'))
    const [finding] = driftFindings(
      'blue',
      compareFolder(folder, 'environments/blue', [manifest('a.yaml', 'replicas: 3\n')]),
    )
    expect(finding!.remedy).toBe('Run: npx nx render blue')
    expect(finding!.detail).toContain('-replicas: 2\n+replicas: 3')
  })
})

describe('a file that the record does not list', () => {
  const text = (replicas: number, memory: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: thanos-store\nspec:\n  replicas: ${replicas}\n  name: a\n  memory: ${memory}\n`
  /** The state of a file in a new clone. */
  function stateOf(
    found: string,
    rendered: string | undefined,
    history: { readonly current?: string; readonly previous?: string },
    hasCommits = true,
  ): string {
    mkdirSync(join(folder, 'manifests'), { recursive: true })
    writeFileSync(path(store.file), found)
    const outputs = rendered === undefined ? [] : [manifest(store.file, rendered)]
    const committed = { ...nothingCommitted, hasCommits: () => hasCommits, ...reading(history) }
    const { state, isAssumed = false } = compareFolder(folder, 'environments/blue', outputs, committed).files[0]!
    return isAssumed ? `assumed ${state}` : state
  }
  const reading = ({ current, previous }: { readonly current?: string; readonly previous?: string }) => ({
    current: () => current,
    previous: () => previous,
  })
  const first = text(1, '1Gi')

  it('is stale if only the sources changed', () => {
    expect(stateOf(first, text(2, '1Gi'), { current: first })).toBe('stale')
    expect(stateOf(first, text(2, '1Gi'), { current: first, previous: text(1, '512Mi') })).toBe('stale')
    expect(stateOf(text(2, '1Gi'), text(3, '1Gi'), { current: text(2, '1Gi'), previous: first })).toBe('stale')
  })

  it('is edited by hand if it has a change that the sources do not make; with a commit, this is an assumption', () => {
    const edited = text(1, '8Gi')
    for (const rendered of [first, text(2, '1Gi')]) {
      expect(stateOf(edited, rendered, { current: first })).toBe('hand-edited')
      expect(stateOf(edited, rendered, { current: edited, previous: first })).toBe('assumed hand-edited')
    }
  })

  it('is not ours if it is not committed', () => {
    expect(stateOf(first, text(2, '1Gi'), {})).toBe('foreign')
    expect(stateOf(first, undefined, {})).toBe('foreign')
  })

  it('is ours in a copy without commits if it has the form that render writes', () => {
    expect(stateOf(first, text(2, '1Gi'), {}, false)).toBe('stale')
    expect(stateOf(first, undefined, {}, false)).toBe('no-longer-rendered')
    for (const rendered of [text(2, '1Gi'), undefined])
      expect(stateOf(`${first}# mine\n`, rendered, {}, false)).toBe('foreign')
  })

  it('is no longer rendered if it is committed in the form that render writes', () => {
    expect(stateOf(first, undefined, { current: first })).toBe('no-longer-rendered')
    expect(stateOf(`${first}# mine\n`, undefined, { current: `${first}# mine\n` })).toBe('foreign')
    expect(stateOf(first, undefined, { current: text(2, '1Gi') })).toBe('foreign')
    expect(
      stateOf(first.replace('thanos-store', 'other'), undefined, { current: first.replace('thanos-store', 'other') }),
    ).toBe('foreign')
  })
})
