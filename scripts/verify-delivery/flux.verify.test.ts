// From a commit to the API server, by Flux's own controllers: order, health, pruning, what is kept, what a refusal blocks.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { $ } from 'zx'
import { cloneRepository, git } from '../tests/clone.ts'
import { createEnvironments } from '../tests/create-environments.ts'
import { root } from '../tests/repository.ts'
import {
  type ApiServer,
  allGroups,
  installCrds,
  makeNamespaces,
  missingPrograms,
  startApiServer,
} from './api-server.ts'
import { type Flux, flux, missingControllers, playControllers, readyOf, startFlux } from './flux.ts'
import { type GitServer, serveGit } from './git-server.ts'
import { until } from './processes.ts'

const missing = missingPrograms() ?? missingControllers()
const namespace = 'kube-monitor'
const [configuration, data, queries] = ['configuration', 'data', 'queries'].map((wave) => `thanos-staging-${wave}`) as [
  string,
  string,
  string,
]

describe.skipIf(missing !== undefined)(
  `Flux ${missing === undefined ? '' : `(skipped: ${missing})`}`,
  { timeout: 240_000 },
  () => {
    let server: ApiServer
    let controllers: Flux
    let clone: string
    let host: GitServer

    const script = (name: string, ...args: string[]) =>
      $({
        nothrow: true,
        quiet: true,
        cwd: clone,
      })`${process.execPath} ${join(root, `scripts/${name}.ts`)} ${args} --root ${clone}`
    const get = (...args: string[]) => server.kubectl.get([...args, `--namespace=${namespace}`])
    const edit = (file: string, from: string | RegExp, to: string) => {
      const before = readFileSync(join(clone, file), 'utf8')
      const after = before.replace(from, to)
      expect(after, file).not.toBe(before)
      writeFileSync(join(clone, file), after)
    }
    const render = () => $({ cwd: clone, quiet: true })`node_modules/.bin/thanos-gitops render`
    /** Commits all, and gives the commit when Flux has fetched it. */
    const push = async (message: string): Promise<string> => {
      git(clone, 'add', '--all')
      git(clone, 'commit', '--quiet', `--message=${message}`)
      const commit = git(clone, 'rev-parse', 'HEAD').trim()
      await controllers.pull('thanos-staging')
      return commit
    }
    const eventually = <T>(what: string, ask: () => Promise<T | undefined>) =>
      until(what, () => {
        server.processes.check()
        return ask()
      })
    const ready = (name: string, commit: string) =>
      controllers.condition(name, ({ status }, revision) => status === 'True' && revision.includes(commit))

    beforeAll(async () => {
      clone = cloneRepository()
      createEnvironments(clone)
      host = await serveGit(clone)
      edit('environments/delivery.yaml', /^repository: .*$/m, `repository: ${host.url}`)
      await render()
      git(clone, 'add', '--all')
      git(clone, 'commit', '--quiet', '--message=Where this repository is')
      server = await startApiServer(['staging'])
      await installCrds(server.kubectl, allGroups)
      await makeNamespaces(server.kubectl, ['flux-system'])
      await startFlux(server)
      controllers = flux(server)
    }, 240_000)

    afterAll(async () => {
      await server?.stop()
      await host?.stop()
      if (clone) rmSync(clone, { recursive: true })
    }, 30_000)

    it('is given its objects by bootstrap', async () => {
      const { exitCode, stdout, stderr } = await script('bootstrap', 'staging', '--no-wait')
      expect(stderr).toBe('')
      expect(exitCode).toBe(0)
      expect(stdout).toContain('5 delivery objects accepted by the server')
    })

    it('brings up one wave after the other, each when the one before is healthy', async () => {
      await eventually('the claim', () => get('objectbucketclaim', 'thanos-bucket'))
      await playControllers(server, ['poddisruptionbudgets'], namespace)
      // The claim is not bound.
      await controllers.condition(configuration, ({ reason }) => reason === 'Progressing')
      expect(await get('statefulset', 'prometheus')).toBeUndefined()
      await playControllers(server, ['objectbucketclaims'], namespace)

      await eventually('the data wave', () => get('statefulset', 'prometheus'))
      expect(readyOf(await controllers.kustomization(configuration))).toMatchObject({ status: 'True' })
      expect(await get('deployment', 'thanos-query')).toBeUndefined()
      await playControllers(server, ['statefulsets'], namespace)

      await eventually('the queries', () => get('deployment', 'thanos-query'))
      await playControllers(server, ['statefulsets', 'deployments'], namespace)
      await ready(queries, git(clone, 'rev-parse', 'HEAD').trim())
    })

    it('leaves nothing for status to find', async () => {
      const { exitCode, stdout, stderr } = await script('status', 'staging')
      expect(stderr).toBe('')
      expect(stdout).toContain('40 of 40 objects in sync')
      expect(exitCode).toBe(0)
    })

    it('is waited for by bootstrap, which then says what is healthy', async () => {
      const { exitCode, stdout } = await script('bootstrap', 'staging', '--timeout', '1')
      expect(stdout).toContain('healthy  StatefulSet/prometheus: 2 of 2 ready')
      expect(stdout).toContain('staging is healthy.')
      expect(exitCode).toBe(0)
    })

    it('brings a commit to the API server', async () => {
      edit('environments/staging/patches/storage.yaml', 'value: 48h', 'value: 36h')
      await render()
      await ready(configuration, await push('staging: 36 hours'))
      expect(JSON.stringify(await get('configmap', 'prometheus'))).toContain('time: 36h')
    })

    it('prunes what leaves git, and keeps what is protected', async () => {
      const claim = join(clone, 'environments/staging/manifests/thanos-bucket.objectbucketclaim.yaml')
      edit('environments/staging/environment.yaml', '  - thanos-query-frontend\n', '')
      await render()
      rmSync(claim)
      const commit = await push('staging: no query frontend, and the claim is lost by mistake')
      await eventually('the pruning', async () =>
        (await get('deployment', 'thanos-query-frontend')) === undefined ? true : undefined,
      )
      await ready(configuration, commit)
      expect(await get('service', 'thanos-query-frontend')).toBeUndefined()
      expect(await get('objectbucketclaim', 'thanos-bucket')).toBeDefined()
      await render()
      await ready(queries, await push('staging: the claim is back'))
    })

    it('reports a change that the server refuses in its words, and holds back its own and the later waves alone', async () => {
      const store = 'environments/staging/patches/storage.yaml'
      edit(store, 'value: 20Gi', 'value: 30Gi')
      edit(store, '--retention.resolution-raw=180d', '--retention.resolution-raw=181d')
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
      // The configuration has no part in it.
      await ready(configuration, commit)
      expect(JSON.stringify(await get('configmap', 'prometheus'))).toContain('time: 40h')
      // The same wave: a sound change beside the refused one.
      expect(JSON.stringify(await get('statefulset', 'thanos-compact'))).toContain('resolution-raw=30d')
      // The wave after it.
      await controllers.condition(queries, ({ reason }) => reason === 'DependencyNotReady')
      expect(await get('deployment', 'thanos-query')).toMatchObject({ spec: { replicas: 3 } })
    })

    it('is asked for by status, which shows the refusal', async () => {
      const { exitCode, stdout } = await script('status', 'staging')
      expect(stdout).toMatch(/^refused {4}StatefulSet\/thanos-store\n.*updates to statefulset spec/m)
      expect(stdout).toMatch(/^differs {4}Deployment\/thanos-query\n +\/spec\/replicas: git 4, cluster 3$/m)
      expect(stdout).toMatch(/^unhealthy {2}Kustomization\/thanos-staging-data: .*dry-run failed/m)
      expect(exitCode).toBe(1)
    })

    it('goes on when the claim templates are changed the way the on-call page says', async () => {
      await server.kubectl.text([
        'delete',
        'statefulset',
        'thanos-store',
        `--namespace=${namespace}`,
        '--cascade=orphan',
        '--wait=false',
      ])
      // What the garbage collector does, which is not there.
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
      await eventually('the new StatefulSet', async () =>
        String(JSON.stringify(await get('statefulset', 'thanos-store'))).includes('30Gi') ? true : undefined,
      )
      await eventually('the data wave', async () => {
        await playControllers(server, ['statefulsets'], namespace)
        return readyOf(await controllers.kustomization(data))?.status === 'True' ? true : undefined
      })
      // The wave that waited for it.
      await eventually('the queries', async () =>
        JSON.stringify(await get('deployment', 'thanos-query')).includes('"replicas":4') ? true : undefined,
      )
    })

    it('leaves the stack as it is when a Kustomization is deleted', async () => {
      await server.kubectl.text([
        'delete',
        'kustomizations.kustomize.toolkit.fluxcd.io',
        '--namespace=flux-system',
        `thanos-staging-delivery`,
        data,
      ])
      expect(await get('statefulset', 'prometheus')).toBeDefined()
    })

    it('finds the environments of a fleet by itself', async () => {
      edit('environments/delivery.yaml', 'central: false', 'central: true')
      await render()
      git(clone, 'add', '--all')
      git(clone, 'commit', '--quiet', '--message=A fleet')
      await server.kubectl.text(['apply', '--server-side', '-f', join(clone, 'environments/fleet.flux.yaml')])
      await eventually('production', () => controllers.kustomization('thanos-production-data'))
      await controllers.condition('thanos-fleet', ({ status }) => status === 'True')
      expect(await controllers.kustomization('thanos-production-data')).toMatchObject({
        spec: { kubeConfig: { secretRef: { name: 'production-kubeconfig' } } },
      })
      // Its environment.yaml says Argo CD.
      expect(await controllers.kustomization('thanos-development-data')).toBeUndefined()
    })
  },
)
