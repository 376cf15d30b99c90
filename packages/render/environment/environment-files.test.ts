import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { chooseEnvironments, environmentNames, readEnvironmentFiles } from './environment-files.ts'
import { unreadFiles } from './unread-files.ts'

const messages = (root: string, name: string): readonly string[] => {
  const result = readEnvironmentFiles(root, name)
  return 'environment' in result ? [] : result.map(({ message }) => message)
}

function repository(): string {
  const root = temporaryFolder()
  writeFile(root, 'environments/blue/environment.yaml', 'cluster: blue\n')
  return root
}

describe('environmentNames', () => {
  it('leaves out a folder with nothing but files that git ignores, and no other folder without settings', () => {
    const root = repository()
    writeFile(root, 'environments/former/.rendered.sha256', '')
    writeFile(root, 'environments/former/patches.schema.json', '{}')
    writeFile(root, 'environments/broken/patches/a.yaml', '')
    writeFile(root, 'environments/broken/patches.schema.json', '{}')
    mkdirSync(join(root, 'environments/empty'))
    expect(environmentNames(root)).toEqual(['blue', 'broken', 'empty'])
  })
})

describe('readEnvironmentFiles', () => {
  it.each([
    'a b',
    'a$(b)',
    'Blue',
    '--check',
    'prüfung',
    '[x](y)',
    '%0A::error::x',
    'x\ny',
    'all',
    'a.b',
    'a'.repeat(43),
  ])('refuses an environment with the name %j', (name) => {
    const root = repository()
    mkdirSync(join(root, 'environments', name))
    expect(environmentNames(root)).toContain(name)
    expect(chooseEnvironments(root, [])).toContain(name)
    expect(messages(root, name)).toEqual([expect.stringContaining('is not a valid environment') as string])
    expect(messages(root, 'blue')).toEqual([])
  })

  it('accepts the longest name', () => {
    const root = temporaryFolder()
    writeFile(root, `environments/${'a'.repeat(42)}/environment.yaml`, 'cluster: blue\n')
    expect(messages(root, 'a'.repeat(42))).toEqual([])
  })

  it.each(['blue', '../elsewhere', 'nothing', 'loop'])('refuses a folder that is a link to %s', (target) => {
    const root = repository()
    mkdirSync(join(root, 'elsewhere'))
    const name = target === 'loop' ? 'loop' : 'green'
    symlinkSync(target, join(root, 'environments', name))
    expect(environmentNames(root)).toEqual(['blue', name])
    expect(messages(root, name)).toEqual([
      `environments/${name} is a symbolic link. The folder of an environment must be in the repository.`,
    ])
  })

  it('refuses files that cannot be read, all of them', () => {
    const root = repository()
    symlinkSync('nothing', join(root, 'environments/policy.yaml'))
    symlinkSync('/', join(root, 'environments/blue/patches'))
    expect(messages(root, 'blue')).toEqual([
      'environments/blue/patches cannot be read: it is a symbolic link, or below one, that leads out of the repository.',
      'environments/policy.yaml cannot be read: it is a link to a file that does not exist.',
    ])
  })

  it('does not take environments/ as empty if it is a broken link', () => {
    const root = temporaryFolder()
    symlinkSync('nothing', join(root, 'environments'))
    expect(() => environmentNames(root)).toThrow('environments cannot be read: it is a link to a file')
  })
})

describe('unreadFiles', () => {
  it('lists YAML files and folders with a similar name', () => {
    const root = repository()
    for (const file of [
      'replicas.yaml',
      'exceptions.yml',
      'patch/a.yaml',
      'docs/a.yaml',
      'manifests/a.yaml',
      'README.md',
    ])
      writeFile(root, `environments/blue/${file}`, '{}\n')
    expect(unreadFiles(root, 'environments/blue')).toEqual(
      ['exceptions.yml', 'patch', 'replicas.yaml'].map((name) => `environments/blue/${name}`),
    )
  })
})
