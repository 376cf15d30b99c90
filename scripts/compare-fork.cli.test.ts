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
  for (const checkout of ['before', 'after'])
    for (const environment of ['blue', 'gone', 'new']) writeSettings(checkout, environment)
  write('before', 'blue', 'a')
})
afterEach(() => rmSync(root, { recursive: true }))

const writeSettings = (checkout: string, environment: string, version = '1.36', delivery = 'both'): void =>
  writeFile(
    root,
    `${checkout}/environments/${environment}/environment.yaml`,
    `kubernetesVersion: "${version}"\ndelivery: ${delivery}\n`,
  )
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
    expect(comment).toMatch(
      /^<!-- thanos-gitops:diff -->\n\n> \[!CAUTION\]\n> \*\*gone: [^\n]*\n\nReaches 3 of 3 environments\. /,
    )
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

  it('compares with the Kubernetes version and the delivery that the second checkout sets', async () => {
    const job = (parallelism: number): string =>
      `apiVersion: batch/v1\nkind: Job\nmetadata: {name: a, namespace: a}\nspec: {completions: ${parallelism}, template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}\n`
    writeFile(root, file('before', 'blue'), job(1))
    writeFile(root, file('after', 'blue'), job(2))
    for (const [delivery, hasFlux] of [
      ['flux', true],
      ['argo-cd', false],
    ] as const) {
      writeSettings('after', 'blue', '1.36', delivery)
      const comment = (await compare())['comment.md']!
      expect(comment).toContain('Job/a')
      expect(comment.includes('patch kustomization')).toBe(hasFlux)
    }
  })

  it.each([
    ['an unknown version', '9.99', 'both'],
    ['an unknown delivery', '1.36', 'all'],
  ])('cannot compare an environment with %s', async (_, version, delivery) => {
    write('after', 'blue', 'b')
    writeSettings('after', 'blue', version, delivery)
    expect((await compare())['comment.md']).toContain('**blue** cannot be compared')
  })

  it('accepts the removals that the second checkout declares', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `c${index}`)
    const objects = (kept: readonly string[]): string =>
      kept.map((name) => `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: a}\n`).join('')
    writeFile(root, file('before', 'blue'), objects(names))
    writeFile(root, file('after', 'blue'), objects(names.slice(0, 1)))
    const guard = /removes 9 of 10|9 of 10 objects/
    expect((await compare())['diff.sarif']).toMatch(guard)
    writeFile(
      root,
      'after/environments/blue/removals.yaml',
      names
        .slice(1)
        .map((name) => `- ConfigMap/${name}\n`)
        .join(''),
    )
    expect((await compare())['diff.sarif']).not.toMatch(guard)
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
