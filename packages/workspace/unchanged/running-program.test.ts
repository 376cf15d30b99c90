import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathFrom } from '@thanos-gitops/manifest'
import { temporaryFolder } from '@thanos-gitops/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useBundle } from './bundle-digest.ts'
import { dataFiles, programVersion } from './running-program.ts'

const root = temporaryFolder()
const packages = join(import.meta.dirname, '../..')

describe('programVersion', () => {
  beforeEach(() => {
    vi.stubEnv('CI', undefined)
    writeFileSync(join(root, 'package-lock.json'), '{}')
  })
  afterEach(() => vi.unstubAllEnvs())

  it('does not exist for a program that runs from its sources, or for another repository', () => {
    expect(programVersion(root)).toBeUndefined()
    useBundle(root, 'bundle')
    expect(programVersion(root)).toMatch(/^[0-9a-f]{64}$/)
    expect(programVersion(`${root}/other`)).toBeUndefined()
  })

  it('does not exist in a pipeline', () => {
    useBundle(root, 'bundle')
    vi.stubEnv('CI', 'true')
    expect(programVersion(root)).toBeUndefined()
    vi.stubEnv('CI', 'false')
    expect(programVersion(root)).toBeDefined()
  })

  it.each<[string, () => void]>([
    ['the bundle', () => useBundle(root, 'another bundle')],
    ['the installed packages', () => writeFileSync(join(root, 'package-lock.json'), '{ }')],
  ])('is different with another value of: %s', (_title, change) => {
    useBundle(root, 'bundle')
    const before = programVersion(root)
    expect(programVersion(root)).toBe(before)
    change()
    expect(programVersion(root)).not.toBe(before)
  })
})

/** What a check reads and what is no module: of packages that it loads, without what only tests, editors and the build read. */
const isData = (file: string): boolean =>
  /^(?:api-server|checks|command-line|manifest|program-verdict|programs|render|report|schemas|validate|workloads|workspace)\//.test(
    file,
  ) &&
  !/\.(?:[cm]?[jt]s|md|snap|go|mod|sum)$|\.example\.yaml$|\.vectors\.json$|\.schema\.json$|(?:^|\/)package\.json$/.test(
    file,
  ) &&
  !/\/(?:node_modules|testing|testdata|seed|fixtures?)\/|^checks\/thanos\/fixture\.yaml$|^[^/]+\/program\/|^schemas\/descriptions\//.test(
    file,
  )

describe('dataFiles', () => {
  it('contains every file that the packages of a check can read', () => {
    const known = new Set(dataFiles().map((file) => pathFrom(packages, file)))
    const data = readdirSync(packages, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => pathFrom(packages, join(parentPath, name)))
      .filter(isData)
    expect(data.length).toBeGreaterThan(50)
    expect(data.filter((file) => !known.has(file))).toEqual([])
  })
})
