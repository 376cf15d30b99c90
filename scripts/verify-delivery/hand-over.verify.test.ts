// What people, earlier versions of the scripts and another tool applied leaves the cluster when it leaves git.
import { rmSync } from 'node:fs'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { $ } from 'zx'
import { loadStack, type Stack } from '../environment.ts'
import { managerOf } from '../fields/managers.ts'
import { getLike } from '../live-objects.ts'
import { cloneRepository } from '../tests/clone.ts'
import { createEnvironments } from '../tests/create-environments.ts'
import { type ApiServer, allGroups, createNamespaces, installCrds, startApiServer } from './api-server.ts'
import { scriptInClone } from './script-in-clone.ts'

describe('the hand-over of fields', () => {
  let server: ApiServer
  let clone: string
  let stack: Stack

  const script = (name: string, ...args: string[]) => scriptInClone(clone, name, ...args)
  const applyAs = (manager: string, ...objects: object[]) =>
    server.kubectl.text(
      ['apply', '--server-side', '--force-conflicts', `--field-manager=${manager}`, '-f', '-'],
      objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(''),
    )
  const named = (kind: string, name: string): KubernetesObject =>
    [...stack.manifests, ...stack.delivery].find(({ object }) => object.kind === kind && object.metadata.name === name)!
      .object
  const labelled = (object: KubernetesObject, label: string): KubernetesObject => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, [label]: 'x' } },
  })
  const labelsOf = async (object: KubernetesObject) =>
    Object.keys((await getLike(server.kubectl, object))?.metadata.labels ?? {})
  const managers = async (object: KubernetesObject) =>
    ((await getLike(server.kubectl, object))?.metadata.managedFields ?? []).map(({ manager }) => manager)

  beforeAll(async () => {
    clone = cloneRepository()
    createEnvironments(clone)
    server = await startApiServer(['production'])
    await $({
      cwd: clone,
      quiet: true,
    })`sed -i s/1.35/1.36/ environments/production/environment.yaml`
    await $({ cwd: clone, quiet: true })`node_modules/.bin/thanos-gitops render production`
    await installCrds(server.kubectl, allGroups)
    await createNamespaces(server.kubectl, ['argocd', 'flux-system'])
    stack = await loadStack(clone, 'production')
  })
  afterAll(async () => {
    await server?.stop()
    if (clone) rmSync(clone, { recursive: true })
  })

  it('changes no field, and names those that git lacks', async () => {
    const objects = stack.manifests.map(({ object }) => object)
    await applyAs('thanos-gitops', named('Namespace', 'kube-monitor'))
    await applyAs('thanos-gitops', ...objects)
    const store = named('StatefulSet', 'thanos-store')
    await applyAs('thanos-gitops', labelled(store, 'old-script'))
    const query = named('Deployment', 'thanos-query')
    // `kubectl apply` as an update owns what the server sets by default as well.
    await server.kubectl.text(['apply', '-f', '-'], JSON.stringify(labelled(query, 'kubectl-apply')))
    await server.kubectl.text(['label', 'service', 'thanos-query', 'by-hand=x', '--namespace=kube-monitor'])
    const application = named('Application', 'thanos-production') as KubernetesObject & { spec: object }
    await applyAs('thanos-gitops', {
      ...application,
      spec: { ...application.spec, ignoreDifferences: [{ kind: 'Deployment', jsonPointers: ['/spec/replicas'] }] },
    })

    const { exitCode, stdout, stderr } = await script(
      'bootstrap',
      'production',
      '--tool',
      'argo-cd',
      '--no-repository',
      '--no-wait',
    )
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('StatefulSet/thanos-store: argocd-controller owns the fields of thanos-gitops now')
    expect(stdout).toContain('git does not have /metadata/labels/old-script; the next sync removes it')
    expect(stdout).toContain('git does not have /metadata/labels/kubectl-apply;')
    expect(stdout).toContain('git does not have /metadata/labels/by-hand;')
    // Defaults of the server stay.
    expect(stdout).not.toMatch(/git does not have \/spec\/(?!ignoreDifferences)/)
    expect(await labelsOf(store)).toContain('old-script')
    expect((await getLike(server.kubectl, application)) as unknown).not.toHaveProperty('spec.ignoreDifferences')
    expect(await managers(store)).toEqual([managerOf['argo-cd']])
  })

  it.each([
    ['StatefulSet', 'thanos-store', 'old-script'],
    ['Deployment', 'thanos-query', 'kubectl-apply'],
    ['Service', 'thanos-query', 'by-hand'],
  ])('lets the next sync remove a field of %s/%s: %s', async (kind, name) => {
    const object = named(kind, name)
    await applyAs(managerOf['argo-cd'], object)
    expect(await labelsOf(object)).toEqual(Object.keys(object.metadata.labels!).sort())
  })

  it('takes over nothing the second time', async () => {
    const { stdout } = await script('bootstrap', 'production', '--tool', 'argo-cd', '--no-repository', '--no-wait')
    expect(stdout).not.toContain('owns the fields')
  })

  it('refuses the other tool, and prints the commands that stop the first one', async () => {
    const { exitCode, stderr } = await script('bootstrap', 'production', '--tool', 'flux', '--no-repository')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('tool-conflict\n  Argo CD syncs production in the cluster of context production')
    expect(await server.kubectl.list(['kustomizations', '--all-namespaces'])).toEqual([])
    const commands = stderr.match(/kubectl --context production .*/g)!
    expect(commands.length).toBeGreaterThan(1)
    for (const command of commands) await $({ quiet: true })`sh -c ${command}`
    expect(await server.kubectl.list(['applications.argoproj.io', '--all-namespaces'])).toEqual([])
  })

  it('removes after a switch what the first tool applied', async () => {
    const store = named('StatefulSet', 'thanos-store')
    await applyAs(managerOf['argo-cd'], {
      ...labelled(store, 'first-tool'),
      metadata: {
        ...labelled(store, 'first-tool').metadata,
        annotations: {
          ...store.metadata.annotations,
          'argocd.argoproj.io/tracking-id': 'thanos-production:apps/StatefulSet:kube-monitor/thanos-store',
        },
      },
    })
    const { exitCode, stdout, stderr } = await script(
      'bootstrap',
      'production',
      '--tool',
      'flux',
      '--no-repository',
      '--no-wait',
    )
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('StatefulSet/thanos-store: kustomize-controller owns the fields of argocd-controller now')
    await applyAs(managerOf.flux, store)
    const live = await getLike(server.kubectl, store)
    expect(Object.keys(live!.metadata.labels!)).not.toContain('first-tool')
    expect(Object.keys(live!.metadata.annotations!)).not.toContain('argocd.argoproj.io/tracking-id')
    expect(await managers(store)).toEqual([managerOf.flux])
  })
})
