// What a change of settings does to the delivery of an environment: the delivery objects of both sides are compared.
import type { DeliveredChange } from '@thanos-gitops/manifest/change'
import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
const settings = 'environments/blue/environment.yaml'
beforeAll(() => shop.commitRendered('render'), commandTimeout)
beforeEach(() => shop.restore())

interface Document {
  readonly objects: readonly DeliveredChange[]
  readonly findings: readonly { readonly code: string; readonly message: string; readonly remedy: string }[]
}

function diff(...args: readonly string[]): Document & { readonly status: number } {
  const { status, stdout } = shop.run('diff', 'blue', '--format', 'json', ...args)
  return { status: status ?? 2, ...(JSON.parse(stdout) as Document) }
}

const codesOf = ({ findings }: Document): readonly string[] => findings.map(({ code }) => code)

describe('diff of the delivery', { timeout: commandTimeout }, () => {
  it('reports a namespace in which Argo CD no longer prunes, and accepts the fix', () => {
    const [, from] = /^namespace: (\S+)$/m.exec(shop.read(settings))!
    shop.replace(settings, /^namespace: .*$/m, 'namespace: elsewhere')
    const without = diff()
    expect(without.status).toBe(1)
    expect(codesOf(without)).toEqual(['namespace-changes'])
    expect(without.findings[0]!.remedy).toContain(`Set formerNamespaces: [${from}] in environment.yaml`)
    const web = without.objects.find(({ kind, name }) => kind === 'Deployment' && name === 'web')!
    expect(web).toMatchObject({ wasOutcome: { 'argo-cd': 'orphaned', flux: 'deleted' } })
    expect(web.podsOf).toMatchObject({ 'argo-cd': { stopped: 0 }, flux: { stopped: 4 } })

    shop.replace(settings, 'namespace: elsewhere\n', `namespace: elsewhere\nformerNamespaces: [${from}]\n`)
    const fixed = diff('--fail-on', 'outage,data-loss,refused')
    expect(codesOf(fixed)).toEqual(['namespace-changes'])
    expect(fixed.findings[0]!.remedy).not.toContain('Set formerNamespaces')
    const moved = fixed.objects.find(({ kind, name }) => kind === 'Deployment' && name === 'web')!
    expect(moved).toMatchObject({ wasOutcome: { 'argo-cd': 'deleted' }, pods: { stopped: 4, started: 4 } })
  })

  it.each([
    [
      'environments/delivery.yaml',
      /^repository: .*$/m,
      'repository: https://git.example.com/other.git',
      'repository-changes',
    ],
    [settings, /^delivery: .*$/m, 'delivery: flux', 'tool-changes'],
  ])('reports a change of %s, which changes no manifest', (file, from, to, code) => {
    shop.replace(file, from, to)
    const found = diff()
    expect(codesOf(found)).toEqual([code])
    expect(found.objects).toEqual([])
    expect(found.status).toBe(1)
    expect(shop.run('diff', 'blue').stdout).toContain('blue: no object changes, but the delivery')
  })

  it('reports what deletes the stack of a removed environment, for its own tools', () => {
    shop.remove('environments/blue')
    const found = diff()
    expect(codesOf(found)).toEqual(['environment-removed'])
    expect(found.findings[0]!.remedy).toContain(
      'kubectl --context blue delete --ignore-not-found -f environments/blue/delivery/argo-cd; kubectl --context blue delete --ignore-not-found -f environments/blue/delivery/flux; kubectl --context blue delete --ignore-not-found -f environments/blue/manifests',
    )
    expect(found.objects.every(({ outcome, pods }) => outcome.flux === 'kept' && pods === undefined)).toBe(true)
    expect(found.status).toBe(1)
  })

  it('reads from git what was before a refused change, which a revert restores', () => {
    const patches = 'environments/blue/patches/storage.yaml'
    shop.replace(patches, 'value: 100Gi', 'value: 200Gi')
    shop.commitRendered('refused')
    try {
      shop.replace(patches, 'value: 200Gi', 'value: 100Gi')
      const { objects } = diff()
      expect(objects).toMatchObject([
        {
          kind: 'StatefulSet',
          name: 'database',
          class: 'risk',
          outcome: { 'argo-cd': 'unchanged', flux: 'unchanged' },
        },
      ])
      shop.replace(patches, 'value: 100Gi', 'value: 300Gi')
      expect(diff().objects).toMatchObject([{ class: 'refused', outcome: { 'argo-cd': 'refused', flux: 'refused' } }])
    } finally {
      shop.git('reset', '--quiet', '--hard', 'HEAD~1')
    }
  })
})
