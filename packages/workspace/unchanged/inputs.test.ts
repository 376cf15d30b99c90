import type { Base, YamlFile } from '@thanos-gitops/manifest'
import type { EnvironmentFiles } from '@thanos-gitops/render'
import { describe, expect, it } from 'vitest'
import type { SourcedFiles } from '../sources/sourced-files.ts'
import { inputsDigest, notingReads } from './inputs.ts'

const source = (file: string, content: string): YamlFile =>
  ({ file, value: content, credentials: [], digest: () => content }) as unknown as YamlFile

const files: EnvironmentFiles = {
  name: 'blue',
  environment: source('environment.yaml', 'a'),
  patches: [source('patches/a.yaml', 'b')],
  resources: [source('resources/a.yaml', 'c')],
  layers: [{ name: 'eu', patches: [source('layers/eu/patches/a.yaml', 'd')], resources: [] }],
  policy: source('policy.yaml', 'e'),
  repository: { url: 'https://git.example.com/x.git' },
  unreadFiles: [],
  sameCluster: [],
}

const digest = (
  changed: Partial<EnvironmentFiles> = {},
  { program = 'program', names = ['blue'], commit = undefined as string | undefined } = {},
): string | undefined => {
  const pin = commit === undefined ? undefined : { name: 'v1.0.0', commit }
  const sources = { base: {} as Base, pin, folder: () => '', displayFile: (file: string) => file }
  return inputsDigest({ files: { ...files, ...changed }, sources } as SourcedFiles, program, names)
}

describe('inputsDigest', () => {
  it('is the same for the same inputs', () => {
    expect(digest()).toBe(digest())
    expect(digest({ allowsCredential: () => true })).toBe(digest())
  })

  it.each<[change: string, () => string | undefined]>([
    ['the name', () => digest({ name: 'green' })],
    ['environment.yaml', () => digest({ environment: source('environment.yaml', 'x') })],
    ['a patch', () => digest({ patches: [source('patches/a.yaml', 'x')] })],
    ['the name of a patch file', () => digest({ patches: [source('patches/b.yaml', 'b')] })],
    ['the order of patches', () => digest({ patches: [source('patches/0.yaml', 'x'), ...files.patches] })],
    ['an object', () => digest({ resources: [source('resources/a.yaml', 'x')] })],
    ['a layer', () => digest({ layers: [{ name: 'eu', patches: [], resources: [] }] })],
    [
      'the settings of a layer',
      () => digest({ layers: [{ ...files.layers![0]!, settings: source('layer.yaml', 'x') }] }),
    ],
    ['the name of a layer', () => digest({ layers: [{ ...files.layers![0]!, name: 'us' }] })],
    ['the policy', () => digest({ policy: source('policy.yaml', 'x') })],
    ['the repository', () => digest({ repository: { url: 'https://git.example.com/y.git' } })],
    ['a file that no command reads', () => digest({ unreadFiles: ['environments/blue/patch.yaml'] })],
    ['another environment of the same cluster', () => digest({ sameCluster: ['green'] })],
    ['a pin', () => digest({ pin: 'v1.0.0' })],
    ['the commit of a pin', () => digest({}, { commit: '0123' })],
    ['the program', () => digest({}, { program: 'newer' })],
    ['the environments of the repository', () => digest({}, { names: ['blue', 'green'] })],
  ])('is different with another value of: %s', (_change, changed) => {
    expect(changed()).toMatch(/^[0-9a-f]{64}$/)
    expect(changed()).not.toBe(digest())
  })

  it('does not exist with a source that cannot be identified', () => {
    const { digest: _, ...merged } = source('environment.yaml', 'a')
    expect(digest({ environment: merged })).toBeUndefined()
  })
})

describe('notingReads', () => {
  it('notes what a render reads in some cases only', () => {
    const notes: string[] = []
    const noting = notingReads(
      {
        ...files,
        allowsCredential: () => true,
        fleet: { names: () => ['blue'], settings: () => source('environment.yaml', 'a') },
      },
      () => notes.push('read'),
    )
    expect(noting.fleet!.names()).toEqual(['blue'])
    expect(notes).toEqual([])
    expect(noting.fleet!.settings('blue')?.value).toBe('a')
    expect(noting.allowsCredential!({ file: 'patches/a.yaml', line: 1 } as never)).toBe(true)
    expect(notes).toEqual(['read', 'read'])
  })
})
