import { describe, expect, it } from 'vitest'
import { clusterNames } from './destination.ts'
import { stopCommands, syncs } from './other-tool.ts'

const application = (name: string, path: string, metadata = {}) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd', ...metadata },
  spec: { source: { path } },
})
const kustomization = (name: string, spec: object) => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace: 'flux-system' },
  spec,
})

it.each([
  [application('a', 'environments/us-1/manifests'), true],
  [application('a', 'environments/us-1/delivery/argo-cd'), true],
  [application('a', 'environments/us-10/manifests'), false],
  [kustomization('a', { path: './environments/us-1/manifests' }), true],
  [kustomization('a', { path: './environments' }), false],
  [kustomization('a', {}), false],
])('whether %o syncs us-1: %s', (object, expected) => expect(syncs(object, 'us-1')).toBe(expected))

describe('stopCommands', () => {
  it('delete the object first that restores the others, and no finalizer deletes the stack', () =>
    expect(
      stopCommands('us-1', [
        application('thanos-us-1', 'x', { finalizers: ['resources-finalizer.argocd.argoproj.io'] }),
        application('thanos-us-1-delivery', 'x'),
      ]),
    ).toEqual([
      'kubectl --context us-1 --namespace argocd delete applications.argoproj.io thanos-us-1-delivery',
      `kubectl --context us-1 --namespace argocd patch applications.argoproj.io thanos-us-1 --type merge --patch '{"metadata":{"finalizers":null}}'`,
      'kubectl --context us-1 --namespace argocd delete applications.argoproj.io thanos-us-1',
    ]))

  it.each([
    [{ prune: true, deletionPolicy: 'Orphan' }, false],
    [{ prune: false }, false],
    [{ prune: true }, true],
    [{ prune: false, deletionPolicy: 'Delete' }, true],
    [{ prune: true, deletionPolicy: 'WaitForTermination' }, true],
  ])('keep the objects of a Kustomization with %o, with a patch: %s', (spec, hasPatch) => {
    const commands = stopCommands('us-1', [kustomization('thanos-us-1-data', spec)])
    expect(commands.some((command) => command.includes('{"spec":{"deletionPolicy":"Orphan"}}'))).toBe(hasPatch)
    expect(commands.at(-1)).toContain('delete kustomizations.kustomize.toolkit.fluxcd.io thanos-us-1-data')
  })
})

it('reads the names of clusters from the Secrets of Argo CD', () => {
  const secret = (data: Readonly<Record<string, string>>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'cluster-x' },
    data,
  })
  expect(clusterNames([secret({ name: btoa('us-1') }), secret({ server: btoa('https://x') })])).toEqual(['us-1'])
})
