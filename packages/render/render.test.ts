import {
  type Base,
  contentHash,
  defineComponent,
  type Finding,
  type KubernetesObject,
  onlyWith,
  readYaml,
  setting,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { findingsText } from '@thanos-gitops/report'
import { describe, expect, it } from 'vitest'
import { createRenderer, type RenderedEnvironment } from './render.ts'

const metadata = (name: string) => ({ name, namespace: setting('namespace') })

const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata('prometheus'),
  data: {
    'prometheus.yaml': {
      global: { scrape_interval: '30s', external_labels: { cluster: setting('cluster') } },
      scrape_configs: [{ job_name: 'pods' }, onlyWith('thanos-rule', { job_name: 'rules' })],
    },
    'notes.txt': 'yes\n',
  },
}

const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: metadata('prometheus'),
  spec: {
    serviceName: 'prometheus',
    replicas: 2,
    selector: { matchLabels: { app: 'prometheus' } },
    template: {
      metadata: { labels: { app: 'prometheus' }, annotations: { 'checksum/prometheus': contentHash(configMap) } },
      spec: {
        containers: [
          {
            name: 'prometheus',
            image: 'quay.io/prometheus/prometheus:v3.13.2',
            args: [
              '--log.level=info',
              `--web.external-url=http://prometheus.${setting('namespace')}.svc.${setting('clusterDomain')}`,
            ],
            resources: { requests: { cpu: '1000m', memory: '2048Mi' } },
          },
        ],
      },
    },
  },
}

const base: Base = {
  required: [defineComponent('prometheus', [configMap, statefulSet] as readonly KubernetesObject[])],
  optional: [
    defineComponent('thanos-rule', [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('thanos-rule') }]),
  ],
  objectStorage: { rook: defineComponent('rook-bucket', []), seaweedfs: defineComponent('seaweedfs', []) },
}

const environment = `apiVersion: thanos-gitops/v1
kind: Environment
cluster: eu-1
kubernetesVersion: "1.36"
namespace: kube-monitor
delivery: flux
objectStorage: rook
`

const read = (file: string, text: string): YamlFile => {
  const result = readYaml(file, text)
  if (!('file' in result)) throw new Error(findingsText(result))
  return result
}

function render(patches: string, settings = environment): RenderedEnvironment | readonly Finding[] {
  const files = {
    name: 'blue',
    environment: read('environments/blue/environment.yaml', settings),
    patches: [read('environments/blue/patches/replicas.yaml', patches)],
  }
  return createRenderer(base)(files)
}

const rendered = (patches: string, settings?: string): Record<string, string> => {
  const result = render(patches, settings)
  if (!('environment' in result)) throw new Error(findingsText(result))
  return Object.fromEntries(result.manifests.map(({ file, text }) => [file, text]))
}

const problems = (patches: string, settings?: string): string => {
  const result = render(patches, settings)
  return 'environment' in result ? 'no problem' : findingsText(result)
}

const patch = (operations: string, target = 'kind: StatefulSet, name: prometheus'): string =>
  `- target: {${target}}\n  patch:\n${operations.replaceAll(/^/gm, '    ')}\n`

describe('render', () => {
  it('writes the base with its settings, canonical quantities and content hashes', () => {
    expect(rendered('')).toMatchInlineSnapshot(`
      {
        "prometheus.configmap.yaml": "apiVersion: v1
      kind: ConfigMap
      metadata:
        name: prometheus
        namespace: kube-monitor
      data:
        notes.txt: |
          yes
        prometheus.yaml: |
          global:
            external_labels:
              cluster: eu-1
            scrape_interval: 30s
          scrape_configs:
          - job_name: pods
      ",
        "prometheus.statefulset.yaml": "apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: prometheus
        namespace: kube-monitor
      spec:
        replicas: 2
        selector:
          matchLabels:
            app: prometheus
        serviceName: prometheus
        template:
          metadata:
            annotations:
              checksum/prometheus: f6bf30c37210d207
            labels:
              app: prometheus
          spec:
            containers:
            - name: prometheus
              args:
              - --log.level=info
              - --web.external-url=http://prometheus.kube-monitor.svc.cluster.local
              image: quay.io/prometheus/prometheus:v3.13.2
              resources:
                requests:
                  cpu: "1"
                  memory: 2Gi
      ",
      }
    `)
  })

  it('omits the parts of disabled components, and includes those of enabled components', () => {
    expect(rendered('')['prometheus.configmap.yaml']).not.toContain('rules')
    const on = rendered('', `${environment}components: [thanos-rule]\n`)
    expect(on['prometheus.configmap.yaml']).toContain('job_name: rules')
    expect(Object.keys(on)).toContain('thanos-rule.serviceaccount.yaml')
  })

  it('writes the namespace and the cluster domain into every address', () => {
    const files = rendered(
      '',
      environment.replace('kube-monitor', 'observability').concat('clusterDomain: corp.example\n'),
    )
    expect(files['prometheus.statefulset.yaml']).toContain('http://prometheus.observability.svc.corp.example')
    expect(Object.values(files).join()).not.toContain('kube-monitor')
  })

  it('applies patches by list steps and inside documents', () => {
    const files = rendered(
      patch(
        '- {op: replace, path: "/spec/template/spec/containers/[name=prometheus]/args/[--log.level]", value: --log.level=debug}',
      ) +
        patch(
          '- {op: replace, path: "/data/prometheus.yaml/scrape_configs/[job_name=pods]", value: {scrape_interval: 1m, job_name: pods}}',
          'kind: ConfigMap, name: prometheus',
        ),
    )
    expect(files['prometheus.statefulset.yaml']).toContain('- --log.level=debug\n')
    expect(files['prometheus.configmap.yaml']).toContain('    - job_name: pods\n      scrape_interval: 1m\n')
  })

  it('changes the content hash only if the content of the ConfigMap changes', () => {
    const hash = (files: Record<string, string>): string | undefined =>
      /checksum\/prometheus: (\S+)/.exec(files['prometheus.statefulset.yaml']!)?.[1]
    const changed = rendered(
      patch(
        '- {op: replace, path: /data/prometheus.yaml/global/scrape_interval, value: 1m}',
        'kind: ConfigMap, name: prometheus',
      ),
    )
    expect(hash(changed)).toMatch(/^"?[0-9a-f]{16}"?$/)
    expect(hash(changed)).not.toBe(hash(rendered('')))
    expect(hash(rendered(patch('- {op: replace, path: /spec/replicas, value: 3}')))).toBe(hash(rendered('')))
  })

  it('writes the same bytes for any order of the operations', () => {
    const add = (name: string): string => `- {op: add, path: /spec/template/metadata/labels/${name}, value: x}`
    expect(rendered(patch(`${add('a')}\n${add('b')}`))).toEqual(rendered(patch(`${add('b')}\n${add('a')}`)))
  })

  it('writes patched quantities in the form of the API server', () => {
    const files = rendered(
      patch(
        '- {op: replace, path: /spec/template/spec/containers/0/resources/requests, value: {cpu: 2500m, memory: 1024Mi}}',
      ),
    )
    expect(files['prometheus.statefulset.yaml']).toContain('cpu: 2500m\n            memory: 1Gi\n')
  })

  it.each([
    ['newTag: v3.14.0', 'quay.io/prometheus/prometheus:v3.14.0'],
    ['newName: registry.example.com:5000/prometheus', 'registry.example.com:5000/prometheus:v3.13.2'],
    [`digest: sha256:${'a'.repeat(64)}`, `quay.io/prometheus/prometheus@sha256:${'a'.repeat(64)}`],
    [
      `newTag: v3.14.0\n    digest: sha256:${'a'.repeat(64)}`,
      `quay.io/prometheus/prometheus:v3.14.0@sha256:${'a'.repeat(64)}`,
    ],
  ])('overrides an image by %s', (override, image) => {
    const files = rendered('', `${environment}images:\n  - name: quay.io/prometheus/prometheus\n    ${override}\n`)
    expect(files['prometheus.statefulset.yaml']).toContain(`image: ${image}\n`)
  })

  it('does not change the base', () => {
    const before = JSON.stringify(base)
    rendered(
      patch(
        '- {op: remove, path: /spec/replicas}\n- {op: add, path: /spec/template/spec/containers/0/args/-, value: --x}',
      ),
    )
    expect(JSON.stringify(base)).toBe(before)
  })
})

describe('render, with bad input', () => {
  it('reports the problems of all files together', () => {
    const settings = environment.replace('"1.36"', '1.36').replace('delivery: flux', 'delivery: fluxx\nnamepsace: x')
    expect(problems(patch('- {op: replce, path: /spec/replicas, value: 3}'), settings)).toMatchInlineSnapshot(`
      "environments/blue/environment.yaml:4:20  environment-invalid
        kubernetesVersion must be one of 1.34, 1.35, 1.36, 1.37, not 1.36.
        Write it in quotes: kubernetesVersion: "1.36"

      environments/blue/environment.yaml:6:11  environment-invalid
        delivery must be one of argo-cd, flux, both, not "fluxx".
        Did you mean flux?

      environments/blue/environment.yaml:7:1  environment-unknown-key
        Unknown key namepsace.
        Did you mean namespace?

      environments/blue/patches/replicas.yaml:3:12  patch-unknown-operation
        There is no operation "replce".
        Did you mean replace?"
    `)
  })

  it.each([
    ['a target without a match', patch('- {op: remove, path: /spec/replicas}', 'kind: StatefulSet, name: promtheus')],
    ['a path that does not exist', patch('- {op: replace, path: /spec/replica, value: 3}')],
    ['an unknown field', patch('- {op: add, path: /spec/replica, value: 3}')],
    ['a value of the wrong type', patch('- {op: replace, path: /spec/replicas, value: "3"}')],
    ['an impossible value', patch('- {op: replace, path: /spec/replicas, value: -1}')],
    [
      'an invalid quantity',
      patch('- {op: replace, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 2 cores}'),
    ],
    [
      'a negative size',
      patch('- {op: add, path: /spec/template/spec/containers/0/resources/limits, value: {memory: -2Gi}}'),
    ],
    ['a null', patch('- {op: replace, path: /spec/replicas, value: null}')],
    [
      'a number that is not finite',
      patch(
        '- {op: replace, path: /data/prometheus.yaml/global, value: {x: .inf}}',
        'kind: ConfigMap, name: prometheus',
      ),
    ],
    ['a list step without a match', patch('- {op: remove, path: "/spec/template/spec/containers/[name=thanos]"}')],
    [
      'an argument that does not exist',
      patch('- {op: replace, path: "/spec/template/spec/containers/0/args/[--log.levle]", value: --log.level=warn}'),
    ],
    [
      'an argument without its flag',
      patch('- {op: replace, path: "/spec/template/spec/containers/0/args/[--log.level]", value: warn}'),
    ],
    ['a test that fails', patch('- {op: test, path: /spec/replicas, value: 5}')],
    ['a missing value', patch('- {op: replace, path: /spec/replicas}')],
    ['an unknown key in an operation', patch('- {op: replace, path: /spec/replicas, vaule: 3}')],
    ['an object that is renamed', patch('- {op: replace, path: /metadata/name, value: other}')],
    ['a kind that is changed', patch('- {op: replace, path: /kind, value: Deployment}')],
    ['an object that is replaced as a whole', patch('- {op: replace, path: "", value: {}}')],
    ['a required field that is removed', patch('- {op: remove, path: /spec/selector}')],
    ['a step into the prototype', patch('- {op: add, path: /spec/__proto__/x, value: 1}')],
    ['a step into the constructor', patch('- {op: add, path: /spec/constructor/prototype/x, value: 1}')],
    [
      'a path into a string',
      patch('- {op: add, path: /data/notes.txt/x, value: 1}', 'kind: ConfigMap, name: prometheus'),
    ],
    ['a path without its slash', patch('- {op: remove, path: spec.replicas}')],
    [
      'a patch that is a string, as in kustomize',
      '- target: {kind: StatefulSet, name: prometheus}\n  patch: |-\n    - op: remove\n      path: /spec/replicas\n',
    ],
    ['a target without a kind', patch('- {op: remove, path: /spec/replicas}', 'name: prometheus')],
  ])('refuses %s', (_title, text) => {
    expect(problems(text)).toMatchSnapshot()
  })

  it('refuses two objects of one identity', () => {
    const twice: Base = {
      ...base,
      optional: [
        defineComponent('thanos-rule', [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('prometheus') }]),
      ],
    }
    const files = {
      name: 'blue',
      environment: read('environments/blue/environment.yaml', `${environment}components: [thanos-rule]\n`),
      patches: [],
    }
    expect(findingsText(createRenderer(twice)(files) as readonly Finding[])).toMatch(
      /object-duplicate\n {2}ConfigMap\/prometheus of thanos-rule and of prometheus/,
    )
  })

  it.each([
    [
      'an image that no container runs',
      `${environment}images:\n  - {name: quay.io/prometheus/promtheus, newTag: v1}\n`,
    ],
    ['an image override without effect', `${environment}images:\n  - {name: quay.io/prometheus/prometheus}\n`],
    ['an image name with a tag', `${environment}images:\n  - {name: "quay.io/prometheus/prometheus:v1", newTag: v1}\n`],
    ['an unknown component', `${environment}components: [thanos-ruler]\n`],
    ['a required component in the list', `${environment}components: [prometheus]\n`],
    ['an unknown Kubernetes version', environment.replace('1.36', '1.3')],
    ['an invalid namespace', environment.replace('kube-monitor', 'Kube_Monitor')],
    ['a namespace of Kubernetes', environment.replace('kube-monitor', 'kube-system')],
    ['a former namespace that is not a list', `${environment}formerNamespaces: monitoring\n`],
    ['a former namespace that is not a DNS label', `${environment}formerNamespaces: [monitoring, Old_One]\n`],
    ['a former namespace that is the present one', `${environment}formerNamespaces: [kube-monitor]\n`],
    ['a former namespace of other programs', `${environment}formerNamespaces:\n  - argocd\n`],
    ['a former namespace that is listed twice', `${environment}formerNamespaces: [monitoring, monitoring]\n`],
    ['a cluster name that is too long', environment.replace(/^cluster: .*$/m, `cluster: ${'a'.repeat(129)}`)],
    ['a cluster name with a control character', environment.replace(/^cluster: .*$/m, 'cluster: "a\\tb"')],
    ['a missing key', environment.replace(/^cluster.*\n/m, '')],
    ['a list instead of a mapping', '- 1\n'],
  ])('refuses %s in environment.yaml', (_title, settings) => {
    expect(problems('', settings)).toMatchSnapshot()
  })
})
