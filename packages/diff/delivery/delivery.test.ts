import type { KubernetesObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { argoCDObjects, fluxObjects, inWave, stackNames } from '../testing/delivery-objects.ts'
import { claims, configMap, diff, type Options, workload } from '../testing/objects.ts'

const both = [...argoCDObjects(), ...fluxObjects()]

function delivered(
  before: readonly unknown[],
  after: readonly unknown[],
  deliveryBefore: readonly KubernetesObject[] = both,
  deliveryAfter: readonly KubernetesObject[] = deliveryBefore,
  options: Options = {},
) {
  return diff(before, after, {
    delivery: 'both',
    argoCdApplies: 'server-side',
    argoCdPrunesLast: true,
    names: stackNames,
    deliveryObjects: { before: deliveryBefore, after: deliveryAfter },
    ...options,
  })
}

const changeOf = (found: ReturnType<typeof diff>, name: string) => found.objects.find((one) => one.name === name)!

describe('a change of the namespace', () => {
  const compactor = (namespace: string) =>
    workload({
      kind: 'StatefulSet',
      name: 'thanos-compact',
      replicas: 1,
      image: 'quay.io/thanos/thanos:v0.42.0',
      args: ['compact', '--wait'],
      metadata: { namespace, ...inWave(1) },
      spec: claims('1Gi'),
    })
  const moved = [[compactor('x')], [compactor('y')]] as const

  it('leaves the old stack running with Argo CD if its project does not permit the old namespace', () => {
    const found = delivered(...moved, both, [...argoCDObjects({ namespaces: ['y'] }), ...fluxObjects()])
    expect(changeOf(found, 'thanos-compact')).toMatchObject({
      class: 'risk',
      outcome: { 'argo-cd': 'created', flux: 'created' },
      wasOutcome: { 'argo-cd': 'orphaned', flux: 'deleted' },
      podsOf: {
        'argo-cd': { stopped: 0, started: 1, starts: ['thanos-compact-0'] },
        flux: { stopped: 1, started: 1 },
      },
    })
    const [finding] = found.findings
    expect(finding).toMatchObject({ code: 'namespace-changes', severity: 'error' })
    expect(finding!.message).toContain('the old one with 1 pods continues to run')
    expect(finding!.message).toContain('StatefulSet/thanos-compact runs twice on one bucket')
    expect(finding!.remedy).toContain('Set formerNamespaces: [x] in environment.yaml')
  })

  it('deletes the old stack with the old namespace in the project, and names the safe order', () => {
    const found = delivered(...moved, both, [...argoCDObjects({ namespaces: ['y', 'x'] }), ...fluxObjects()])
    expect(changeOf(found, 'thanos-compact')).toMatchObject({
      class: 'recreate',
      wasOutcome: { 'argo-cd': 'deleted', flux: 'deleted' },
      pods: { stopped: 1, started: 1 },
    })
    const [finding] = found.findings
    expect(finding).toMatchObject({ code: 'namespace-changes', severity: 'warning' })
    expect(finding!.message).toMatch(
      /Argo CD .* deletes the old one when all of it is healthy.* Flux .* without waiting/,
    )
    expect(finding!.remedy).toMatch(/^Before the merge, pause the tool and scale StatefulSet\/thanos-compact in x to 0/)
  })

  it('names the namespace of the stack, and not that of a component', () => {
    const agent = (namespace: string) => workload({ name: 'agent', metadata: { namespace, ...inWave(1) } })
    const query = (namespace: string) => workload({ name: 'query', metadata: { namespace, ...inWave(2) } })
    const stack = (namespace: string) => [agent(`${namespace}-nodes`), compactor(namespace), query(namespace)]
    const found = delivered(stack('x'), stack('y'), both, [...argoCDObjects({ namespaces: ['y'] }), ...fluxObjects()])
    expect(found.findings[0]!.message).toContain('The namespace changes from x to y.')
  })

  it('gets another bucket by a claim', () => {
    const claim = (namespace: string) => ({
      apiVersion: 'objectbucket.io/v1alpha1',
      kind: 'ObjectBucketClaim',
      metadata: { name: 'bucket', namespace },
      spec: { generateBucketName: 'thanos', storageClassName: 'bucket' },
    })
    const found = delivered([...moved[0], claim('x')], [...moved[1], claim('y')], both, [
      ...argoCDObjects({ namespaces: ['y', 'x'] }),
      ...fluxObjects(),
    ])
    expect(changeOf(found, 'bucket')).toMatchObject({
      class: 'risk',
      why: expect.stringContaining('empty bucket') as string,
    })
    expect(found.findings[0]!.message).toContain('queries no longer find the old blocks')
    expect(found.findings[0]!.message).not.toContain('runs twice')
  })
})

describe('an object that leaves git', () => {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'r' }, rules: [] }

  it('is hidden from Argo CD if it is the last of a kind that the project does not permit any more', () => {
    const permitted = argoCDObjects({ clusterKinds: [{ group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' }] })
    const found = delivered([workload(), role], [workload()], permitted, argoCDObjects(), { delivery: 'argo-cd' })
    expect(changeOf(found, 'r')).toMatchObject({ class: 'in-place', outcome: { 'argo-cd': 'orphaned' } })
    expect(changeOf(found, 'r').prune!['argo-cd']).toContain(
      'AppProject thanos-blue does not permit the kind ClusterRole',
    )
  })

  it('may stay with Flux if its Kustomization leaves git too', () => {
    const found = delivered(
      [workload(), workload({ name: 'last', metadata: inWave(2) })],
      [workload()],
      fluxObjects(),
      fluxObjects({ waves: ['configuration', 'data'] }),
      { delivery: 'flux' },
    )
    expect(changeOf(found, 'last')).toMatchObject({ class: 'risk', outcome: { flux: 'orphaned' } })
    expect(changeOf(found, 'last').pods).toBeUndefined()
  })

  it.each([
    ['Prune=false', '', 'shows the application as out of sync'],
    ['Prune=false', 'IgnoreExtraneous', 'The application stays Synced'],
  ])('is kept with %s %s', (sync, compare, expected) => {
    const annotations = { 'argocd.argoproj.io/sync-options': sync, 'argocd.argoproj.io/compare-options': compare }
    const kept = { ...configMap({}, 'kept'), metadata: { name: 'kept', namespace: 'x', annotations } }
    const change = changeOf(
      delivered([workload(), kept], [workload()], argoCDObjects(), undefined, { delivery: 'argo-cd' }),
      'kept',
    )
    expect(change).toMatchObject({ class: 'in-place', outcome: { 'argo-cd': 'kept' } })
    expect(change.prune!['argo-cd']).toContain(expected)
  })
})

describe('another wave', () => {
  const store = (wave: number) =>
    workload({ kind: 'StatefulSet', name: 'store', replicas: 2, metadata: { namespace: 'x', ...inWave(wave) } })

  it('that is later recreates the object with Flux only', () => {
    const change = changeOf(delivered([store(1)], [store(2)]), 'store')
    expect(change).toMatchObject({
      class: 'outage',
      outcome: { 'argo-cd': 'changed', flux: 'recreated' },
      podsOf: { 'argo-cd': null, flux: { stopped: 2, started: 2, stops: ['store-1', 'store-0'] } },
    })
    expect(change.changes[0]).toMatchObject({
      why: expect.stringMatching(
        /^With Flux: Kustomization thanos-blue-data applies the commit first and deletes/,
      ) as string,
      otherwise: expect.arrayContaining([
        { mode: 'server-side', tool: 'argo-cd', class: 'in-place', why: 'It is applied in wave 2 from now on.' },
      ]) as unknown,
    })
  })

  it('that is earlier is taken over', () => {
    const change = changeOf(delivered([store(2)], [store(1)]), 'store')
    expect(change).toMatchObject({ class: 'in-place', outcome: { 'argo-cd': 'changed', flux: 'changed' } })
    expect(change.pods).toBeUndefined()
    expect(change.podsOf).toBeUndefined()
  })

  it('keeps an object that Flux does not prune', () => {
    const kept = (wave: number) => {
      const object = store(wave)
      return {
        ...object,
        metadata: {
          ...object.metadata,
          annotations: { ...inWave(wave).annotations, 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
        },
      }
    }
    expect(changeOf(delivered([kept(1)], [kept(2)]), 'store')).toMatchObject({
      class: 'in-place',
      outcome: { flux: 'changed' },
    })
  })
})

describe('an autoscaler', () => {
  const scaler = (min = 2) => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'x', ...inWave(2) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: min,
      maxReplicas: 6,
    },
  })
  const web = (replicas: number | undefined, wave = 2) => {
    const object = workload({ metadata: { namespace: 'x', ...inWave(wave) } })
    return { ...object, spec: { ...object.spec, replicas } }
  }
  const ignored = [...argoCDObjects({ scaled: ['web'] }), ...fluxObjects({ scaled: ['web'] })]

  it('sets the number from now on', () => {
    const found = delivered([web(3)], [web(3), scaler()], both, ignored)
    expect(found.objects).toHaveLength(1)
    expect(found.objects[0]).toMatchObject({
      class: 'in-place',
      why: 'It is created. It sets the replicas of Deployment/web from now on, from 2 to 6.',
    })
    expect(delivered([web(3)], [web(3), scaler(4)], both, ignored).objects[0]).toMatchObject({
      class: 'scale',
      why: expect.stringContaining('3 → 4') as string,
    })
  })

  it('keeps its number when replicas changes in git, because the tools ignore it', () => {
    const found = delivered([web(3), scaler()], [web(5), scaler()], ignored)
    expect(changeOf(found, 'web')).toMatchObject({
      class: 'in-place',
      outcome: { flux: 'unchanged', 'argo-cd': 'unchanged' },
    })
    expect(changeOf(found, 'web').why).toContain('ignores replicas in git')
    expect(changeOf(found, 'web').pods).toBeUndefined()
  })

  it('keeps the number where replicas leaves git in a wave after the tools are updated', () => {
    const change = delivered([web(3)], [web(undefined), scaler()], both, ignored).objects.find(
      ({ kind }) => kind === 'Deployment',
    )!
    expect(change).toMatchObject({ class: 'in-place', outcome: { flux: 'unchanged', 'argo-cd': 'unchanged' } })
    expect(change.why).toContain('ignores replicas in git')
    expect(change.pods).toBeUndefined()
    const first = delivered([web(3, 0)], [web(undefined, 0), scaler()], both, ignored).objects.find(
      ({ kind }) => kind === 'Deployment',
    )!
    expect(first).toMatchObject({ class: 'risk', why: expect.stringContaining('3 → 1') as string })
  })

  it('that leaves git gives the number back to git', () => {
    const [change] = delivered([web(3), scaler()], [web(3)], ignored, both).objects
    expect(change).toMatchObject({ kind: 'HorizontalPodAutoscaler', class: 'scale' })
    expect(change!.why).toContain('sets Deployment/web to 3 replicas, whatever number it has set last')
    const deployment = delivered([web(undefined), scaler()], [web(3)], ignored, both).objects.find(
      ({ kind }) => kind === 'Deployment',
    )!
    expect(deployment.why).toBe('The number becomes 3, whatever number HorizontalPodAutoscaler/web has set last.')
    expect(deployment.pods).toBeUndefined()
  })
})

describe('pods that do not become ready', () => {
  it('hold later waves, and with Argo CD all deletions', () => {
    const data = (image: string) =>
      workload({ kind: 'StatefulSet', name: 'data', image, metadata: { namespace: 'x', ...inWave(1) } })
    const query = (replicas: number) =>
      workload({ name: 'query', replicas, metadata: { namespace: 'x', ...inWave(2) } })
    const found = delivered([data('a:1'), query(2), configMap({}, 'old')], [data('a:2'), query(3)])
    expect(changeOf(found, 'data').holds).toEqual({
      'argo-cd': ['Deployment/query', 'ConfigMap/old'],
      flux: ['Deployment/query'],
    })
    // With Argo CD, the deletion waits for the last wave as well.
    expect(changeOf(found, 'query').holds).toEqual({ 'argo-cd': ['ConfigMap/old'] })
  })
})

describe('the source of the manifests', () => {
  const same = [[workload()], [workload({ replicas: 4 })]] as const
  const codes = (before: readonly KubernetesObject[], after: readonly KubernetesObject[]): readonly string[] =>
    delivered(...same, before, after).findings.map(({ code, severity }) => `${code} ${severity}`)

  it('is reported if it changes', () => {
    expect(codes(both, both)).toEqual([])
    const other = 'https://git.example.com/b.git'
    const moved = fluxObjects({ repository: other })
    const kept = { repository: other, formerRepositories: ['https://git.example.com/a.git'] }
    expect(codes(both, [...argoCDObjects(kept), ...moved])).toEqual(['repository-changes warning'])
    expect(codes(fluxObjects(), moved)).toEqual(['repository-changes warning'])
    const refused = [...argoCDObjects({ repository: other }), ...moved]
    expect(codes(both, refused)).toEqual(['repository-changes error'])
    expect(delivered(...same, both, refused).findings[0]!.remedy).toMatch(
      /^Set formerRepositories: \[https:\/\/git\.example\.com\/a\.git\] in environments\/delivery\.yaml\. /,
    )
    expect(codes(fluxObjects({ secret: 'a' }), fluxObjects({ secret: 'b' }))).toEqual(['credentials-change warning'])
    expect(codes(fluxObjects(), argoCDObjects())).toEqual(['tool-changes warning'])
  })

  it('of a new environment names what must exist', () => {
    const added = (objects: readonly KubernetesObject[]) =>
      delivered([], [workload()], objects, objects, {
        side: 'new',
        deliveryObjects: { before: undefined, after: objects },
      }).findings[0]!
    expect(added(both)).toMatchObject({
      code: 'environment-added',
      remedy: expect.stringContaining('npm run bootstrap -- blue --context blue') as string,
    })
    expect(added([...argoCDObjects({ central: true }), ...fluxObjects({ central: true })]).remedy).toContain(
      'Flux needs the Secret blue-kubeconfig',
    )
  })
})
