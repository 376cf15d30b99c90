import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { newEnvironmentFiles, templateNames, templateSource } from './files.ts'

const folder = mkdtempSync(join(tmpdir(), 'new-environment-'))
afterAll(() => rmSync(folder, { recursive: true }))

const size = (kind: string): string => `- target: {kind: StatefulSet, name: prometheus}
  patch:
    - op: replace
      path: ${kind}
      value: 9
`
const memory = '/spec/template/spec/containers/[name=prometheus]/resources/limits/memory'
const copied: Readonly<Record<string, string>> = {
  'environment.yaml':
    '# Ours.\ncluster: a\nformerNamespaces:\n  - old\n# The load.\nsize:\n  series: 1M\nobjectStorage: rook\nretention: 30d\n',
  'exceptions.yaml': 'external: []\n',
  'patches/size.yaml': size(memory),
  'patches/mixed.yaml': size(memory) + size('/spec/replicas'),
  'manifests/a.yaml': 'rendered',
  'delivery/flux/a.yaml': 'rendered',
  'patches.schema.json': '{}',
  'removals.yaml': '- Service/a\n',
}
for (const [file, content] of Object.entries(copied)) {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), content)
}
const environment = { name: 'b', cluster: 'b', source: { title: 'a', folder }, retention: '0d' }

describe('the files of a copy', () => {
  it('are the sources of the other environment, without what belongs to it alone', () => {
    const files = newEnvironmentFiles({ ...environment, series: undefined })
    expect([...files.keys()].sort()).toEqual([
      'environment.yaml',
      'exceptions.yaml',
      'patches/mixed.yaml',
      'patches/size.yaml',
    ])
    expect(files.get('patches/mixed.yaml')).toBe(copied['patches/mixed.yaml'])
    const settings = files.get('environment.yaml')
    expect(settings).toMatch(
      /^# yaml-language-server: .*\n# b: copied from a\. .*\ncluster: b\n# The load\.\nsize:\n {2}series: 1M\n/,
    )
    expect(settings).toMatch(/\nretention: 0d\n$/)
  })

  it('have no sizes of another load', () => {
    const files = newEnvironmentFiles({ ...environment, series: '3M' })
    expect(files.has('patches/size.yaml')).toBe(false)
    expect(files.get('patches/mixed.yaml')).toBe(size('/spec/replicas'))
    expect(files.get('environment.yaml')).toContain('# The load.\nsize: {series: 3M}\nobjectStorage: rook\n')
  })
})

it('are those of a template, with the name of the environment', async () => {
  for (const template of await templateNames()) {
    const files = newEnvironmentFiles({ ...environment, source: templateSource(template), series: '3M' })
    expect(files.get('environment.yaml')).toMatch(
      /^# b: copied from the template [^]*^cluster: b$[^]*^size: \{series: 3M\}$/m,
    )
    expect([...files.keys()]).toEqual(expect.arrayContaining(['patches/replicas.yaml', 'patches/storage.yaml']))
  }
})
