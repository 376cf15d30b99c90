import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Base, YamlFile } from '@thanos-gitops/manifest'
import type { SchemaWriter } from '@thanos-gitops/render/editor-schema'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useBase } from '../base/load-base.ts'
import type { SourcedFiles } from '../sources/sourced-files.ts'
import { renderMemory } from './render-memory.ts'

let root: string
beforeEach(() => {
  vi.stubEnv('CI', undefined)
  root = mkdtempSync(join(tmpdir(), 'memory-'))
  mkdirSync(join(root, 'environments/blue'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

const schemas = {} as SchemaWriter
const source = { file: 'environments/blue/environment.yaml', value: {} } as YamlFile
const read = {
  files: { name: 'blue', environment: source, patches: [] },
  sources: { base: {} as Base, pin: undefined },
} as unknown as SourcedFiles

describe('renderMemory', () => {
  it('does not exist in a pipeline', () => {
    vi.stubEnv('CI', 'true')
    useBase(root, { file: '', digest: 'bundle' })
    expect(renderMemory(root, schemas)).toBeUndefined()
  })

  it('does not exist for modules that nothing identifies', () => {
    expect(renderMemory(root, schemas)).toBeUndefined()
  })

  it.each([
    ['cannot be identified', read],
    ['were not rendered before', { ...read, files: { ...read.files, environment: { ...source, digest: () => 'a' } } }],
  ])('renders an environment whose sources %s', (_sources, files) => {
    useBase(root, { file: '', digest: 'bundle' })
    expect(renderMemory(root, schemas)!.render(files, () => [])).toEqual([])
  })
})
