import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
}

const scope = '@thanos-gitops/'
const packages = ['base', ...readdirSync(join(root, 'packages'), { withFileTypes: true }).flatMap(folderName)]

function folderName(entry: { readonly name: string; isDirectory(): boolean }): readonly string[] {
  return entry.isDirectory() ? [entry.name] : []
}

const manifestOf = (name: string): Manifest =>
  JSON.parse(
    readFileSync(join(root, name === 'base' ? 'base' : `packages/${name}`, 'package.json'), 'utf8'),
  ) as Manifest

/** The packages of this repository in a list of dependencies, without their scope. */
const ownPackages = (dependencies: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.keys(dependencies).flatMap((name) => (name.startsWith(scope) ? [name.slice(scope.length)] : []))

/** The rows of the drawing in packages/README.md from the top: the packages that each row names. */
function drawnLayers(): readonly (readonly string[])[] {
  const readme = readFileSync(join(root, 'packages/README.md'), 'utf8')
  const drawing = readme.split('## Layers')[1]?.split('```')[1] ?? ''
  return drawing
    .split('\n')
    .map((row) => row.match(/[a-z]+(?:-[a-z]+)*/g)?.filter((word) => packages.includes(word)) ?? [])
    .filter((layer) => layer.length > 0)
}

describe('the packages', () => {
  const layers = drawnLayers()
  const layerOf = (name: string): number => layers.findIndex((layer) => layer.includes(name))

  it('are each in one place of the drawing in packages/README.md', () => {
    expect(layers.flat().sort()).toEqual([...packages].sort())
  })

  it.each(packages)('%s depends only on packages of lower layers', (name) => {
    const { dependencies } = manifestOf(name)
    expect(ownPackages(dependencies).filter((other) => layerOf(other) <= layerOf(name))).toEqual([])
  })
})
