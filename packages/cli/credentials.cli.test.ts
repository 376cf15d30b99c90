import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { userCache } from '@thanos-gitops/programs/user-cache'
import {
  type CommandResult,
  commandTimeout,
  fixtureRepository,
  plainEnvironment,
  productRoot,
  runInOneProcess,
  withoutSchemas,
} from '@thanos-gitops/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
const started = Date.now()
beforeAll(() => shop.commitRendered('render'), commandTimeout)
afterEach(() => shop.restore())

// No other file contains it. The rest of the value gives it the form of a credential.
const canary = 'Q2xWz9LmP4'
const password = `Kanarie7${canary}`
const token = `ghp_${`${canary}aB3dE6gH9jK2mN5pQ8sT`.repeat(2).slice(0, 36)}`
const address = `https://user:${password}@git.example.com/a.git`
const encoded = Buffer.from(password).toString('base64')

const patchFile = 'environments/blue/patches/zz.yaml'
const patch = (kind: string, path: string, value: string): void =>
  shop.write(
    patchFile,
    `- target: {kind: ${kind}, name: database}\n  patch:\n    - op: add\n      path: ${path}\n      value: ${value}\n`,
  )
const inBase = (from: string, to: string): void => shop.replace('base/components/database.ts', from, to)

const inputs: readonly (readonly [string, string, () => void])[] = [
  ['the value of a patch', patchFile, () => patch('ConfigMap', '/data/database.yaml/password', password)],
  ['the path of a patch', patchFile, () => patch('StatefulSet', `/metadata/annotations/${token}`, 'a')],
  ['an annotation', patchFile, () => patch('StatefulSet', '/metadata/annotations/a', token)],
  ['a document', patchFile, () => patch('ConfigMap', '/data/b.yaml', `"password: ${password}"`)],
  ['a patch that does not parse', patchFile, () => shop.write(patchFile, `- {a: b, password: "${password}"\n  c\n`)],
  ['a comment', patchFile, () => shop.write(patchFile, `# ${token}\n[]\n`)],
  [
    'a field of environment.yaml',
    'environments/blue/environment.yaml',
    () => shop.replace('environments/blue/environment.yaml', 'cluster: blue-1', `cluster: ${address}`),
  ],
  [
    'an unknown field of environment.yaml',
    'environments/blue/environment.yaml',
    () =>
      shop.replace(
        'environments/blue/environment.yaml',
        'objectStorage: rook',
        `objectStorage: {provider: rook, secretAccessKey: ${password}}`,
      ),
  ],
  [
    'delivery.yaml',
    'environments/delivery.yaml',
    () => shop.replace('environments/delivery.yaml', 'https://git.example.com/shop/clusters.git', address),
  ],
  [
    'an annotation of the base',
    'base/components/database.ts',
    () => inBase("annotations: inWave('data')", `annotations: { ...inWave('data'), a: '${token}' }`),
  ],
  [
    'a Secret of the base',
    'base/components/database.ts',
    () =>
      inBase(
        "apiVersion: 'v1',\n  kind: 'ServiceAccount',",
        `apiVersion: 'v1',\n  kind: 'Secret' as never,\n  stringData: { key: '${password}' },`,
      ),
  ],
  [
    'a document of the base',
    'base/components/database.ts',
    () => inBase("snapshot_interval: '30s'", `snapshot_interval: '30s', basic_auth: { password: '${password}' }`),
  ],
]

/** Every command, in every format. */
const commands: readonly (readonly string[])[] = [
  ['render', 'blue'],
  ['render', '--check', 'blue'],
  ['render', '--stdout', 'blue'],
  ['validate', 'blue'],
  ...['text', 'json', 'sarif', 'junit', 'github'].map((format) => ['check', 'blue', '--format', format]),
  ...['text', 'markdown', 'json', 'sarif', 'github'].map((format) => ['diff', 'blue', '--format', format]),
  ['diff', 'blue', '--summary', 'summary.md'],
  ['explain', 'blue', 'ConfigMap/database'],
  ['explain', 'blue', 'StatefulSet/database', '--json'],
  ['list', '--json'],
  ['compare', 'blue', 'green', '--json'],
  ['promote', 'green', 'blue', '--dry-run'],
  ['tidy', 'blue', '--dry-run'],
]

function expectMasked({ output }: CommandResult, title?: string): void {
  expect(output, title).not.toContain(canary)
  expect(output, title).not.toContain(encoded)
}

/** Runs command lines of which no output may contain the credential. */
function runAll(lines: readonly (readonly string[])[]): readonly CommandResult[] {
  const results = runInOneProcess(
    productRoot,
    lines.map((args) => ({ file: 'packages/cli/main.ts', args })),
    { cwd: shop.root, env: { ...plainEnvironment(), ...withoutSchemas } },
  )
  for (const [index, result] of results.entries()) {
    expect(result.output, lines[index]!.join(' ')).not.toBe('')
    expectMasked(result, lines[index]!.join(' '))
  }
  return results
}

/** The files below a folder that were written since this test started. */
function writtenFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => {
      const stats = statSync(file, { throwIfNoEntry: false })
      return stats?.isFile() === true && stats.mtimeMs >= started
    })
}

/** Empty for a file that another test, which uses the same cache, has renamed or removed since. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return Buffer.alloc(0)
  }
}

function expectNoCanaryIn(folder: string): void {
  const leaks = writtenFiles(folder).filter((file) => contentOf(file).includes(canary))
  expect(leaks).toEqual([])
}

function expectNoCanaryInFiles(): void {
  expectNoCanaryIn(join(shop.root, 'node_modules/.cache'))
  expectNoCanaryIn(join(productRoot, 'node_modules/.cache/thanos-gitops'))
  for (const name of ['api-server', 'program-verdict']) expectNoCanaryIn(userCache(name))
  for (const name of ['blue', 'green', 'tiny'])
    for (const output of ['manifests', 'delivery']) expectNoCanaryIn(join(shop.root, 'environments', name, output))
}

describe('a literal credential', { timeout: 2 * commandTimeout }, () => {
  it.each(inputs)('in %s is refused, and is in no output and no cache', (_, file, write) => {
    write()
    const result = shop.run('render', 'blue')
    expect(result.status).toBe(2)
    expect(result.output).toContain(file)
    expectMasked(result)
    expectNoCanaryInFiles()
  })

  it('is in no output of any command, in any format', () => {
    for (const index of [0, 2, 6]) inputs[index]![2]()
    patch('StatefulSet', '/spec/template/spec/containers/0/args/-', `"--password=${password}"`)
    shop.write('environments/blue/exceptions.yaml', `exceptions: [{check: a, reason: "${address}"}]\n`)
    runAll(commands)
    expectNoCanaryInFiles()
  })

  it('in arguments is in no output', () => {
    runAll([
      ['diff', 'blue', '--base', address],
      ['render', token],
      ['explain', address, token],
      ['check', address],
    ])
  })

  it('in an output that was edited by hand is not in the drift', () => {
    shop.replace('environments/blue/manifests/database.configmap.yaml', 'data:\n', `data:\n  password: ${password}\n`)
    shop.write(
      'environments/blue/manifests/database.serviceaccount.yaml',
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  key: ${password}\n`,
    )
    const result = shop.run('render', '--check', 'blue')
    expect(result.status).toBe(1)
    expectMasked(result)
    expectMasked(shop.run('validate', 'blue'))
  })
})

describe('a literal credential in a folder', { timeout: 2 * commandTimeout }, () => {
  const objects = (value: string): string => `apiVersion: v1
kind: Secret
metadata: {name: a, namespace: b}
stringData: {key: ${value}}
data: {other: ${Buffer.from(value).toString('base64')}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: b, annotations: {url: "https://user:${value}@a.b"}}
data:
  a.yaml: |
    remote_write: [{url: "https://a.b", basic_auth: {username: u, password: ${value}}}]
  a.ini: |
    secret_key = ${value}
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: b}
spec:
  containers:
    - {name: a, image: "a:v1", args: [--password=${value}, --token, ${value}], env: [{name: A_PASSWORD, value: ${value}}]}
`
  const write = (): void => {
    shop.write('before/a.yaml', objects(`old${password}`))
    shop.write('after/a.yaml', objects(password))
  }

  it('is reported and masked by each format of check', () => {
    write()
    const formats = ['text', 'json', 'sarif', 'junit', 'github']
    const results = runAll(formats.map((format) => ['check', './after', '--format', format]))
    for (const { status, output } of results) {
      expect(status).toBe(1)
      expect(output).toContain('no-literal-credentials')
    }
  })

  it('is masked by each format of diff', () => {
    write()
    const formats = ['text', 'markdown', 'json', 'sarif', 'github']
    runAll(formats.map((format) => ['diff', './before', './after', '--format', format]))
  })
})
