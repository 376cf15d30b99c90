import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { productRoot, writeFile } from '@thanos-gitops/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { $ } from 'zx'
import { compareCheckouts } from './compare-fork.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'compare-fork-'))
  for (const checkout of ['before', 'after']) writeFile(root, `${checkout}/environments/README.md`, '')
  write('before', 'blue', 'a')
})
afterEach(() => rmSync(root, { recursive: true }))

const file = (checkout: string, environment: string): string =>
  `${checkout}/environments/${environment}/manifests/a.configmap.yaml`
const write = (checkout: string, environment: string, value: string): void =>
  writeFile(
    root,
    file(checkout, environment),
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: a}\ndata: {key: ${value}}\n`,
  )
const compare = (): Promise<Readonly<Record<string, string>>> =>
  compareCheckouts(join(root, 'before'), join(root, 'after'))

describe('compareCheckouts', () => {
  it('reports no change of equal manifests', async () => {
    write('after', 'blue', 'a')
    expect((await compare())['comment.md']).toContain('No rendered object changes')
  })

  it('reports a changed, a new and a removed environment', async () => {
    write('before', 'gone', 'a')
    write('after', 'blue', 'b')
    write('after', 'new', 'a')
    const comment = (await compare())['comment.md']!
    expect(comment).toMatch(/^<!-- thanos-gitops:diff -->\n/)
    expect(comment).toContain('ConfigMap/a')
    for (const name of ['blue', 'gone', 'new']) expect(comment).toContain(name)
  })

  it('reports the environment whose manifests cannot be read, and compares the others', async () => {
    write('after', 'blue', '{')
    write('after', 'new', 'a')
    const comment = (await compare())['comment.md']!
    expect(comment).toContain('**blue** cannot be compared. Run: `npx thanos-gitops validate blue`')
    expect(comment).toContain('new')
  })

  it('reads no folder that is a link', async () => {
    writeFile(root, 'canary/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: canary}\n')
    writeFile(root, 'after/environments/blue/environment.yaml', '')
    symlinkSync(join(root, 'canary'), join(root, 'after/environments/blue/manifests'))
    symlinkSync(join(root, 'canary'), join(root, 'after/environments/linked'))
    expect(JSON.stringify(await compare())).not.toContain('canary')
  })

  it('has the findings of the manifests of the second checkout', async () => {
    writeFile(root, file('after', 'blue'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad}\n')
    expect((await compare())['check.sarif']).toContain('ConfigMap/Bad')
  })
})

it('compare-fork runs no code of the fork', async () => {
  write('after', 'blue', 'b')
  const [marker, folder] = [join(root, 'marker'), join(root, 'after')]
  const code = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(marker)}, '')\n`
  for (const path of ['base/index.ts', 'packages/cli/bin.mjs', 'packages/cli/main.ts', 'scripts/compare-fork.ts'])
    writeFile(folder, path, code)
  for (const name of ['zx', '@thanos-gitops/diff', '@thanos-gitops/checks']) {
    writeFile(
      folder,
      `node_modules/${name}/package.json`,
      '{"type": "module", "exports": {"./*": "./index.js", ".": "./index.js"}}',
    )
    writeFile(folder, `node_modules/${name}/index.js`, code)
  }
  const script = resolve(productRoot, 'scripts/compare-fork.ts')
  await $({ cwd: folder })`${process.execPath} ${script} ../before . --output ../result`
  expect(readFileSync(join(root, 'result/comment.md'), 'utf8')).toContain('ConfigMap/a')
  expect(existsSync(join(root, 'result/diff.sarif'))).toBe(true)
  expect(existsSync(marker)).toBe(false)
})
