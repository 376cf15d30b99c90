import type { KubernetesObject, Mapping, SourcedObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Diff, type DiffOptions, diffManifests } from './diff.ts'

const sourced = (object: unknown): SourcedObject => ({
  object: object as KubernetesObject,
  place: () => ({ file: 'x.yaml', line: 1 }),
})
const diff = (
  before: readonly unknown[],
  after: readonly unknown[],
  options: DiffOptions = { delivery: 'flux' },
): Diff => diffManifests(before.map(sourced), after.map(sourced), options)
const classesOf = ({ objects }: Diff): string[] => objects.map(({ kind, name, class: one }) => `${kind}/${name} ${one}`)

interface WorkloadOptions {
  readonly kind?: string
  readonly name?: string
  readonly replicas?: number
  readonly image?: string
  readonly args?: readonly string[]
  readonly pod?: Mapping
  readonly container?: Mapping
  readonly annotations?: Mapping
  readonly spec?: Mapping
  readonly metadata?: Mapping
}

const workload = ({
  kind = 'Deployment',
  name = 'web',
  replicas = 3,
  image = 'example.com/web:v1.0.0',
  args = [],
  pod = {},
  container = {},
  annotations = {},
  spec = {},
  metadata = {},
}: WorkloadOptions = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'x', ...metadata },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
    template: {
      metadata: { labels: { app: name }, annotations },
      spec: { containers: [{ name, image, args, ...container }], ...pod },
    },
    ...spec,
  },
})
const configMap = (data: Mapping, name = 'web') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'x' },
  data,
})
const service = (selector: Mapping, name = 'web') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'x' },
  spec: { selector, ports: [{ port: 80 }] },
})
const claims = (storage: string, storageClassName = 'fast') => ({
  volumeClaimTemplates: [
    {
      metadata: { name: 'data' },
      spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    },
  ],
})

describe('diffManifests', () => {
  it('is empty for equal sides', () => {
    const object = workload()
    expect(diff([object], [structuredClone(object)])).toMatchObject({
      objects: [],
      images: [],
      findings: [],
      counts: { before: 1, after: 1 },
    })
  })

  it('lists the worst object first and gives each object the worst of its classes', () => {
    const before = [workload(), workload({ name: 'api' }), configMap({ a: '1' })]
    const after = [
      workload({ replicas: 0 }),
      workload({ name: 'api', image: 'example.com/web:v2.0.0', replicas: 4 }),
      configMap({ a: '2' }),
    ]
    expect(classesOf(diff(before, after))).toEqual([
      'Deployment/web outage',
      'Deployment/api restart',
      'ConfigMap/web in-place',
    ])
  })

  it('names the place and the source of a field on both sides', () => {
    const [before, after] = [workload(), workload({ replicas: 4 })].map(
      (object, side): SourcedObject => ({
        object: object as unknown as KubernetesObject,
        place: (pointer) => ({ file: `${side}.yaml${pointer}`, line: 3 }),
        origins: () => [{ layer: 'patch', place: { file: `patches/${side}.yaml`, line: 7 } }],
      }),
    )
    expect(diffManifests([before!], [after!]).objects[0]!.changes[0]!.cause).toEqual({
      before: {
        place: { file: '0.yaml/spec/replicas', line: 3 },
        origins: [{ layer: 'patch', place: { file: 'patches/0.yaml', line: 7 } }],
      },
      after: {
        place: { file: '1.yaml/spec/replicas', line: 3 },
        origins: [{ layer: 'patch', place: { file: 'patches/1.yaml', line: 7 } }],
      },
    })
  })

  it('uses the worse class of two tools and lists the other in otherwise', () => {
    const { objects } = diff([workload()], [workload({ spec: { strategy: { type: 'Recreate' } } })], {
      delivery: 'both',
    })
    expect(objects[0]).toMatchObject({
      class: 'refused',
      changes: [
        {
          otherwise: [
            { mode: 'client-side', class: 'in-place' },
            { mode: 'replace', class: 'in-place' },
          ],
        },
        {},
      ],
    })
    expect(objects[0]!.changes[0]!.why).toMatch(/^With Flux: /)
  })

  it('applies an object as its Argo CD annotation sets it', () => {
    const serverSide = { annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' } }
    const of = (metadata: Mapping): string[] =>
      classesOf(
        diff([workload({ metadata })], [workload({ metadata, spec: { strategy: { type: 'Recreate' } } })], {
          delivery: 'argo-cd',
        }),
      )
    expect([of({}), of(serverSide)]).toEqual([['Deployment/web in-place'], ['Deployment/web refused']])
  })

  it('classifies a refused change as recreate if the object is forced', () => {
    const metadata = { annotations: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' } }
    const { objects } = diff(
      [workload({ kind: 'StatefulSet', metadata })],
      [workload({ kind: 'StatefulSet', metadata, spec: { podManagementPolicy: 'Parallel' } })],
    )
    expect(objects[0]!.class).toBe('recreate')
    expect(objects[0]!.why).toContain('All its pods stop at once.')
  })

  it('reports a value that the server refuses even if it does not change', () => {
    const broken = { metadata: { labels: { version: 'feature/x' } } }
    expect(classesOf(diff([workload(broken)], [workload({ ...broken, replicas: 4 })]))).toEqual([
      'Deployment/web refused',
    ])
  })

  it('applies the transition rules of a CustomResourceDefinition in the same manifests', () => {
    const definition = parse(
      '{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: gears.example.com}, spec: {group: example.com, names: {kind: Gear, plural: gears}, versions: [{name: v1, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: string, x-kubernetes-validations: [{rule: self == oldSelf, message: Size is immutable}]}}}}}}}]}}',
    ) as object
    const gear = (size: string): object => ({
      apiVersion: 'example.com/v1',
      kind: 'Gear',
      metadata: { name: 'g', namespace: 'x' },
      spec: { size },
    })
    expect(diff([definition, gear('a')], [definition, gear('b')]).objects[0]).toMatchObject({
      class: 'refused',
      changes: [{ message: expect.stringContaining('Size is immutable') as unknown }],
    })
  })
})

describe('renames', () => {
  it.each<[what: string, before: object, after: object, expected: object]>([
    [
      'a workload',
      workload(),
      workload({ name: 'web-v2' }),
      { name: 'web-v2', was: 'web', status: 'renamed', class: 'recreate' },
    ],
    [
      'a ConfigMap with a hash',
      configMap({ a: '1' }, 'web-7f9c2k4d8b'),
      configMap({ b: '2' }, 'web-a1b2c3d4e5'),
      { name: 'web-a1b2c3d4e5', was: 'web-7f9c2k4d8b', status: 'renamed' },
    ],
    [
      'the namespace',
      configMap({ a: '1', b: '2' }),
      { ...configMap({ a: '1', b: '2' }), metadata: { name: 'web', namespace: 'y' } },
      { was: 'x/web', status: 'renamed' },
    ],
  ])('recognizes a rename of %s', (_what, before, after, expected) => {
    const { objects } = diff([before], [after])
    expect(objects).toHaveLength(1)
    expect(objects[0]).toMatchObject(expected)
  })

  it('pairs no objects with different content', () => {
    expect(
      diff([configMap({ a: '1', b: '2' })], [configMap({ c: '3', d: '4' }, 'other')])
        .objects.map(({ status }) => status)
        .sort(),
    ).toEqual(['added', 'removed'])
  })

  it('reports that a renamed StatefulSet starts with empty volumes', () => {
    const { objects } = diff(
      [workload({ kind: 'StatefulSet', spec: claims('1Gi') })],
      [workload({ kind: 'StatefulSet', name: 'web-v2', spec: claims('1Gi') })],
    )
    expect(objects[0]!.why).toContain('with empty volumes')
  })

  it('ignores the namespace of a cluster-scoped object', () => {
    const role = (namespace: string): object => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'r', namespace },
      rules: [],
    })
    expect(diff([role('a')], [role('b')]).objects).toEqual([])
  })
})

describe('a ConfigMap', () => {
  const volume = (fields: Mapping = {}): WorkloadOptions => ({
    container: { volumeMounts: [{ name: 'c', mountPath: '/etc/web', ...fields }] },
    pod: { volumes: [{ name: 'c', configMap: { name: 'web' } }] },
  })
  const sidecar = {
    name: 'thanos-sidecar',
    image: 'quay.io/thanos/thanos:v0.42.4',
    args: ['sidecar', '--reloader.config-file=/etc/web/prometheus.yaml', '--reloader.rule-dir=/etc/rules'],
  }
  const prometheus = (rules: string) => ({
    ...workload({ kind: 'StatefulSet', name: 'prometheus' }),
    spec: {
      ...workload({ kind: 'StatefulSet', name: 'prometheus' }).spec,
      template: {
        metadata: { labels: { app: 'prometheus' } },
        spec: {
          containers: [
            {
              name: 'prometheus',
              image: 'quay.io/prometheus/prometheus:v3.13.2',
              volumeMounts: [{ name: 'c', mountPath: rules }],
            },
            sidecar,
          ],
          volumes: [{ name: 'c', configMap: { name: 'web' } }],
        },
      },
    },
  })
  const verdictOn = (
    reader: object,
    data: readonly [Mapping, Mapping] = [{ 'a.conf': '1' }, { 'a.conf': '2' }],
    next: object = reader,
  ): string => {
    const found = diff([reader, configMap(data[0])], [next, configMap(data[1])]).objects.find(
      ({ kind }) => kind === 'ConfigMap',
    )!
    return `${found.class}: ${found.why}`
  }

  it.each<[what: string, text: string, expected: RegExp]>([
    ['that no pod reads', verdictOn(workload()), /^in-place: No pod in these manifests reads it/],
    [
      'that a program reads once',
      verdictOn(workload(volume())),
      /^in-place: No pod picks up the change by itself\. Deployment\/web, container web .*nothing triggers the program/,
    ],
    ['that is mounted with subPath', verdictOn(workload(volume({ subPath: 'a.conf' }))), /never refreshed/],
    [
      'in an environment variable',
      verdictOn(workload({ container: { envFrom: [{ configMapRef: { name: 'web' } }] } })),
      /No pod picks up the change.*environment variable/,
    ],
    [
      'that the sidecar of Prometheus watches',
      verdictOn(prometheus('/etc/web'), [{ 'prometheus.yaml': 'a: 1' }, { 'prometheus.yaml': 'a: 2' }]),
      /^reload: StatefulSet\/prometheus, container prometheus .*thanos-sidecar watches it \(--reloader\.config-file\)/,
    ],
    [
      'in the rule folder of the sidecar',
      verdictOn(prometheus('/etc/rules'), [{ 'r.yaml': 'a: 1' }, { 'r.yaml': 'a: 2' }]),
      /^reload: .*--reloader\.rule-dir/,
    ],
    [
      'that thanos query reads again',
      verdictOn(
        workload({
          name: 'web',
          image: 'quay.io/thanos/thanos:v0.42.4',
          args: ['query', '--endpoint.sd-config-file=/etc/web/e.yaml'],
          ...volume(),
        }),
        [{ 'e.yaml': 'endpoints: [{address: a}]' }, { 'e.yaml': 'endpoints: [{address: b}]' }],
      ),
      /^reload: .*endpoint\.sd-config-reload-interval/,
    ],
    [
      'with a checksum in the pod template',
      verdictOn(
        workload({ ...volume(), annotations: { checksum: 'a' } }),
        [{ 'a.conf': '1' }, { 'a.conf': '2' }],
        workload({ ...volume(), annotations: { checksum: 'b' } }),
      ),
      /^in-place: Deployment\/web restarts in the same change/,
    ],
  ])('describes how pods pick up a ConfigMap %s', (_what, verdict, expected) => expect(verdict).toMatch(expected))

  it('classifies a shorter retention of Prometheus as data-loss', () => {
    const config = (time: string): Mapping => ({ 'prometheus.yaml': `storage: {tsdb: {retention: {time: ${time}}}}` })
    expect(verdictOn(prometheus('/etc/web'), [config('48h'), config('24h')])).toMatch(
      /^data-loss: .*picks up the change/,
    )
    expect(verdictOn(prometheus('/etc/web'), [config('24h'), config('48h')])).toMatch(/^reload/)
  })
})

describe('arguments of programs', () => {
  const compactor = (...args: string[]) =>
    workload({
      kind: 'StatefulSet',
      name: 'c',
      replicas: 1,
      image: 'quay.io/thanos/thanos:v0.42.4',
      args: ['compact', ...args],
    })
  const receive = (replicas: number, factor: number, version = 'v0.42.4') =>
    workload({
      kind: 'StatefulSet',
      name: 'r',
      replicas,
      image: `quay.io/thanos/thanos:${version}`,
      args: [
        'receive',
        `--receive.replication-factor=${factor}`,
        '--receive.hashrings-file=/h.json',
        '--receive.local-endpoint=$(NAME):10901',
      ],
    })
  const router = (replicas: number, factor: number, version = 'v0.42.4') =>
    workload({
      name: 'router',
      replicas,
      image: `quay.io/thanos/thanos:${version}`,
      args: ['receive', `--receive.replication-factor=${factor}`, '--receive.hashrings-file=/h.json'],
    })
  const ingestor = (replicas: number, version = 'v0.42.4') =>
    workload({
      kind: 'StatefulSet',
      name: 'ingestor',
      replicas,
      image: `quay.io/thanos/thanos:${version}`,
      args: ['receive'],
    })
  const alertmanager = (replicas: number) =>
    workload({ kind: 'StatefulSet', name: 'a', replicas, image: 'quay.io/prometheus/alertmanager:v0.34.0' })
  const query = (...args: string[]) =>
    workload({ name: 'q', image: 'quay.io/thanos/thanos:v0.42.4', args: ['query', ...args] })

  it.each<[what: string, before: object, after: object, expected: string]>([
    [
      'a shorter retention',
      compactor('--retention.resolution-raw=400d'),
      compactor('--retention.resolution-raw=200d'),
      'data-loss',
    ],
    ['a new retention', compactor(), compactor('--retention.resolution-raw=200d'), 'data-loss'],
    [
      'a longer retention',
      compactor('--retention.resolution-raw=200d'),
      compactor('--retention.resolution-raw=400d'),
      'restart',
    ],
    [
      'an unlimited retention',
      compactor('--retention.resolution-raw=200d'),
      compactor('--retention.resolution-raw=0d'),
      'restart',
    ],
    [
      'a retention below the age of downsampling',
      compactor('--retention.resolution-raw=10h'),
      compactor('--retention.resolution-raw=20h'),
      'data-loss',
    ],
    ['deduplication switched on', compactor(), compactor('--deduplication.replica-label=replica'), 'data-loss'],
    ['deduplication switched off', compactor('--deduplication.replica-label=replica'), compactor(), 'restart'],
    ['downsampling switched off', compactor(), compactor('--downsampling.disable'), 'data-loss'],
    ['fewer receivers than copies', receive(3, 3), receive(2, 3), 'outage'],
    ['fewer receivers', receive(5, 3), receive(4, 3), 'scale'],
    ['a restart of receivers with a spare copy', receive(3, 3), receive(3, 3, 'v0.43.0'), 'restart'],
    ['a restart of receivers without a spare copy', receive(3, 1), receive(3, 1, 'v0.43.0'), 'outage'],
    ['a restart of receivers with two copies, where one is enough', receive(3, 2), receive(3, 2, 'v0.43.0'), 'restart'],
    ['a restart of routing receivers', router(2, 1), router(2, 1, 'v0.43.0'), 'restart'],
    ['fewer routing receivers', router(3, 3), router(2, 3), 'scale'],
    ['one of three Alertmanagers left', alertmanager(3), alertmanager(1), 'outage'],
    ['two of three Alertmanagers left', alertmanager(3), alertmanager(2), 'scale'],
    ['a query with an endpoint left', query('--endpoint=a', '--endpoint=b'), query('--endpoint=a'), 'restart'],
    ['a query without an endpoint', query('--endpoint=a'), query(), 'outage'],
  ])('classifies %s', (_what, before, after, expected) =>
    expect(diff([before], [after]).objects[0]!.class).toBe(expected),
  )

  it.each<[what: string, before: object, after: object, router: object, expected: string]>([
    ['a restart', ingestor(3), ingestor(3, 'v0.43.0'), router(2, 1), 'outage'],
    ['a restart with a spare copy', ingestor(3), ingestor(3, 'v0.43.0'), router(2, 3), 'restart'],
    ['fewer pods than copies', ingestor(3), ingestor(2), router(2, 3), 'outage'],
  ])('classifies a change of receivers behind a router: %s', (_what, before, after, router, expected) =>
    expect(diff([before, router], [after, router]).objects[0]!.class).toBe(expected),
  )
})

describe('rollouts', () => {
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'x' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } },
  }

  it('starts with the highest ordinal of a StatefulSet and reports what the budget allows', () => {
    const { objects } = diff(
      [workload({ kind: 'StatefulSet' }), budget],
      [workload({ kind: 'StatefulSet', image: 'example.com/web:v2.0.0' }), budget],
    )
    expect(objects[0]!.rollout).toEqual({
      workload: 'StatefulSet/web',
      replicas: 3,
      order: 'web-2, web-1, web-0',
      atOnce: 'one at a time, each ready before the next',
      available: 2,
      budget:
        'PodDisruptionBudget/web allows 1 of 3 pods to be unavailable; node drains wait during the rollout. It does not slow down the rollout.',
    })
  })

  it.each<[what: string, spec: Mapping, replicas: number, expected: object]>([
    ['25% of three', {}, 3, { atOnce: 'at most 1 extra, 0 unavailable', available: 3 }],
    ['25% of ten', {}, 10, { atOnce: 'at most 3 extra, 2 unavailable', available: 8 }],
    [
      'no surge',
      { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
      3,
      { atOnce: 'at most 0 extra, 1 unavailable', available: 2 },
    ],
    ['Recreate', { strategy: { type: 'Recreate' } }, 3, { atOnce: 'all 3 at once', available: 0 }],
  ])('rounds as the Deployment controller does: %s', (_what, spec, replicas, expected) => {
    expect(
      diff([workload({ spec, replicas })], [workload({ spec, replicas, image: 'example.com/web:v2.0.0' })]).objects[0]!
        .rollout,
    ).toMatchObject(expected)
  })
})

describe('removed objects', () => {
  const removed = (object: object, others: object[] = [], options?: DiffOptions) =>
    diff(
      [object, ...others, configMap({ a: '1' }, 'stays'), configMap({ b: '1' }, 'stays-too')],
      [...others, configMap({ a: '1' }, 'stays'), configMap({ b: '1' }, 'stays-too')],
      options,
    ).objects[0]!
  const annotated = (annotations: Mapping): object => ({
    ...configMap({ a: '9', b: '8' }),
    metadata: { name: 'web', namespace: 'x', annotations },
  })

  it.each<[what: string, object: object, others: object[], expected: string]>([
    ['a namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }, [], 'data-loss'],
    [
      'a bucket',
      { apiVersion: 'objectbucket.io/v1alpha1', kind: 'ObjectBucketClaim', metadata: { name: 'b', namespace: 'x' } },
      [],
      'data-loss',
    ],
    ['a workload', workload(), [], 'outage'],
    [
      'a workload whose volumes are deleted with it',
      workload({
        kind: 'StatefulSet',
        spec: { ...claims('1Gi'), persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
      }),
      [],
      'data-loss',
    ],
    ['a Service', service({ app: 'web' }), [workload()], 'outage'],
    [
      'a ConfigMap that a pod reads',
      configMap({ a: '1', b: '2' }),
      [workload({ container: { envFrom: [{ configMapRef: { name: 'web' } }] } })],
      'outage',
    ],
    ['a ConfigMap that no pod reads', configMap({ a: '7', b: '7' }), [], 'in-place'],
    ['a workload without pods', workload({ replicas: 0 }), [], 'in-place'],
  ])('classifies the removal of %s', (_what, object, others, expected) =>
    expect(removed(object, others).class).toBe(expected),
  )

  it.each<[tool: 'argo-cd' | 'flux', annotations: Mapping, expected: RegExp]>([
    ['argo-cd', { 'argocd.argoproj.io/sync-options': 'Prune=false' }, /keeps it \(Prune=false\)/],
    ['argo-cd', { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true, Prune=confirm' }, /until you confirm/],
    ['argo-cd', {}, /^If the application prunes .* deletes it/],
    ['flux', { 'kustomize.toolkit.fluxcd.io/prune': 'Disabled' }, /keeps it/],
    ['flux', { 'argocd.argoproj.io/sync-options': 'Prune=false' }, /^If the Kustomization prunes .* deletes it/],
  ])('describes what %s does with %j', (delivery, annotations, expected) =>
    expect(removed(annotated(annotations), [], { delivery }).prune![delivery]).toMatch(expected),
  )
})

describe('the guard against an emptied environment', () => {
  const many = Array.from({ length: 6 }, (_, index) =>
    configMap({ [`k${index}`]: String(index), [`l${index}`]: 'x' }, `c-${index}`),
  )

  it.each<[what: string, left: number, codes: string[]]>([
    ['no objects left', 0, ['environment-empty']],
    ['more than a third removed', 3, ['environment-shrinks']],
    ['a third removed', 4, []],
  ])('returns the findings for %s', (_what, left, codes) =>
    expect(diff(many, many.slice(0, left)).findings.map(({ code }) => code)).toEqual(codes),
  )

  it('does not count declared removals', () => {
    expect(diff(many, many.slice(0, 3), { declaredRemovals: ['ConfigMap/c-3', 'ConfigMap/c-4'] }).findings).toEqual([])
  })
})

describe('refusals', () => {
  const before = [
    workload({ kind: 'StatefulSet', spec: claims('10Gi') }),
    workload({ name: 'late', metadata: { annotations: { 'argocd.argoproj.io/sync-wave': '2' } } }),
  ]
  const after = (spec: Mapping) => [
    workload({ kind: 'StatefulSet', spec, image: 'example.com/web:v2.0.0' }),
    workload({ name: 'late', replicas: 4, metadata: { annotations: { 'argocd.argoproj.io/sync-wave': '2' } } }),
  ]
  const refused = (spec: Mapping, options: DiffOptions) => diff(before, after(spec), options).objects[0]!

  it('describes what a refusal blocks, by tool', () => {
    const { blocks, why, rollout } = refused(claims('20Gi'), { delivery: 'both' })
    expect(blocks!.flux).toContain('1 other object of this change')
    expect(blocks!['argo-cd']).toContain('later waves are not applied (1 other object of this change)')
    expect(why).toContain('No other change of this object is applied.')
    expect(rollout).toBeUndefined()
  })

  it('lists the commands that enlarge a volume, in order', () => {
    const { remedy } = refused(claims('20Gi'), {
      delivery: 'flux',
      names: { application: 'a', source: 's', kustomizationOf: () => 'k' },
    })
    expect(remedy!.steps.flatMap(({ commands = [] }) => commands)).toEqual([
      `kubectl get storageclass fast -o jsonpath='{.allowVolumeExpansion}{"\\n"}'`,
      ...[0, 1, 2].map(
        (ordinal) =>
          `kubectl patch pvc data-web-${ordinal} -n x --type merge -p '{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}'`,
      ),
      ...[0, 1, 2].map(
        (ordinal) =>
          `kubectl wait pvc/data-web-${ordinal} -n x --for=jsonpath='{.status.capacity.storage}'=20Gi --timeout=15m`,
      ),
      'flux suspend kustomization k',
      'flux reconcile source git s',
      'kubectl delete statefulset/web -n x --cascade=orphan',
      'flux resume kustomization k',
      'flux reconcile kustomization k',
      'kubectl rollout status statefulset/web -n x',
      'kubectl get pods -n x --sort-by=.metadata.creationTimestamp',
      'kubectl get pvc -n x',
    ])
  })

  it('moves to another storage class pod by pod, the highest ordinal first', () => {
    const { remedy } = refused(claims('10Gi', 'slow'), { delivery: 'argo-cd' })
    const commands = remedy!.steps
      .flatMap(({ commands: all = [] }) => all)
      .filter((command) => command.includes('delete pvc'))
    expect(commands).toEqual(
      [2, 1, 0].map(
        (ordinal) =>
          `kubectl delete pvc data-web-${ordinal} -n x --wait=false && kubectl delete pod web-${ordinal} -n x`,
      ),
    )
  })
})

describe('capacity', () => {
  it('multiplies requests by replicas and counts volumes', () => {
    const pods = (replicas: number): object =>
      workload({
        kind: 'StatefulSet',
        replicas,
        spec: claims('10Gi'),
        container: { resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } } },
        pod: { initContainers: [{ name: 'i', image: 'i:v1', resources: { requests: { cpu: '2' } } }] },
      })
    const { capacity } = diff([pods(2)], [pods(3)], {
      prices: { currency: 'EUR', cpu: 20, memory: 5, storageClasses: { fast: 0.1 } },
    })
    expect(capacity.components).toEqual([
      {
        component: 'web',
        before: {
          replicas: 2,
          cpuRequests: 4,
          cpuLimits: 0,
          memoryRequests: 2 ** 31,
          memoryLimits: 2 ** 32,
          storage: 20 * 2 ** 30,
        },
        after: {
          replicas: 3,
          cpuRequests: 6,
          cpuLimits: 0,
          memoryRequests: 3 * 2 ** 30,
          memoryLimits: 6 * 2 ** 30,
          storage: 30 * 2 ** 30,
        },
        cost: { before: 92, after: 138 },
      },
    ])
    expect(capacity.currency).toBe('EUR')
  })
})

describe('images', () => {
  const query = (version: string, args: readonly string[], image = 'quay.io/thanos/thanos'): object =>
    workload({ image: `${image}:${version}`, args: ['query', ...args] })

  it('lists changed images with the flags that are removed or deprecated', () => {
    const args = ['--store=a:1', '--endpoint=b:1', '--log.level=info']
    const { images } = diff([query('v0.37.2', args)], [query('v0.42.4', args)])
    expect(images).toEqual([
      {
        workloads: ['Deployment/web'],
        from: 'quay.io/thanos/thanos:v0.37.2',
        to: 'quay.io/thanos/thanos:v0.42.4',
        flags: [
          {
            flag: '--store',
            workload: 'Deployment/web',
            state: 'removed',
            note: 'List the addresses in --endpoint.sd-config-file.',
          },
          { flag: '--endpoint', workload: 'Deployment/web', state: 'deprecated', note: expect.any(String) },
        ],
      },
    ])
  })

  it('finds the flags in an image with any name', () => {
    const of = (version: string): object => query(version, ['--store=a:1', '--http-address=:1'], 'acme.example/m/a1b2')
    expect(diff([of('v0.37.2')], [of('v0.42.4')]).images[0]?.flags).toMatchObject([
      { flag: '--store', state: 'removed' },
    ])
  })

  it('assumes that a version without a catalogue started with its flags', () => {
    const args = ['receive', '--shipper.ignore-unequal-block-size', '--tsdb.path=/data']
    const of = (version: string): object => workload({ image: `quay.io/thanos/thanos:${version}`, args })
    expect(diff([of('v0.39.0')], [of('v0.42.4')]).images[0]?.flags).toMatchObject([
      { flag: '--shipper.ignore-unequal-block-size', state: 'removed' },
    ])
  })
})

describe('Services', () => {
  it.each<[what: string, after: object, expected: string]>([
    ['other pods', service({ app: 'api' }), 'in-place'],
    ['no pods', service({ app: 'gone' }), 'outage'],
  ])('classifies a selector of %s', (_what, after, expected) => {
    const pods = [workload(), workload({ name: 'api' })]
    expect(diff([service({ app: 'web' }), ...pods], [after, ...pods]).objects[0]!.class).toBe(expected)
  })
})
