import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, placeText } from '@thanos-gitops/manifest'
import { environmentSource, temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { readRings, ringOfEnvironment, ringProblems } from './read-rings.ts'

const root = temporaryFolder()
const settings = (name: string, more: string): void =>
  writeFile(root, `environments/${name}/environment.yaml`, environmentSource(name) + more)
const rings = (text: string): void =>
  writeFile(root, 'environments/rings.yaml', `apiVersion: thanos-gitops/v1\nkind: Rings\n${text}`)

const found = (): readonly string[] =>
  ringProblems(root).map(({ place, message, remedy }) => `${place && placeText(place)} ${message} ${remedy}`)

beforeEach(() => {
  rmSync(join(root, 'environments'), { recursive: true, force: true })
  settings('eu-1', 'ring: canary\n')
  settings('eu-2', '# The ring of the region.\nring: "wide"\n')
  settings('us-1', 'ring: wide # since May\n')
  rings('rings:\n  - name: canary\n  - name: wide\n')
})

describe('the rings of a repository', () => {
  it('have their environments, in the order of the rings', () => {
    expect([...readRings(root)!.members]).toEqual([
      ['canary', ['eu-1']],
      ['wide', ['eu-2', 'us-1']],
    ])
  })

  it('do not exist without the file', () => {
    rmSync(join(root, 'environments'), { recursive: true })
    settings('eu-1', '# no ring of monitoring\n')
    expect([readRings(root), ringProblems(root)]).toEqual([undefined, []])
  })

  it('include the ring that a removed environment had', () => {
    const before = (file: string): string | undefined =>
      file === 'environments/gone/environment.yaml' ? `${environmentSource('gone')}ring: wide\n` : undefined
    const present = readRings(root)
    expect(['eu-1', 'gone', 'new'].map((name) => ringOfEnvironment(name, present, before))).toEqual([
      'canary',
      'wide',
      undefined,
    ])
  })

  it.each([
    [
      'ring: wdie\n',
      'environments/eu-1/environment.yaml:8:7 There is no ring wdie in environments/rings.yaml. Did you mean wide?',
    ],
    [
      '',
      'environments/eu-1/environment.yaml:1:1 eu-1 is in no ring, and environments/rings.yaml orders all environments. Add ring: wide, or another of canary, wide.',
    ],
  ])('report the environment with %j', (text, expected) => {
    settings('eu-1', text)
    expect(found()).toEqual([expected])
    expect(() => readRings(root)).toThrow(Failure)
  })

  it('report a ring without an environment', () => {
    settings('eu-1', 'ring: wide\n')
    expect(found()).toEqual([
      'environments/rings.yaml:4:11 No environment is in the ring canary. Set ring: canary in an environment.yaml, or remove the ring.',
    ])
  })

  it('report each environment with a ring if the file does not exist', () => {
    rmSync(join(root, 'environments/rings.yaml'))
    expect(found()).toHaveLength(3)
    expect(found()[1]).toBe(
      'environments/eu-2/environment.yaml:9:7 eu-2 is in the ring wide, but environments/rings.yaml does not exist. Create the file (environments/rings.md), or remove ring.',
    )
  })

  it('report the file alone if it is not valid', () => {
    rings('rings:\n  - name: canary\n  - nam: wide\n')
    expect(found()).toEqual([
      'environments/rings.yaml:5:5 Unknown key nam. Did you mean name?',
      'environments/rings.yaml:5:5 name is missing. Add name, for example name: canary',
    ])
    rings('rings: [\n')
    expect(ringProblems(root)[0]?.place?.file).toBe('environments/rings.yaml')
  })

  it('leave out an environment whose settings have another problem', () => {
    settings('eu-1', 'ring: 5\n')
    settings('eu-2', 'cluster: twice\n')
    expect(found()).toEqual([])
  })
})
