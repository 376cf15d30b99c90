// From a commit to the API server through the controllers of Flux: order, health, pruning, protected objects, refusals.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { $ } from 'zx'
import { cloneRepository, git } from '../tests/clone.ts'
import { createEnvironments } from '../tests/create-environments.ts'
import { withoutVersionNotes } from '../tests/run.ts'
import { type ApiServer, allGroups, createNamespaces, installCrds, startApiServer } from './api-server.ts'
import { type Flux, flux, setReadyStatus, startFlux } from './flux.ts'
import { readyOf } from './flux-state.ts'
import { type GitServer, serveGit } from './git-server.ts'
import { until } from './processes.ts'
import { scriptInClone } from './script-in-clone.ts'

const namespace = 'kube-monitor'
const [configuration, data, queries] = ['configuration', 'data', 'queries'].map((wave) => `thanos-staging-${wave}`) as [
  string,
  string,
  string,
]

describe('Flux', () => {
  let server: ApiServer
  let controllers: Flux
  let clone: string
  let host: GitServer

  const script = (name: string, ...args: string[]) => scriptInClone(clone, name, ...args)
  const get = (...args: string[]) => server.kubectl.get([...args, `--namespace=${namespace}`])
  const edit = (file: string, from: string | RegExp, to: string) => {
    const before = readFileSync(join(clone, file), 'utf8')
    const after = before.replace(from, to)
    expect(after, file).not.toBe(before)
    writeFileSync(join(clone, file), after)
  }
  const render = () => $({ cwd: clone, quiet: true })`node_modules/.bin/thanos-gitops render`
  /** Commits all changes, makes Flux fetch them, and returns the commit. */
  const push = async (message: string): Promise<string> => {
    git(clone, 'add', '--all')
    git(clone, 'commit', '--quiet', `--message=${message}`)
    const commit = git(clone, 'rev-parse', 'HEAD').trim()
    await controllers.pull('thanos-staging')
    return commit
  }
  const eventually = <T>(what: string, poll: () => Promise<T | undefined>) =>
    until(what, () => {
      server.processes.check()
      return poll()
    })
  const ready = (name: string, commit: string) =>
    controllers.condition(name, ({ status }, revision) => status === 'True' && revision.includes(commit))

  beforeAll(async () => {
    clone = cloneRepository()
    createEnvironments(clone)
    host = await serveGit(join(clone, '.git'))
    edit('environments/delivery.yaml', /^repository: .*$/m, `repository: ${host.url}`)
    await render()
    git(clone, 'add', '--all')
    git(clone, 'commit', '--quiet', '--message=Set the address of this repository')
    server = await startApiServer(['staging'])
    await installCrds(server.kubectl, allGroups)
    await createNamespaces(server.kubectl, ['flux-system'])
    await startFlux(server)
    controllers = flux(server)
  })

  afterAll(async () => {
    await server?.stop()
    await host?.stop()
    if (clone) rmSync(clone, { recursive: true })
  })

  it('gets its objects from bootstrap', async () => {
    const { exitCode, stdout, stderr } = await script('bootstrap', 'staging', '--no-wait')
    expect(withoutVersionNotes(stderr)).toBe('')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('the server accepts 5 delivery objects')
  })

  it('applies each wave when the previous one is healthy', async () => {
    await eventually('the claim exists', () => get('objectbucketclaim', 'thanos-bucket'))
    await setReadyStatus(server, ['poddisruptionbudgets'], namespace)
    // The claim is not bound.
    await controllers.condition(configuration, ({ reason }) => reason === 'Progressing')
    expect(await get('statefulset', 'prometheus')).toBeUndefined()
    await setReadyStatus(server, ['objectbucketclaims'], namespace)

    await eventually('the data wave is applied', () => get('statefulset', 'prometheus'))
    expect(readyOf(await controllers.kustomization(configuration))).toMatchObject({ status: 'True' })
    expect(await get('deployment', 'thanos-query')).toBeUndefined()
    await setReadyStatus(server, ['statefulsets'], namespace)

    await eventually('the query wave is applied', () => get('deployment', 'thanos-query'))
    await setReadyStatus(server, ['statefulsets', 'deployments'], namespace)
    await ready(queries, git(clone, 'rev-parse', 'HEAD').trim())
  })

  it('leaves no differences, as status reports', async () => {
    const { exitCode, stdout, stderr } = await script('status', 'staging')
    expect(withoutVersionNotes(stderr)).toBe('')
    expect(stdout).toMatch(/(\d+) of \1 objects in sync/)
    expect(exitCode).toBe(0)
  })

  it('becomes healthy while bootstrap waits', async () => {
    const { exitCode, stdout } = await script('bootstrap', 'staging', '--timeout', '1')
    expect(stdout).toContain('healthy  StatefulSet/prometheus: 2 of 2 ready')
    expect(stdout).toContain('staging is healthy.')
    expect(exitCode).toBe(0)
  })

  it('applies a new commit', async () => {
    edit('environments/staging/patches/storage.yaml', 'value: 48h', 'value: 36h')
    await render()
    await ready(configuration, await push('staging: 36 hours'))
    expect(JSON.stringify(await get('configmap', 'prometheus'))).toContain('time: 36h')
  })

  it('prunes removed objects and keeps protected ones', async () => {
    const claim = join(clone, 'environments/staging/manifests/thanos-bucket.objectbucketclaim.yaml')
    edit('environments/staging/environment.yaml', '  - thanos-query-frontend\n', '')
    await render()
    rmSync(claim)
    const commit = await push('staging: remove the query frontend, and the claim by mistake')
    await eventually('the query frontend is pruned', async () =>
      (await get('deployment', 'thanos-query-frontend')) === undefined ? true : undefined,
    )
    await ready(configuration, commit)
    expect(await get('service', 'thanos-query-frontend')).toBeUndefined()
    expect(await get('objectbucketclaim', 'thanos-bucket')).toBeDefined()
    await render()
    await ready(queries, await push('staging: restore the claim'))
  })

  it('reports the message of a refusal, and holds back only the wave of the refused object and later waves', async () => {
    const store = 'environments/staging/patches/storage.yaml'
    edit(store, 'value: 30Gi', 'value: 40Gi')
    edit('environments/staging/environment.yaml', 'retention: 0d', 'retention: 181d')
    edit(store, 'value: 36h', 'value: 40h')
    edit('environments/staging/patches/replicas.yaml', /(kind: Deployment[^]*value: )3/, '$14')
    await render()
    const commit = await push('staging: a larger volume for the store')
    const { message } = await controllers.condition(
      data,
      ({ status }, revision) => status === 'False' && revision.includes(commit),
    )
    expect(message).toContain('StatefulSet/kube-monitor/thanos-store dry-run failed (Invalid)')
    expect(message).toContain("updates to statefulset spec for fields other than 'replicas'")
    // The wave of the configuration is not affected.
    await ready(configuration, commit)
    expect(JSON.stringify(await get('configmap', 'prometheus'))).toContain('time: 40h')
    // A valid change in the same wave is not applied.
    expect(JSON.stringify(await get('statefulset', 'thanos-compact'))).toContain('resolution-raw=0d')
    // The next wave waits.
    await controllers.condition(queries, ({ reason }) => reason === 'DependencyNotReady')
    expect(await get('deployment', 'thanos-query')).toMatchObject({ spec: { replicas: 3 } })
  })

  it('reports the refusal, which status prints', async () => {
    const { exitCode, stdout } = await script('status', 'staging')
    expect(stdout).toMatch(/^refused {4}StatefulSet\/thanos-store\n.*updates to statefulset spec/m)
    expect(stdout).toMatch(/^differs {4}Deployment\/thanos-query\n +\/spec\/replicas: git 4, cluster 3$/m)
    expect(stdout).toMatch(/^unhealthy {2}Kustomization\/thanos-staging-data .*\n.*dry-run failed/m)
    expect(exitCode).toBe(1)
  })

  it('continues after the procedure for changed claim templates', async () => {
    await server.kubectl.text([
      'delete',
      'statefulset',
      'thanos-store',
      `--namespace=${namespace}`,
      '--cascade=orphan',
      '--wait=false',
    ])
    // The garbage collector, which does not run, would remove the finalizer.
    await server.kubectl.text([
      'patch',
      'statefulset',
      'thanos-store',
      `--namespace=${namespace}`,
      '--type=merge',
      '--patch={"metadata":{"finalizers":null}}',
    ])
    await server.kubectl.text([
      'annotate',
      '--overwrite',
      '--namespace=flux-system',
      `kustomizations.kustomize.toolkit.fluxcd.io/${data}`,
      'reconcile.fluxcd.io/requestedAt=now',
    ])
    await eventually('the StatefulSet is recreated', async () =>
      String(JSON.stringify(await get('statefulset', 'thanos-store'))).includes('40Gi') ? true : undefined,
    )
    await eventually('the data wave is ready', async () => {
      await setReadyStatus(server, ['statefulsets'], namespace)
      return readyOf(await controllers.kustomization(data))?.status === 'True' ? true : undefined
    })
    // The wave that waited is applied.
    await eventually('the query wave is applied', async () =>
      JSON.stringify(await get('deployment', 'thanos-query')).includes('"replicas":4') ? true : undefined,
    )
  })

  it('keeps all objects when a Kustomization is deleted', async () => {
    await server.kubectl.text([
      'delete',
      'kustomizations.kustomize.toolkit.fluxcd.io',
      '--namespace=flux-system',
      `thanos-staging-delivery`,
      data,
    ])
    expect(await get('statefulset', 'prometheus')).toBeDefined()
  })

  it('applies the environments of a fleet', async () => {
    edit('environments/delivery.yaml', 'central: false', 'central: true')
    await render()
    git(clone, 'add', '--all')
    git(clone, 'commit', '--quiet', '--message=Add a fleet')
    await server.kubectl.text(['apply', '--server-side', '-f', join(clone, 'environments/fleet.flux.yaml')])
    await eventually('the objects of production exist', () => controllers.kustomization('thanos-production-data'))
    await controllers.condition('thanos-fleet', ({ status }) => status === 'True')
    expect(await controllers.kustomization('thanos-production-data')).toMatchObject({
      spec: { kubeConfig: { secretRef: { name: 'production-kubeconfig' } } },
    })
    // Its environment.yaml selects Argo CD.
    expect(await controllers.kustomization('thanos-development-data')).toBeUndefined()
  })
})
