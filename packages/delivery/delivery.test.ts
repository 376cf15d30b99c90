import { type Environment, type KubernetesObject, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { check, kubernetesVersions, schemaOf } from '@thanos-gitops/schemas'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type DeliverySettings, deliveryFiles, fleetFiles, loadDeliverySettings, wavesOf } from './index.ts'
import { environment, settings } from './testing.ts'

const object = (
  apiVersion: string,
  kind: string,
  name: string,
  wave?: number,
  namespace: string | undefined = 'kube-monitor',
): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(wave === undefined ? {} : { annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } }),
  },
})
const clusterWide = ({ metadata: { namespace: _, ...metadata }, ...rest }: KubernetesObject): KubernetesObject => ({
  ...rest,
  metadata,
})
const objects: readonly KubernetesObject[] = [
  clusterWide(object('v1', 'Namespace', 'kube-monitor', -1)),
  clusterWide(object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'kube-monitor-prometheus')),
  object('objectbucket.io/v1alpha1', 'ObjectBucketClaim', 'thanos-bucket', -1),
  object('v1', 'ConfigMap', 'prometheus'),
  object('apps/v1', 'StatefulSet', 'thanos-store', 1),
  object('apps/v1', 'Deployment', 'thanos-query', 2),
]
const autoscaler = {
  ...object('autoscaling/v2', 'HorizontalPodAutoscaler', 'thanos-query'),
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'thanos-query' } },
}

interface Delivery {
  kind: string
  metadata: {
    name: string
    namespace: string
    finalizers?: unknown
    annotations?: Record<string, string>
    labels?: Record<string, string>
  }
  spec: Record<string, unknown>
}
const rendered = (
  of: Partial<Environment> = {},
  using: Partial<DeliverySettings> = {},
  stack = objects,
): Record<string, Delivery> =>
  Object.fromEntries(
    deliveryFiles({ ...environment, ...of }, stack, { ...settings, ...using }).map(({ file, text }) => [
      file,
      parse(text) as Delivery,
    ]),
  )
const argo = (name: string, kind: string) => `delivery/argo-cd/${name}.${kind}.yaml`
const kustomization = (wave: string) => `delivery/flux/thanos-blue-${wave}.kustomization.yaml`

describe('deliveryFiles', () => {
  it.each([
    ['argo-cd', ['argo-cd']],
    ['flux', ['flux']],
    ['both', ['argo-cd', 'flux']],
  ] as const)('writes the folders of %s: %j', (delivery, folders) => {
    expect([...new Set(Object.keys(rendered({ delivery })).map((file) => file.split('/')[1]))]).toEqual(folders)
  })

  it('writes objects that the CRDs accept, for one cluster and for a fleet', () => {
    const fleet = fleetFiles({ ...settings, central: true }).flatMap(({ text = '' }) =>
      text
        .split(/^---$/m)
        .slice(1)
        .map((part) => parse(part) as Delivery),
    )
    const all = [
      ...Object.values(rendered({}, {}, [...objects, autoscaler])),
      ...Object.values(rendered({}, { central: true })),
      ...fleet,
    ]
    expect(all).toHaveLength(4 + 5 + 2 + 4 + 4)
    for (const object of all)
      expect(check(schemaOf(kubernetesVersions.at(-1)!, object as unknown as KubernetesObject)!, object)).toEqual([])
  })

  it('allows an AppProject only the repository, the cluster, and its namespaces with all of their kinds', () => {
    const storage = clusterWide(object('storage.k8s.io/v1', 'StorageClass', 'thanos'))
    const { spec } = rendered({ formerNamespaces: ['monitoring'] }, {}, [...objects, storage])[
      argo('thanos-blue', 'appproject')
    ]!
    expect(spec).toMatchObject({
      sourceRepos: [settings.repository],
      destinations: [
        { server: 'https://kubernetes.default.svc', namespace: 'kube-monitor' },
        { server: 'https://kubernetes.default.svc', namespace: 'monitoring' },
        { server: 'https://kubernetes.default.svc', namespace: 'thanos-nodes' },
      ],
      clusterResourceWhitelist: [
        { group: '', kind: 'Namespace' },
        { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
        { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' },
        { group: 'scheduling.k8s.io', kind: 'PriorityClass' },
        { group: 'storage.k8s.io', kind: 'StorageClass' },
      ],
      namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
    })
  })

  it('permits a kind without a namespace whose last object left the environment', () => {
    const namespaced = objects.filter(({ metadata }) => metadata.namespace !== undefined)
    expect(rendered({}, {}, namespaced)[argo('thanos-blue', 'appproject')]!.spec.clusterResourceWhitelist).toEqual([
      { group: '', kind: 'Namespace' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' },
      { group: 'scheduling.k8s.io', kind: 'PriorityClass' },
    ])
  })

  it('names the former namespaces of an environment in a cluster of a fleet', () => {
    const files = rendered({ formerNamespaces: ['monitoring'] }, { central: true })
    expect(files[argo('thanos-blue', 'appproject')]!.spec.destinations).toEqual([
      { name: 'blue', namespace: 'kube-monitor' },
      { name: 'blue', namespace: 'monitoring' },
      { name: 'blue', namespace: 'thanos-nodes' },
    ])
  })

  it('permits the namespace that a component brings', () => {
    const agent = object('apps/v1', 'DaemonSet', 'agent', 2, 'agents')
    const { spec } = rendered({}, {}, [...objects, agent])[argo('thanos-blue', 'appproject')]!
    expect(spec.destinations).toContainEqual({ server: 'https://kubernetes.default.svc', namespace: 'agents' })
  })

  it('does not let one node that is down make the wave of a DaemonSet unhealthy in Flux', () => {
    const files = rendered({}, {}, [...objects, object('apps/v1', 'DaemonSet', 'agent', 2, 'agents')])
    const expressions = Object.values(files)
      .filter(({ kind }) => kind === 'Kustomization')
      .flatMap(({ spec }) => (spec.healthCheckExprs ?? []) as readonly { kind: string; current: string }[])
      .filter(({ kind }) => kind === 'DaemonSet')
    expect(expressions).toHaveLength(1)
    expect(expressions[0]!.current).toContain('status.desiredNumberScheduled - status.numberAvailable <= 1')
  })

  it('permits the former addresses of the repository in each AppProject, and reads the present one', () => {
    const former = ['https://old.example.com/thanos.git']
    const fleet = fleetFiles({ ...settings, formerRepositories: former, central: true }).flatMap(({ text = '' }) =>
      text
        .split(/^---$/m)
        .slice(1)
        .map((part) => parse(part) as Delivery),
    )
    const objects = [...Object.values(rendered({}, { formerRepositories: former })), ...fleet]
    const projects = objects.filter(({ kind }) => kind === 'AppProject')
    expect(projects).toHaveLength(3)
    for (const { spec } of projects) expect(spec.sourceRepos).toEqual([settings.repository, ...former])
    for (const { spec } of objects.filter(({ kind }) => kind === 'Application'))
      expect(spec.source).toMatchObject({ repoURL: settings.repository })
  })

  it('updates each AppProject before the Applications', () => {
    const waves = Object.values(rendered())
      .filter(({ kind }) => kind === 'AppProject' || kind === 'Application')
      .map(({ kind, metadata }) => [kind, metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0'])
    expect(waves).toEqual(
      expect.arrayContaining([
        ['AppProject', '-1'],
        ['Application', '0'],
      ]),
    )
    expect(new Set(waves.map(String))).toEqual(new Set(['AppProject,-1', 'Application,0']))
  })

  it('compares an Application only after a commit to its folder, without the API server', () => {
    for (const name of ['thanos-blue', 'thanos-blue-delivery'])
      expect(rendered()[argo(name, 'application')]!.metadata.annotations).toEqual({
        'argocd.argoproj.io/compare-options': 'ServerSideDiff=false',
        'argocd.argoproj.io/manifest-generate-paths': '.',
      })
  })

  it('retries a failed sync with the newest commit, without an end', () => {
    for (const name of ['thanos-blue', 'thanos-blue-delivery'])
      expect(rendered()[argo(name, 'application')]!.spec.syncPolicy).toMatchObject({
        retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '2m' } },
      })
  })

  it('labels all objects of both tools with the environment', () => {
    for (const { metadata } of Object.values(rendered()))
      expect(metadata.labels).toEqual({ 'app.kubernetes.io/part-of': 'thanos', 'thanos-gitops/environment': 'blue' })
  })

  it('lets Flux fetch only the folders that its Kustomizations apply', () => {
    const { ignore } = rendered()['delivery/flux/thanos-blue.gitrepository.yaml']!.spec
    expect(
      String(ignore)
        .split('\n')
        .filter((line) => line.startsWith('!')),
    ).toEqual([
      '!/environments',
      '!/environments/blue',
      '!/environments/blue/manifests',
      '!/environments/blue/delivery',
      '!/environments/blue/delivery/flux',
    ])
  })

  it('allows the Application of the delivery objects only these kinds', () => {
    const { spec } = rendered()[argo('thanos-blue-delivery', 'appproject')]!
    expect(spec).not.toHaveProperty('clusterResourceWhitelist')
    expect(spec.namespaceResourceWhitelist).toEqual([
      { group: 'argoproj.io', kind: 'AppProject' },
      { group: 'argoproj.io', kind: 'Application' },
    ])
  })

  it('keeps the stack when an Application or a Kustomization is deleted', () => {
    for (const { kind, metadata, spec } of Object.values(rendered())) {
      expect(metadata.finalizers).toBeUndefined()
      if (kind === 'Kustomization') expect(spec.deletionPolicy).toBe('Orphan')
    }
  })

  it('lets both tools apply the same folder, server-side', () => {
    const files = rendered()
    expect(files[argo('thanos-blue', 'application')]!.spec).toMatchObject({
      source: { path: 'environments/blue/manifests' },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: expect.arrayContaining(['ServerSideApply=true', 'Validate=false']) as unknown,
      },
    })
    for (const wave of ['configuration', 'data', 'queries'])
      expect(files[kustomization(wave)]!.spec).toMatchObject({
        path: './environments/blue/manifests',
        prune: true,
        wait: true,
      })
  })

  it('ignores the replicas that an autoscaler owns', () => {
    const without = rendered()
    expect(without[argo('thanos-blue', 'application')]!.spec).not.toHaveProperty('ignoreDifferences')
    // A sync that began before the autoscaler existed keeps its options.
    expect(without[argo('thanos-blue', 'application')]!.spec).toMatchObject({
      syncPolicy: { syncOptions: expect.arrayContaining(['RespectIgnoreDifferences=true']) as unknown },
    })
    expect(without[kustomization('queries')]!.spec).not.toHaveProperty('ignore')

    const files = rendered({}, {}, [...objects, autoscaler])
    const { spec } = files[argo('thanos-blue', 'application')]!
    expect(spec.ignoreDifferences).toEqual([
      { group: 'apps', kind: 'Deployment', name: 'thanos-query', jsonPointers: ['/spec/replicas'] },
    ])
    expect(files[kustomization('queries')]!.spec.ignore).toEqual([
      { paths: ['/spec/replicas'], target: { group: 'apps', kind: 'Deployment', name: '^thanos-query$' } },
    ])
    expect(files[kustomization('data')]!.spec).not.toHaveProperty('ignore')
  })

  it('names the cluster of a fleet, and renders no object for the delivery folder', () => {
    const files = rendered({}, { central: true })
    expect(files[argo('thanos-blue', 'application')]!.spec.destination).toEqual({
      name: 'blue',
      namespace: 'kube-monitor',
    })
    expect(files[kustomization('data')]!.spec.kubeConfig).toEqual({ secretRef: { name: 'blue-kubeconfig' } })
    expect(Object.keys(files).filter((file) => file.includes('delivery.'))).toEqual([])
  })

  it('names the Secret of a private repository', () => {
    const spec = (flux: DeliverySettings['flux']) =>
      rendered({}, { flux })['delivery/flux/thanos-blue.gitrepository.yaml']!.spec
    expect(spec({ namespace: 'flux-system', secret: 'deploy-key' }).secretRef).toEqual({ name: 'deploy-key' })
    expect(spec(settings.flux)).not.toHaveProperty('secretRef')
  })
})

describe('wavesOf', () => {
  it('puts each object into one wave, whose selector excludes all others', () => {
    expect(
      wavesOf(objects).map(({ name, objects, others }) => [name, objects.map(({ metadata }) => metadata.name), others]),
    ).toEqual([
      [
        'configuration',
        ['kube-monitor', 'kube-monitor-prometheus', 'thanos-bucket', 'prometheus'],
        'argocd.argoproj.io/sync-wave in (1, 2)',
      ],
      ['data', ['thanos-store'], 'argocd.argoproj.io/sync-wave notin (1)'],
      ['queries', ['thanos-query'], 'argocd.argoproj.io/sync-wave notin (2)'],
    ])
  })

  it('names an unknown wave by its number', () => {
    expect(wavesOf([object('apps/v1', 'Deployment', 'late', 7)]).map(({ name }) => name)).toEqual([
      'configuration',
      'wave-7',
    ])
  })
})

describe('fleetFiles', () => {
  it('returns no file if every cluster has its own tool', () => {
    expect(fleetFiles(settings).map(({ text }) => text)).toEqual([undefined, undefined, undefined])
  })

  it('finds the environments by their folders', () => {
    const [argoCD, flux] = fleetFiles({ ...settings, central: true }).map(({ text = '' }) =>
      text
        .split(/^---$/m)
        .slice(1)
        .map((part) => parse(part) as Delivery),
    )
    expect(argoCD!.find(({ kind }) => kind === 'ApplicationSet')!.spec).toMatchObject({
      generators: [{ git: { directories: [{ path: 'environments/*/delivery/argo-cd' }] } }],
      syncPolicy: { applicationsSync: 'create-update', preserveResourcesOnDeletion: true },
      template: { metadata: { name: 'thanos-{{ index .path.segments 1 }}-delivery' } },
    })
    expect(flux!.find(({ kind }) => kind === 'Kustomization')!.spec).toMatchObject({
      path: './environments',
      prune: false,
    })
  })
})

describe('loadDeliverySettings', () => {
  const head = 'apiVersion: thanos-gitops/v1\nkind: Delivery\n'
  const load = (text: string) => loadDeliverySettings(readYaml('environments/delivery.yaml', text) as YamlFile)

  it('requires only the repository', () => {
    expect(load(`${head}repository: ${settings.repository}\n`)).toEqual(settings)
  })

  it.each([
    'https://dev.azure.com/org/My%20Project/_git/repo',
    'https://deploy@git.example.com:8443/~team/x.git',
    'ssh://git@[2001:db8::1]:22/x.git',
  ])('accepts the repository %s', (repository) => {
    expect(load(`${head}repository: ${JSON.stringify(repository)}\n`)).toMatchObject({ repository })
  })

  it.each([
    ['', '1:1 repository is missing.'],
    [
      'repository: git@git.example.com:platform/thanos.git\n',
      '3:13 repository must be an address that begins with https:// or ssh://, not "git@git.example.com:platform/thanos.git".',
    ],
    [
      'repository: https://git.example.com/x.git\nbranch: feature..x\n',
      '4:9 branch must be the name of a branch, not "feature..x".',
    ],
    ...['a.lock', 'x/.hidden', 'ma\u202ein', 'a$(b)', "a'b", '--force'].map((name): [string, string] => [
      `repository: https://git.example.com/x.git\nbranch: ${JSON.stringify(name)}\n`,
      `4:9 branch must be the name of a branch, not ${JSON.stringify(name)}.`,
    ]),
    ...[
      'http://git.example.com/x.git',
      'ssh://-oProxyCommand=touch/x.git',
      'https://h/$(e)',
      "https://h/a'b",
      'file:///etc',
    ].map((address): [string, string] => [
      `repository: ${JSON.stringify(address)}\n`,
      `3:13 repository must be an address that begins with https:// or ssh://, not ${JSON.stringify(address)}.`,
    ]),
    [
      'repository: https://git.example.com/x.git\nformerRepositories: https://git.example.com/y.git\n',
      '4:21 formerRepositories must be a list, not "https://git.example.com/y.git".',
    ],
    [
      'repository: https://git.example.com/x.git\nformerRepositories: [git@h:x.git]\n',
      '4:22 An entry of formerRepositories must be an address that begins with https:// or ssh://, not "git@h:x.git".',
    ],
    [
      'repository: https://git.example.com/x.git\nformerRepositories:\n  - https://git.example.com/x.git\n',
      '5:5 https://git.example.com/x.git is the present repository.',
    ],
    [
      'repository: https://h/x.git\nformerRepositories: [https://h/y.git, https://h/y.git]\n',
      '4:39 https://h/y.git appears twice.',
    ],
    ['repository: https://git.example.com/x.git\ncentral: "yes"\n', '4:10 central must be true or false, not "yes".'],
    ['repository: https://git.example.com/x.git\nargocd: {}\n', '4:1 Unknown key argocd.'],
    [
      'repository: https://git.example.com/x.git\nflux: {namespace: Flux_System}\n',
      '4:19 namespace must be a DNS label (lower-case letters, digits and -, at most 63 characters), not "Flux_System".',
    ],
    [
      'repository: https://git.example.com/x.git\nflux: flux-system\n',
      '4:7 flux must be a mapping, not "flux-system".',
    ],
  ])('reports the place and the problem of %j', (text, expected) => {
    const findings = load(head + text)
    expect(
      Array.isArray(findings)
        ? findings.map(({ place, message }) => `${place.line}:${place.column} ${message}`)
        : findings,
    ).toEqual([expected])
  })
})
