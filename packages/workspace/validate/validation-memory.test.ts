import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@thanos-gitops/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useBundle } from '../unchanged/bundle-digest.ts'
import { validationMemory } from './validation-memory.ts'

const root = temporaryFolder()
const directory = 'environments/blue/manifests'
const file = join(root, directory, 'web.deployment.yaml')
const kubeconform = { tool: 'kubeconform', notes: [] }
const keyOf = (kubernetesVersion = '1.36'): string | undefined =>
  validationMemory(root, kubeconform)!.keyOf([{ name: 'blue', kubernetesVersion, directory }])

describe('validationMemory', () => {
  beforeEach(() => {
    vi.stubEnv('CI', undefined)
    rmSync(join(root, directory), { recursive: true, force: true })
    mkdirSync(join(root, directory), { recursive: true })
    writeFileSync(file, 'a')
    useBundle(root, 'bundle')
  })

  it('does not exist without the pinned version of kubeconform', () => {
    expect(validationMemory(root, kubeconform)).toBeDefined()
    expect(validationMemory(root, { tool: undefined, notes: ['kubeconform is not on PATH.'] })).toBeUndefined()
    expect(validationMemory(root, { tool: 'kubeconform', notes: ['Using kubeconform v0.1.0.'] })).toBeUndefined()
  })

  it.each<[string, () => void]>([
    ['a manifest', () => writeFileSync(file, 'b')],
    ['the name of a manifest', () => renameSync(file, join(root, directory, 'api.yaml'))],
    ['the number of manifests', () => writeFileSync(join(root, directory, 'api.yaml'), 'a')],
    ['the program', () => useBundle(root, 'another bundle')],
  ])('has another key with another value of: %s', (_title, change) => {
    const before = keyOf()
    expect(before).toBe(keyOf())
    change()
    expect(keyOf()).toMatch(/^[0-9a-f]{64}$/)
    expect(keyOf()).not.toBe(before)
  })

  it('has another key with another Kubernetes version', () => expect(keyOf('1.37')).not.toBe(keyOf('1.36')))

  it('has no key for a folder that is missing, or that has a link', () => {
    symlinkSync('web.deployment.yaml', join(root, directory, 'link.yaml'))
    expect(keyOf()).toBeUndefined()
    rmSync(join(root, directory), { recursive: true })
    expect(keyOf()).toBeUndefined()
  })
})
