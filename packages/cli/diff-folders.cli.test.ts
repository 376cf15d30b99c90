import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { commandTimeout, runCommand, temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'

// Not a repository: neither base/ nor environments/ nor .git.
const folder = temporaryFolder()
const diff = (...args: readonly string[]) => runCommand(folder, ['diff', ...args])

const webOf = (replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {a: b}}
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: web, image: "web:v1"}]}}
`

const queryOf = (version: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: query}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
        - name: query
          image: quay.io/thanos/thanos:${version}
          args: [query, --store=a, --endpoint=b, --query.replica-label=r]
`

describe('diff of two folders', { timeout: commandTimeout }, () => {
  it('needs no repository', () => {
    writeFile(folder, 'a/web.yaml', webOf(2))
    writeFile(folder, 'b/web.yaml', webOf(3))
    mkdirSync(join(folder, 'empty'))
    expect(diff('./a', './b').stdout).toContain('/spec/replicas: 2 → 3  [scale]')
    expect(diff('a/web.yaml', 'b/web.yaml')).toMatchObject({ status: 1 })
    expect(diff('./a', './a').status).toBe(0)
    expect(diff('./empty', './b').stdout).toContain('+ in-place   Deployment/web')
    expect(existsSync(join(folder, 'node_modules'))).toBe(false)
  })

  it('leaves out an object that a side has twice, and compares the others', () => {
    writeFile(folder, 'once/web.yaml', webOf(2))
    writeFile(folder, 'once/api.yaml', webOf(2).replace('name: web}\nspec', 'name: api}\nspec'))
    writeFile(folder, 'twice/a.yaml', webOf(3))
    writeFile(folder, 'twice/b.yaml', webOf(2))
    writeFile(folder, 'twice/api.yaml', webOf(4).replace('name: web}\nspec', 'name: api}\nspec'))
    const { status, stdout, stderr } = diff('./once', './twice')
    expect(status).toBe(2)
    expect(stderr).toContain('object-duplicate')
    expect(stderr).toContain('twice/b.yaml')
    expect(stdout).toContain('Deployment/api')
    expect(stdout).not.toContain('~ scale      Deployment/web')
  })

  it('reports a file that does not parse, and compares the others', () => {
    writeFile(folder, 'good/web.yaml', webOf(2))
    writeFile(folder, 'good/api.yaml', webOf(2).replace('name: web}\nspec', 'name: api}\nspec'))
    writeFile(folder, 'broken/web.yaml', 'kind: [')
    writeFile(folder, 'broken/api.yaml', webOf(4).replace('name: web}\nspec', 'name: api}\nspec'))
    const { status, stdout, stderr } = diff('./good', './broken')
    expect(status).toBe(2)
    expect(stderr).toContain('broken/web.yaml:1')
    expect(stdout).toContain('/spec/replicas: 2 → 4  [scale]')
    // The file may contain it: it is not reported as removed.
    expect(stdout).not.toContain('Deployment/web')
    const json = diff('./broken', './good', '--format', 'json')
    expect(json.status).toBe(2)
    expect(json.stderr).toContain('broken/web.yaml:1')
    expect(JSON.parse(json.stdout)).toMatchObject({
      objects: [{ name: 'api' }],
      findings: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]) as unknown,
    })
  })

  it('refuses a side of which nothing can be read', () => {
    writeFile(folder, 'all-broken/web.yaml', 'kind: [')
    const { status, stdout, stderr } = diff('./good', './all-broken')
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('all-broken/web.yaml:1')
  })

  it('reports flags that the new version removed or deprecated', () => {
    writeFile(folder, 'old.yaml', queryOf('v0.30.2'))
    writeFile(folder, 'new.yaml', queryOf('v0.42.4'))
    const { images } = JSON.parse(diff('./old.yaml', './new.yaml', '--format', 'json').stdout) as { images: unknown[] }
    expect(images).toMatchObject([
      {
        flags: [
          { flag: '--store', state: 'removed', note: 'List the addresses in --endpoint.sd-config-file.' },
          { flag: '--endpoint', state: 'deprecated' },
        ],
      },
    ])
    expect(diff('./new.yaml', './old.yaml').stdout).not.toContain('any more')
  })
})
