// Bad input of bootstrap, and status on clusters that answer only partly.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { $ } from 'zx'
import { loadStack } from '../environment.ts'
import { cloneRepository, commit } from '../tests/clone.ts'
import { createEnvironments } from '../tests/create-environments.ts'
import { type ApiServer, allGroups, createNamespaces, installCrds, startApiServer } from './api-server.ts'
import { scriptInClone } from './script-in-clone.ts'

describe('a cluster that is not as it should be', () => {
  let server: ApiServer
  let clone: string

  const script = (name: string, ...args: string[]) => scriptInClone(clone, name, ...args, '--no-repository')
  const refusal = async (name: string, ...args: string[]) => {
    const { exitCode, stderr } = await script(name, ...args)
    expect(exitCode, stderr).toBe(2)
    return stderr
  }
  const status = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await script('status', ...args)
    expect(exitCode, stderr).toBe(1)
    return stdout
  }
  const edit = (file: string, from: string | RegExp, to: string) =>
    writeFileSync(join(clone, file), readFileSync(join(clone, file), 'utf8').replace(from, to))
  const render = () => $({ quiet: true, cwd: clone })`node_modules/.bin/thanos-gitops render`
  const apply = (manager: string, ...objects: object[]) =>
    server.kubectl.text(
      ['apply', '--server-side', '--force-conflicts', `--field-manager=${manager}`, '-f', '-'],
      objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(''),
    )
  const secret = (namespace: string, name: string, data: object, labels: object = {}) =>
    apply('test', { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, stringData: data })

  beforeAll(async () => {
    clone = cloneRepository()
    createEnvironments(clone)
    server = await startApiServer(['development', 'staging', 'hub', 'tool'])
  })
  afterAll(async () => {
    await server?.stop()
    if (clone) rmSync(clone, { recursive: true })
  })

  it('without the tool and the operators is compared as far as possible', async () => {
    const stdout = await status('staging')
    expect(stdout).toMatch(/^missing {4}GitRepository\/thanos-staging, Kustomization\//m)
    expect(stdout).toMatch(/^refused {4}ObjectBucketClaim\/thanos-bucket\n +no matches for kind/m)
    expect(stdout).toMatch(/^missing {4}StatefulSet\/prometheus$/m)
    expect(stdout).toMatch(/^missing {4}Namespace\/kube-monitor$/m)
  })

  it('without permissions is reported as unread', async () => {
    const stdout = await status('staging', '--context', 'reader')
    expect(stdout).toMatch(/^unread .*\n +User reader is not allowed to get it\.$/m)
  })

  describe('bootstrap', () => {
    beforeAll(async () => {
      await installCrds(server.kubectl, allGroups)
      await createNamespaces(server.kubectl, ['argocd', 'flux-system'])
    })

    it('refuses a tool whose CRDs lack a field, and names its version', async () => {
      const field =
        '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/syncPolicy/properties/retry/properties/backoff'
      const crd = 'crd/applications.argoproj.io'
      const patch = (operation: object) =>
        server.kubectl.text(['patch', crd, '--type=json', `--patch=${JSON.stringify([{ path: field, ...operation }])}`])
      await patch({ op: 'remove' })
      await apply('test', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'argocd-repo-server', namespace: 'argocd' },
        spec: {
          selector: { matchLabels: { app: 'x' } },
          template: {
            metadata: { labels: { app: 'x' } },
            spec: { containers: [{ name: 'x', image: 'quay.io/argoproj/argocd:v2.4.1' }] },
          },
        },
      })
      const stderr = await refusal('bootstrap', 'development')
      expect(stderr).toContain('tool-version')
      expect(stderr).toContain(
        'has version 2.4.1, which is too old: its CRDs lack .spec.syncPolicy.retry.backoff of Application',
      )
      expect(await server.kubectl.list(['applications.argoproj.io', '--all-namespaces'])).toEqual([])
      await patch({ op: 'add', value: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } })
      await server.kubectl.text(['delete', 'deployment', 'argocd-repo-server', '--namespace=argocd'])
    })

    it('refuses a namespace that another environment syncs', async () => {
      const namespace = {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: 'kube-monitor',
          annotations: { 'argocd.argoproj.io/tracking-id': 'thanos-us-1:/Namespace:x/x' },
        },
      }
      await apply('argocd-controller', namespace)
      expect(await refusal('bootstrap', 'development')).toContain(
        'belongs to us-1, whose delivery objects sync its namespace',
      )
      await apply('argocd-controller', { ...namespace, metadata: { name: 'kube-monitor' } })
    })

    it('refuses a cluster that the central tool does not have, and applies the fleet when it has', async () => {
      edit('environments/delivery.yaml', 'central: false', 'central: true')
      await render()
      expect(await refusal('bootstrap', 'development')).toContain('Name its kubectl context with --hub.')
      const argoCD = ['development', '--hub', 'hub']
      expect(await refusal('bootstrap', ...argoCD)).toContain(
        'Argo CD at context hub has no cluster with the name development. It has none.',
      )
      await secret(
        'argocd',
        'c',
        { name: 'development', server: 'https://x' },
        { 'argocd.argoproj.io/secret-type': 'cluster' },
      )
      const { exitCode, stdout, stderr } = await script('bootstrap', ...argoCD, '--no-wait')
      expect(exitCode, stderr).toBe(0)
      expect(stdout).toContain('applicationset.argoproj.io/thanos-fleet serverside-applied')

      const flux = ['staging', '--hub', 'hub']
      expect(await refusal('bootstrap', ...flux)).toContain('has no Secret staging-kubeconfig in namespace flux-system')
      await secret('flux-system', 'staging-kubeconfig', { other: 'x' })
      expect(await refusal('bootstrap', ...flux)).toContain('has no key value')
      await secret('flux-system', 'staging-kubeconfig', { value: 'x' })
      expect((await script('bootstrap', ...flux, '--dry-run')).exitCode).toBe(0)

      expect(await status('development')).toContain('The tool is central. Name the context of its cluster with --hub.')
      expect(await status(...argoCD)).toMatch(/^waiting {4}Application\/thanos-development /m)
      edit('environments/delivery.yaml', 'central: true', 'central: false')
      await render()
    })
  })

  describe('status', () => {
    beforeAll(async () => {
      const { manifests, delivery } = await loadStack(clone, 'development')
      const ordered = [...manifests, ...delivery].map(({ object }) => object)
      await apply('argocd-controller', ...ordered.filter(({ kind }) => kind === 'Namespace'))
      await apply('argocd-controller', ...ordered)
    })

    it('names the commit after which a protected object is no longer in git', async () => {
      edit(
        'environments/development/environment.yaml',
        /^objectStorage: .*$/m,
        'objectStorage: {provider: existing-secret, bucket: thanos, endpoint: s3.example.com}',
      )
      await render()
      commit(clone, 'Another bucket')
      const { stdout: head } = await $({ quiet: true, cwd: clone })`git rev-parse --short=7 HEAD`
      const stdout = await status('development')
      expect(stdout).toContain(`kept       ObjectBucketClaim/thanos-bucket (for `)
      expect(stdout).toContain(
        `Commit ${head.trim()} removed it from git.\n             It is protected: no tool deletes it.`,
      )
      expect(stdout).toContain(
        'next: Its data is deleted with it. If it is no longer needed:\n               kubectl --context development --namespace kube-monitor delete objectbucketclaim thanos-bucket',
      )
    })

    it('prints JSON', async () => {
      const { problems, objects } = JSON.parse(await status('development', '--format', 'json')) as {
        problems: readonly { state: string; subject: string }[]
        objects: { total: number }
      }
      expect(problems).toContainEqual(
        expect.objectContaining({ state: 'kept', subject: 'ObjectBucketClaim/thanos-bucket' }),
      )
      expect(objects.total).toBeGreaterThan(25)
    })

    it('prints a row for each environment, also for one without a context', async () => {
      const stdout = await status()
      expect(stdout).toMatch(/^development +\d+ problems? /m)
      expect(stdout).toMatch(/^production +unread +There is no kubectl context production\.$/m)
    })

    it('reports a namespace that is being deleted', async () => {
      await server.kubectl.text(['delete', 'namespace', 'kube-monitor', '--wait=false'])
      expect(await status('development')).toMatch(
        /^unhealthy {2}Namespace\/kube-monitor .*\n +It is being deleted\. The server creates nothing in it\./m,
      )
    })
  })
})
