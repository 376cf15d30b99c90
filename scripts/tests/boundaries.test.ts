import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './repository.ts'

/** Who may import whom: packages/README.md draws it. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: ['manifest', 'schemas'],
  'packages/manifest': [],
  'packages/schemas': ['manifest'],
  'packages/render': ['manifest', 'schemas'],
  'packages/checks': ['manifest', 'schemas'],
  'packages/testing': ['manifest'],
  'packages/delivery': ['manifest', 'schemas'],
  'packages/diff': ['manifest', 'schemas'],
  'packages/report': ['manifest', 'schemas'],
  'packages/validate': ['manifest', 'schemas'],
  'packages/workspace': ['base', 'delivery', 'diff', 'manifest', 'render', 'schemas'],
  'packages/cli': ['base', 'checks', 'diff', 'manifest', 'render', 'report', 'schemas', 'validate', 'workspace'],
}

const packages = [
  'base',
  ...readdirSync(join(root, 'packages'), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [`packages/${entry.name}`] : [],
  ),
]

interface Import {
  readonly file: string
  readonly specifier: string
}

/** What the files of a package import, tests left out: they may use a neighbour to say what they expect. */
function importsOf(folder: string): readonly Import[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.test.ts') && !file.startsWith('testing/'),
  )
  return files.flatMap((file) => {
    const text = readFileSync(join(root, folder, file), 'utf8')
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) => ({
      file: `${folder}/${file}`,
      specifier: specifier!,
    }))
  })
}

describe('a package', () => {
  it.each(packages)('%s has a row in the table of who may import whom', (name) => {
    expect(Object.keys(allowed)).toContain(name)
  })

  it.each(packages)('%s imports only the packages that it may', (name) => {
    const imports = importsOf(name)
    expect(imports.length).toBeGreaterThan(0)
    const others = imports.filter(({ specifier }) => specifier.startsWith('@thanos-gitops/'))
    expect(others.filter(({ specifier }) => !allowed[name]!.includes(specifier.split('/')[1]!))).toEqual([])
  })

  it.each(packages)('%s reaches another only by its name', (name) => {
    const outside = importsOf(name).filter(({ file, specifier }) => {
      const depth = file.split('/').length - name.split('/').length - 1
      return specifier.startsWith('.') && specifier.split('/').filter((step) => step === '..').length > depth
    })
    expect(outside).toEqual([])
  })
})
