// Pairs of pull requests are merged as the button of a host merges them: no merge driver, no attribute, no render.
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { environmentNames, type RenderedEnvironment } from '@thanos-gitops/render'
import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { environmentRenderer, outputDrift, readDeliverySettings, writeOutputs } from '@thanos-gitops/workspace'
import { beforeAll, describe, expect, it } from 'vitest'

const { root, git, replace, write } = fixtureRepository()
const patches = 'environments/blue/patches'
const settings = 'environments/blue/environment.yaml'

/** What a pull request changes in the sources. */
const pullRequests: Readonly<Record<string, () => void>> = {
  'replicas of a Deployment': () => replace(`${patches}/replicas.yaml`, 'value: 4', 'value: 5'),
  'replicas of a StatefulSet': () => replace(`${patches}/replicas.yaml`, 'value: 3', 'value: 5'),
  memory: () => replace(`${patches}/resources.yaml`, '16Gi', '24Gi'),
  processors: () => replace(`${patches}/resources.yaml`, '2000m', '3'),
  image: () => replace(settings, 'mirror.example.net', 'mirror.example.org'),
  argument: () => replace(`${patches}/resources.yaml`, '=2GB', '=3GB'),
  'argument of another component': () =>
    write(
      `${patches}/timeout.yaml`,
      '- target: {kind: Deployment, name: web}\n  patch:\n    - op: replace\n      path: /spec/template/spec/containers/[name=web]/args/[--timeout]\n      value: --timeout=5m\n',
    ),
  configuration: () => replace(`${patches}/storage.yaml`, 'value: 1m', 'value: 2m'),
  storage: () => replace(`${patches}/storage.yaml`, '100Gi', '200Gi'),
  component: () => replace(settings, 'components: []\n', 'components:\n  - cache\n'),
  'new environment': () => {
    const [from, to] = ['blue', 'red'].map((name) => join(root, 'environments', name))
    for (const name of ['environment.yaml', 'exceptions.yaml', 'patches'])
      cpSync(join(from!, name), join(to!, name), { recursive: true })
    replace('environments/red/environment.yaml', 'blue-1', 'red-1')
  },
  'layer of a new patch': () => {
    replace(settings, 'delivery: both\n', 'delivery: both\nlayers: [eu]\n')
    write(
      'environments/layers/eu/patches/log-level.yaml',
      '- target: {kind: StatefulSet, name: backup}\n  patch:\n    - op: replace\n      path: /spec/template/spec/containers/[name=backup]/args/[--log.level]\n      value: --log.level=debug\n',
    )
  },
  'another environment': () => replace('environments/green/patches/replicas.yaml', 'value: 3', 'value: 4'),
}
const titles = Object.keys(pullRequests)
/** Both change the ConfigMap of the database, whose pods carry its hash to restart. The hash of both changes is a third one. */
const sameHash = ['configuration', 'component']
const pairs = titles
  .flatMap((title, index) => titles.slice(index + 1).map((other) => [title, other] as const))
  .filter((pair) => pair.some((title) => !sameHash.includes(title)))
const branchOf = (title: string): string => title.replaceAll(' ', '-')

async function rendered(): Promise<readonly RenderedEnvironment[]> {
  const names = environmentNames(root)
  const render = await environmentRenderer(root, names)
  return names.map((name) => {
    const result = render(name)
    if (!('environment' in result)) throw new Error(result.map(({ message }) => message).join('\n'))
    return result
  })
}

/** Makes a branch of `main` with the change of a pull request, rendered. */
async function makeBranch(branch: string, change: () => void): Promise<void> {
  git('checkout', '--quiet', '-b', branch, 'main')
  change()
  await commitRendered(branch)
}

async function commitRendered(message: string): Promise<void> {
  const delivery = readDeliverySettings(root)
  for (const environment of await rendered()) writeOutputs(root, environment, delivery)
  git('add', '--all')
  git('commit', '--quiet', `--message=${message}`)
}

/** The files that conflict when one branch is merged into another one. */
function conflictsOf(ours: string, theirs: string): readonly string[] {
  git('checkout', '--quiet', '--force', '--detach', ours)
  try {
    git('merge', '--quiet', '--no-edit', theirs)
    return []
  } catch {
    const files = git('diff', '--name-only', '--diff-filter=U').trim().split('\n')
    git('merge', '--abort')
    return files
  }
}

describe('two pull requests', { timeout: commandTimeout * 4 }, () => {
  beforeAll(async () => {
    replace(settings, 'components:\n  - cache\n', 'components: []\n')
    await commitRendered('render')
    for (const [title, change] of Object.entries(pullRequests)) await makeBranch(branchOf(title), change)
  }, commandTimeout * 4)

  it('have no attributes that decide how they merge', () =>
    expect(existsSync(join(root, '.gitattributes'))).toBe(false))

  it.each(pairs)('merge without a conflict, and nothing is left to render: %s, %s', async (title, other) => {
    expect(conflictsOf(branchOf(title), branchOf(other))).toEqual([])
    const delivery = readDeliverySettings(root)
    const drift = await Promise.all((await rendered()).map((environment) => outputDrift(root, environment, delivery)))
    expect(drift.flat().map(({ message }) => message)).toEqual([])
  })

  it('conflict in the source and in the manifest if they change the same field', async () => {
    await makeBranch('other-replicas', () => replace(`${patches}/replicas.yaml`, 'value: 4', 'value: 6'))
    expect(conflictsOf(branchOf('replicas of a Deployment'), 'other-replicas')).toEqual([
      'environments/blue/manifests/web.deployment.yaml',
      `${patches}/replicas.yaml`,
    ])
  })

  it('conflict in the hash of a configuration if both change it, and in nothing else', () =>
    expect(conflictsOf(...(sameHash as [string, string]))).toEqual([
      'environments/blue/manifests/database.statefulset.yaml',
    ]))
})
