import type { Mapping } from '@thanos-gitops/manifest'
import type { Change } from '@thanos-gitops/manifest/change'
import { describe, expect, it } from 'vitest'
import { classesOf, configMap, serverDiff, service, workload } from '../testing/objects.ts'

// The program that gives the verdicts of the API server runs in a process of its own.

describe('diffWithServer', () => {
  it('uses the worse class of two tools and lists the other in otherwise', async () => {
    const { objects } = await serverDiff([workload()], [workload({ spec: { strategy: { type: 'Recreate' } } })], {
      delivery: 'both',
    })
    expect(objects[0]!.class).toBe('refused')
    const refused = objects[0]!.changes.find((change) => change.class === 'refused')
    expect(refused).toMatchObject({
      otherwise: [
        { mode: 'client-side', class: 'in-place' },
        { mode: 'replace', class: 'in-place' },
      ],
    })
    expect(refused!.why).toMatch(/^With Flux: /)
  })

  it('applies an object as its Argo CD annotation sets it', async () => {
    const serverSide = { annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' } }
    const of = async (metadata: Mapping): Promise<string[]> =>
      classesOf(
        await serverDiff([workload({ metadata })], [workload({ metadata, spec: { strategy: { type: 'Recreate' } } })], {
          delivery: 'argo-cd',
        }),
      )
    expect([await of({}), await of(serverSide)]).toEqual([['Deployment/web in-place'], ['Deployment/web refused']])
  })

  it('classifies a refused change as recreate if the object is forced', async () => {
    const metadata = { annotations: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' } }
    const { objects } = await serverDiff(
      [workload({ kind: 'StatefulSet', metadata })],
      [workload({ kind: 'StatefulSet', metadata, spec: { podManagementPolicy: 'Parallel' } })],
    )
    expect(objects[0]!.class).toBe('recreate')
    expect(objects[0]!.why).toContain('All its pods stop at once.')
  })

  it('stays refused if the object is forced but invalid as a new object', async () => {
    const metadata = { annotations: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' } }
    const { objects } = await serverDiff(
      [workload({ metadata })],
      [workload({ metadata, container: { ports: [{ containerPort: 0 }] } })],
    )
    expect(objects[0]!.class).toBe('refused')
  })

  it('reports an invalid value that does not change as soon as the object changes', async () => {
    // The server accepts no such object, so that the new one is judged as one that is created.
    const broken = { metadata: { labels: { version: 'feature/x' } } }
    const { objects } = await serverDiff([workload(broken)], [workload({ ...broken, replicas: 4 })])
    expect(objects[0]).toMatchObject({ class: 'refused' })
    expect(objects[0]!.changes).toContainEqual(
      expect.objectContaining({ pointer: '/metadata/labels/version', class: 'refused' }),
    )
  })
})

describe('a new object', () => {
  it('is refused with the words of the server, at the field that it names', async () => {
    const limits = { resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } }
    const { objects } = await serverDiff([], [workload({ container: limits })])
    expect(objects[0]).toMatchObject({ status: 'added', class: 'refused' })
    expect(objects[0]!.changes[1]).toMatchObject({
      pointer: '/spec/template/spec/containers/0/resources/requests/memory',
      message:
        'spec.template.spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi',
    })
    expect(objects[0]!.remedy!.title).toBe('Correct the value that the API server refuses in Deployment/web')
  })

  it('that is renamed and invalid is refused', async () => {
    const { objects } = await serverDiff([workload()], [workload({ name: 'web-2', spec: { minReadySeconds: -1 } })])
    expect(objects[0]).toMatchObject({ status: 'renamed', was: 'web' })
    expect(objects[0]!.changes.find((change) => change.class === 'refused')).toMatchObject({
      pointer: '/spec/minReadySeconds',
      message: expect.stringContaining('must be greater than or equal to 0') as unknown,
    })
  })

  it('that is renamed may change fields that an update cannot', async () => {
    const [before, after] = [
      workload(),
      workload({ name: 'web-2', spec: { selector: { matchLabels: { app: 'web-2' } } } }),
    ]
    expect((await serverDiff([before], [after])).objects[0]!.class).toBe('recreate')
  })
})

describe('a custom resource', () => {
  it('is refused with the words of the server, whose definition is not in the manifests', async () => {
    const kustomization = (interval: string) => ({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'web', namespace: 'flux-system' },
      spec: { interval, prune: true, path: './web', sourceRef: { kind: 'GitRepository', name: 'web' } },
    })
    const { objects } = await serverDiff([kustomization('10m')], [kustomization('ten')])
    expect(objects[0]!.changes).toMatchObject([
      {
        pointer: '/spec/interval',
        class: 'refused',
        message: expect.stringMatching(
          /^spec\.interval: Invalid value: "ten": spec\.interval in body should match/,
        ) as unknown,
      },
    ])
  })
})

describe('a cause', () => {
  const refusals = async (before: object, after: object): Promise<readonly Change[]> =>
    (await serverDiff([before], [after])).objects[0]!.changes.filter((change) => change.class === 'refused')
  const container = (fields: Mapping) => workload({ container: fields })
  const resources = (request: string, limit: string) =>
    container({ resources: { requests: { memory: request }, limits: { memory: limit } } })

  it.each<[what: string, before: object, after: object, pointer: string]>([
    [
      'about a field that depends on the changed one is at the change',
      resources('1Gi', '2Gi'),
      resources('1Gi', '512Mi'),
      '/spec/template/spec/containers/0/resources/limits/memory',
    ],
    [
      'about an element of a list is at the element',
      container({ ports: [{ containerPort: 80 }] }),
      container({ ports: [{ containerPort: 80 }, { containerPort: 80 }] }),
      '/spec/template/spec/containers/0/ports/1',
    ],
    [
      'about a misspelt field is at the field',
      container({}),
      container({ imagePolicy: 'Always' }),
      '/spec/template/spec/containers/0/imagePolicy',
    ],
    [
      'about a parent of allowed fields is only at the other ones',
      workload({ kind: 'StatefulSet' }),
      workload({
        kind: 'StatefulSet',
        replicas: 4,
        image: 'example.com/web:v2',
        spec: { podManagementPolicy: 'Parallel' },
      }),
      '/spec/podManagementPolicy',
    ],
  ])('%s', async (_what, before, after, pointer) => {
    expect((await refusals(before, after)).map((change) => change.pointer)).toEqual([pointer])
  })

  it('about no field is at the object', async () => {
    const large = configMap({ a: 'x'.repeat(1_100_000) })
    expect(await refusals(configMap({ a: 'x' }), large)).toMatchObject([
      { pointer: '', message: expect.stringContaining('Too long') as unknown },
    ])
  })
})

describe('what the server stores', () => {
  it.each<[what: string, before: object, after: object, expected: string[]]>([
    [
      'is the same for an explicit zero',
      workload(),
      workload({ container: { stdin: false, readinessProbe: undefined, terminationMessagePath: '' } }),
      [],
    ],
    [
      'is the same for zeros of fields that no table lists',
      workload({ pod: { volumes: [{ name: 'a', emptyDir: {} }] } }),
      workload({
        pod: {
          volumes: [{ name: 'a', emptyDir: { medium: '' } }],
          hostNetwork: false,
          shareProcessNamespace: undefined,
        },
      }),
      [],
    ],
    ['is the same for an older API version', hpa('autoscaling/v1'), hpa('autoscaling/v2'), []],
    ['differs for another image', workload(), workload({ image: 'example.com/web:v2' }), ['Deployment/web restart']],
    [
      'is the same if an applier does not own the removed field',
      workload({ pod: { serviceAccountName: 'web' } }),
      workload(),
      ['Deployment/web none'],
    ],
    [
      'is the same for a removed clusterIP',
      service({ app: 'a' }),
      { ...service({ app: 'a' }), metadata: { name: 'web', namespace: 'x', labels: {} } },
      [],
    ],
  ])('%s', async (_what, before, after, expected) =>
    expect(classesOf(await serverDiff([before], [after]))).toEqual(expected),
  )
})

function hpa(apiVersion: string): object {
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
  const metrics = [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
  ]
  return {
    apiVersion,
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'x' },
    spec: {
      scaleTargetRef: target,
      maxReplicas: 3,
      ...(apiVersion.endsWith('v1') ? { targetCPUUtilizationPercentage: 70 } : { metrics }),
    },
  }
}

it('warns about a version that has no verdicts, and uses the nearest one', async () => {
  const found = await serverDiff([], [workload()], { delivery: 'flux', kubernetesVersion: '1.34' })
  expect(found.findings).toMatchObject([{ code: 'api-server-version', severity: 'warning' }])
  expect(found.objects[0]!.class).toBe('in-place')
})

describe('a ConfigMap of 300 kB', () => {
  const large = configMap({ a: 'x'.repeat(300_000) })
  const refused = [{ pointer: '', class: 'refused', message: /Too long: may not be more than 262144 bytes/ }]

  it.each<[what: string, before: readonly object[]]>([
    ['new', []],
    ['changed', [configMap({ a: 'x' })]],
  ])('is refused by client-side apply when it is %s', async (_what, before) => {
    const of = async (mode: 'client-side' | 'server-side') =>
      (await serverDiff(before, [large], { delivery: 'argo-cd', argoCdApplies: mode })).objects[0]!
    expect((await of('client-side')).changes.filter((change) => change.class === 'refused')).toMatchObject([
      { pointer: refused[0]!.pointer, message: expect.stringMatching(refused[0]!.message) as unknown },
    ])
    expect((await of('server-side')).class).toBe('in-place')
  })

  it('is applied by Flux, which is the difference that `otherwise` lists', async () => {
    const { objects } = await serverDiff([configMap({ a: 'x' })], [large], { delivery: 'both' })
    expect(objects[0]!.changes.find((change) => change.class === 'refused')).toMatchObject({
      why: expect.stringMatching(/^With Argo CD:/) as unknown,
      otherwise: expect.arrayContaining([
        expect.objectContaining({ mode: 'server-side', class: 'in-place' }),
      ]) as unknown,
    })
  })
})

describe('how to proceed with a refused value', () => {
  const port = (name: string, number: number): Mapping => ({ name, port: number })
  const withSpec = (spec: Mapping) => ({ ...service({ app: 'web' }), spec: { selector: { app: 'web' }, ...spec } })
  const remedyFor = async (before: Mapping, after: Mapping): Promise<string | undefined> => {
    const { objects } = await serverDiff([withSpec(before)], [withSpec(after)], { delivery: 'both' })
    expect(objects[0]).toMatchObject({ class: 'refused' })
    return objects[0]!.remedy?.title
  }

  it.each([
    ['the same port twice', { ports: [port('a', 80), port('b', 80)] }],
    ['a port outside of the range', { type: 'NodePort', ports: [{ ...port('a', 80), nodePort: 80 }] }],
  ])('is to correct it, and not to recreate the object, for %s', async (_title, after) => {
    expect(await remedyFor({ ports: [port('a', 80)] }, after)).toMatch(/^Correct the value/)
  })

  it('is to recreate the object for a field that cannot change', async () => {
    const class_ = (name: string) => ({ type: 'LoadBalancer', loadBalancerClass: name, ports: [port('a', 80)] })
    expect(await remedyFor(class_('example.com/a'), class_('example.com/b'))).toMatch(/^Recreate Service/)
  })

  it('gives no reason of another refusal for a volume that appears twice', async () => {
    const volumes = [
      { name: 'a', configMap: { name: 'a' } },
      { name: 'a', emptyDir: {} },
    ]
    const pod = (one: readonly Mapping[]) => ({ pod: { volumes: one } })
    const { objects } = await serverDiff([workload(pod(volumes.slice(0, 1)))], [workload(pod(volumes))])
    expect(objects[0]!.changes.find((change) => change.class === 'refused')?.why).not.toContain('emptyDir')
  })
})

describe('an API version that is not served', () => {
  const budget = (apiVersion: string) => ({
    apiVersion,
    kind: 'PodDisruptionBudget',
    metadata: { name: 'a', namespace: 'x' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  })
  const message = 'no matches for kind "PodDisruptionBudget" in version "policy/v1beta1"'

  it('is refused in a new object', async () => {
    const { objects } = await serverDiff([], [budget('policy/v1beta1')])
    expect(objects[0]).toMatchObject({ class: 'refused' })
    expect(objects[0]!.changes).toContainEqual(expect.objectContaining({ pointer: '/apiVersion', message }))
  })

  it('is refused where the old object had another one', async () => {
    const { objects } = await serverDiff([budget('policy/v1')], [budget('policy/v1beta1')])
    expect(objects[0]).toMatchObject({ class: 'refused', changes: [{ pointer: '/apiVersion', message }] })
  })

  it('does not keep a change to one that is served', async () => {
    expect(classesOf(await serverDiff([budget('policy/v1beta1')], [budget('policy/v1')]))).toEqual([
      'PodDisruptionBudget/a none',
    ])
  })

  it('is not known for groups that Kubernetes does not have', async () => {
    const widget = { ...budget('example.com/v1'), kind: 'Widget' }
    expect(classesOf(await serverDiff([], [widget]))).toEqual(['Widget/a in-place'])
  })
})
