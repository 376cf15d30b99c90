import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure, labelOf } from '../index.ts'
import { type ParsedDocuments, readManifests, readManifestText, readWrittenManifest } from './read-manifests.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'read '))
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (file: string, content: string | Uint8Array): void => {
  mkdirSync(join(root, file, '..'), { recursive: true })
  writeFileSync(join(root, file), content)
}
const object = (kind: string, name: string, more = ''): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n${more}`
const labels = (text: string): string[] =>
  readManifestText('a.yaml', text).objects.map((entry) => labelOf(entry.object))
const codes = (text: string): string[] => readManifestText('a.yaml', text).findings.map(({ code }) => code)

describe('readManifestText', () => {
  it.each([
    ['several documents', `${object('Service', 'a')}---\n${object('Secret', 'b')}`, ['Service/a', 'Secret/b']],
    [
      'the output of Helm',
      `---\n# Source: a/templates/service.yaml\n${object('Service', 'a')}---\n# Source: a/templates/off.yaml\n---\n`,
      ['Service/a'],
    ],
    ['line endings of Windows', object('Service', 'a').replaceAll('\n', '\r\n'), ['Service/a']],
    ['a byte order mark', `\uFEFF${object('Service', 'a')}`, ['Service/a']],
    [
      'a document on the line of its separator',
      '--- {apiVersion: v1, kind: Service, metadata: {name: a}}\n...\n',
      ['Service/a'],
    ],
    ['a directive', `%YAML 1.1\n---\n${object('Service', 'a')}`, ['Service/a']],
    [
      'a List',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, metadata: {name: a}}\n- {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Secret, metadata: {name: b}}]}\n',
      ['Service/a', 'Secret/b'],
    ],
    [
      'a typed list, whose items need no kind',
      'apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: a}}]\n',
      ['ConfigMap/a'],
    ],
    ['JSON', '{"apiVersion": "v1",\n\t"kind": "Service", "metadata": {"name": "a"}}', ['Service/a']],
    [
      'several JSON documents',
      '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}\n{"apiVersion":"v1","kind":"Secret","metadata":{"name":"b"}}\n',
      ['Service/a', 'Secret/b'],
    ],
    [
      'a name that the API server completes',
      'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}\n',
      ['Job/a-'],
    ],
    [
      'anchors',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: &l {x: y}}\ndata: {<<: *l}\n',
      ['ConfigMap/a'],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(labels(text)).toEqual(expected)
    expect(codes(text)).toEqual([])
  })

  it.each([
    ['invalid YAML', 'a: [1', ['manifest-unreadable']],
    ['a duplicate key', 'a: 1\na: 2', ['manifest-unreadable']],
    ['an unknown tag', 'a: !vault x', ['manifest-unreadable']],
    ['a list', '- a', ['manifest-without-kind']],
    ['a missing kind', 'apiVersion: v1\nmetadata: {name: a}', ['manifest-without-kind']],
    ['a missing name', 'apiVersion: v1\nkind: Service\nmetadata: {}', ['manifest-without-name']],
    ['a name that is a number', 'apiVersion: v1\nkind: Service\nmetadata: {name: 1}', ['manifest-without-name']],
    ['an empty document', '# nothing\n', ['manifest-empty']],
    ['deep nesting', '['.repeat(100_000), ['manifest-unreadable']],
    ['deep nesting in JSON', '{"a":'.repeat(100_000), ['manifest-unreadable']],
    [
      'deep nesting in complete JSON',
      `{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`,
      ['manifest-unreadable'],
    ],
    ['an anchor that contains itself', 'a: &a [*a]', ['manifest-unreadable']],
    [
      'aliases that expand exponentially',
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...[...'bcdefghi'].map(
          (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`,
        ),
      ].join('\n'),
      ['manifest-unreadable'],
    ],
  ])('reports %s', (_, text, expected) => expect(codes(text)).toEqual(expected))

  it('reads the other documents of a file with a broken one, and reports its line', () => {
    const text = `${object('Service', 'a')}---\nx: [1\n---\n${object('Secret', 'b')}`
    expect(labels(text)).toEqual(['Service/a', 'Secret/b'])
    expect(readManifestText('a.yaml', text).findings).toMatchObject([{ place: { file: 'a.yaml', line: 5, column: 6 } }])
  })

  it('ignores the files of kustomize', () =>
    expect(
      readManifestText('a.yaml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n'),
    ).toEqual({ objects: [], findings: [] }))

  it('refuses an object that is too large for the API server', () =>
    expect(codes(object('ConfigMap', 'a', `data: {x: ${'y'.repeat(3 * 1024 * 1024)}}\n`))).toEqual([
      'manifest-too-large',
    ]))
  it('refuses a document that is too large for the memory', () =>
    expect(codes('- a: b\n'.repeat(5_000_000))).toEqual(['manifest-too-large']))

  it('finds the place of each field, also in documents inside strings', () => {
    const text = [
      '# comment',
      '---',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: a',
      'data:',
      '  x.yaml: |',
      '    # first',
      '    global:',
      '      interval: 30s',
      '    list: [a, {b: c}]',
      '  y: "one\\ttwo"',
      '  z.json: \'{"k": "v"}\'',
      '',
    ].join('\n')
    const [found] = readManifestText('a.yaml', text).objects
    const at = (pointer: string, offset?: number): string => {
      const { line, column } = offset === undefined ? found!.place(pointer) : found!.placeIn!(pointer, offset)
      return `${line}:${column}`
    }
    expect(at('')).toBe('3:1')
    expect(at('/metadata')).toBe('5:1')
    expect(at('/metadata/name')).toBe('6:9')
    expect(at('/metadata/labels/app')).toBe('5:1')
    expect(at('/data/x.yaml')).toBe('8:3')
    expect(at('/data/x.yaml', 9)).toBe('10:6')
    expect(at('/data/x.yaml/global/interval')).toBe('11:17')
    expect(at('/data/x.yaml/global/interval', 1)).toBe('11:18')
    expect(at('/data/x.yaml/global/absent')).toBe('10:5')
    expect(at('/data/x.yaml/list/1/b')).toBe('12:19')
    expect(at('/data/y', 4)).toBe('13:12')
    expect(at('/data/z.json/k')).toBe('14:18')
  })
})

describe('readManifests', () => {
  it('returns the same object for the same content, with the places of each file', () => {
    write('a.yaml', `${object('Service', 'a')}---\n${object('Secret', 'b')}`)
    write(
      'b.yaml',
      `# Another line.\n---\n${object('Secret', 'b', 'type: Opaque\n')}---\n${object('Service', 'a')}---\n`,
    )
    const parsed = new Map() as ParsedDocuments
    const [before, after] = ['a.yaml', 'b.yaml'].map((file) => readManifests([file], { root, parsed }).objects)
    expect(after!.map((entry) => labelOf(entry.object))).toEqual(['Secret/b', 'Service/a'])
    expect(after![1]!.object).toBe(before![0]!.object)
    expect(after![0]!.object).not.toBe(before![1]!.object)
    expect([before![0]!, after![1]!].map((entry) => entry.place('/kind'))).toEqual([
      { file: 'a.yaml', line: 2, column: 7 },
      { file: 'b.yaml', line: 9, column: 7 },
    ])
  })

  it('reads folders, files and the standard input', () => {
    write('folder/b/z.yml', object('Service', 'z'))
    write('folder/a.yaml', object('Service', 'a'))
    write('folder/c.json', '{"apiVersion":"v1","kind":"Service","metadata":{"name":"c"}}')
    write('folder/README.md', 'no manifest')
    write('folder/.git/x.yaml', 'no manifest')
    write('file', object('Service', 'f'))
    const { objects, findings } = readManifests(['folder', 'file', '-'], { root, stdin: object('Service', 's') })
    expect(findings).toEqual([])
    expect(objects.map((entry) => `${entry.place('').file} ${entry.object.metadata.name}`)).toEqual([
      'folder/a.yaml a',
      'folder/b/z.yml z',
      'folder/c.json c',
      'file f',
      '- s',
    ])
  })

  it('reports both places of a duplicate object', () => {
    write('a.yaml', object('Service', 'a'))
    write('b.yaml', object('Service', 'a'))
    expect(readManifests(['a.yaml', 'b.yaml'], { root }).findings).toMatchObject([
      {
        code: 'object-duplicate',
        message: expect.stringContaining('a.yaml:1') as unknown,
        place: { file: 'b.yaml', line: 3 },
      },
    ])
  })

  it('reports one finding for two files with the same objects', () => {
    for (const file of ['a.yaml', 'b.yaml'])
      write(file, Array.from({ length: 20 }, (_, index) => object('Service', `s${index}`)).join('---\n'))
    expect(readManifests(['.'], { root }).findings).toMatchObject([
      { code: 'object-duplicate', message: expect.stringContaining('19 more objects') as unknown },
    ])
  })

  it.each([
    ['binary data', new Uint8Array([1, 0, 2]), 'file-encoding'],
    ['another encoding', new Uint8Array([0x61, 0xff]), 'file-encoding'],
    ['UTF-16', Buffer.from('\uFEFFa: b', 'utf16le'), 'file-encoding'],
  ])('reports %s', (_, bytes, code) => {
    write('a.yaml', bytes)
    expect(readManifests(['.'], { root }).findings).toMatchObject([{ code, place: { file: 'a.yaml' } }])
  })

  it('reports an empty folder', () =>
    expect(readManifests(['.'], { root }).findings).toMatchObject([{ code: 'manifests-missing' }]))

  it('reports a broken link, and reads the other files', () => {
    write('a.yaml', object('Service', 'a'))
    symlinkSync('nowhere', join(root, 'b.yaml'))
    const { objects, findings } = readManifests(['.'], { root })
    expect(objects).toHaveLength(1)
    expect(findings).toMatchObject([{ code: 'file-unreadable', place: { file: 'b.yaml' } }])
  })

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('reports a file without read permission', () => {
    write('a.yaml', object('Service', 'a'))
    chmodSync(join(root, 'a.yaml'), 0)
    expect(readManifests(['.'], { root }).findings).toMatchObject([{ code: 'file-unreadable' }])
  })

  it('fails for a path that does not exist', () => expect(() => readManifests(['nowhere'], { root })).toThrow(Failure))
})

describe('readWrittenManifest', () => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  a.yaml: |
    b: [1, 2]
`
  it('returns what a parser reads', () => {
    const [parsed] = readManifestText('a.yaml', text).objects
    const [written] = readWrittenManifest('a.yaml', text, parsed!.object).objects
    expect(written!.object).toEqual(parsed!.object)
    for (const pointer of ['', '/metadata/name', '/data/a.yaml', '/data/a.yaml/b/1', '/missing'])
      expect(written!.place(pointer)).toEqual(parsed!.place(pointer))
    expect(written!.placeIn!('/data/a.yaml', 4)).toEqual(parsed!.placeIn!('/data/a.yaml', 4))
  })

  it('reads the text where a line separates documents', () => {
    const two = `${text.replace('b: [1, 2]', 'b: [1, 2]\n---\nkind: Secret')}`
    const [parsed] = readManifestText('a.yaml', text).objects
    const { findings } = readWrittenManifest('a.yaml', two, parsed!.object)
    expect(findings).not.toEqual([])
    expect(findings).toEqual(readManifestText('a.yaml', two).findings)
  })
})
