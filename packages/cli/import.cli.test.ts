// Components, environments and patches from the manifests of clusters.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { afterEach, describe, expect, it } from 'vitest'

const shop = fixtureRepository()
afterEach(() => shop.restore())

/** A blog as Helm renders it, without a namespace in its Service. */
const blog = (replicas: number, tag: string, cluster: string, args = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: blog
  namespace: press
  labels: {app.kubernetes.io/name: blog}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app.kubernetes.io/name: blog}}
  template:
    metadata:
      creationTimestamp: null
      labels: {app.kubernetes.io/name: blog}
    spec:
      containers:
        - name: blog
          image: registry.example.com/blog:${tag}
          args: [serve, --log.level=info, --cluster=${cluster}${args}]
          resources: {limits: {cpu: 1000m, memory: 1Gi}}
---
apiVersion: v1
kind: Service
metadata:
  name: blog
  labels: {app.kubernetes.io/name: blog}
spec:
  selector: {app.kubernetes.io/name: blog}
  ports: [{name: http, port: 80}]
`

/** The same from \`kubectl get -o yaml\`: a List with what the server and its controllers add. */
const live = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata:
      name: blog
      namespace: press
      labels: {app.kubernetes.io/name: blog}
      annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}
      uid: 9f0c1b3e-6f3d-4a53-9a37-1d1c7d8f0c55
      resourceVersion: "41"
      creationTimestamp: "2026-11-01T10:00:00Z"
      managedFields: [{manager: helm, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {}}]
    spec:
      clusterIP: 10.96.0.7
      clusterIPs: [10.96.0.7]
      type: ClusterIP
      sessionAffinity: None
      selector: {app.kubernetes.io/name: blog}
      ports: [{name: http, port: 80, protocol: TCP, targetPort: 80}]
    status: {loadBalancer: {}}
  - apiVersion: v1
    kind: Pod
    metadata: {name: blog-5f6c, namespace: press}
    spec: {containers: [{name: blog, image: "registry.example.com/blog:v1"}]}
  - apiVersion: v1
    kind: Secret
    metadata: {name: blog-keys, namespace: press}
    data: {token: c2VjcmV0LXRva2VuLW9mLWEtYmxvZw==}
`

const twoClusters = (): void => {
  shop.write('clusters/eu/blog.yaml', blog(2, 'v1', 'eu'))
  shop.write('clusters/us/blog.yaml', blog(5, 'v2', 'us', ', --cache=1h').split('---\n')[0]!)
  shop.write('clusters/us/live.yaml', live)
}

/** Nothing but the input is new. */
const expectNothingWritten = (): void => {
  expect(shop.git('status', '--short', '--untracked-files=all', '--', 'base', 'environments')).toBe('')
}

/** A workload with the name of one of the base, in its namespace. */
const web = (resources: string): string =>
  blog(2, 'v1', 'eu')
    .replaceAll('blog', 'web')
    .replaceAll('press', 'shop')
    .replace(/resources: .*/, `resources: {${resources}}`)

describe('import', { timeout: commandTimeout }, () => {
  it('writes what clusters have in common as a component, and the rest as patches', () => {
    twoClusters()
    const { status, output } = shop.run('import', 'clusters/eu', 'clusters/us')
    expect(output).toContain('eu: 2 objects rendered as read, 1 component, 1 operation in 1 patch file')
    expect(output).toContain('us: 2 objects rendered as read, 1 component, 2 operations in 1 patch file')
    expect(output).toContain('left out: 1 Pod (a controller creates it)')
    expect(output).toContain('left out: 4 fields (the API server sets the same value)')
    expect(output).toContain('Secrets, not written: blog-keys')
    expect(output).not.toContain('secret-token')
    expect(status).toBe(0)
    expect(shop.read('base/own/blog.ts')).toMatchInlineSnapshot(`
      "// Deployment/blog: imported from eu, us.
      import { defineComponent, setting } from '@thanos-gitops/manifest'

      const name = 'blog'
      const namespace = setting('namespace')
      const labels = { 'app.kubernetes.io/name': 'blog' }

      export const deployment = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace, labels },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                {
                  name,
                  args: ['serve', '--log.level=info', \`--cluster=\${setting('cluster')}\`, '--cache=1h'],
                  image: 'registry.example.com/blog:v1',
                  resources: { limits: { cpu: '1', memory: '1Gi' } },
                },
              ],
            },
          },
        },
      }

      export const service = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace, labels },
        spec: {
          ports: [{ name: 'http', port: 80 }],
          selector: labels,
        },
      }

      export default defineComponent(name, [deployment, service])
      "
    `)
    expect(shop.read('environments/us/patches/blog.yaml')).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=../patches.schema.json
      - target: {kind: Deployment, name: blog}
        patch:
          - op: replace
            path: /spec/replicas
            value: 5
          - op: replace
            path: /spec/template/spec/containers/[name=blog]/image
            value: registry.example.com/blog:v2
      "
    `)
    expect(shop.read('environments/eu/patches/blog.yaml')).toContain(
      '- op: remove\n      path: /spec/template/spec/containers/[name=blog]/args/[--cache]\n',
    )
    expect(shop.read('environments/us/environment.yaml')).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=environment.schema.json
      # us: imported. Nothing but what components lists, and what patches/ changes of it.
      apiVersion: thanos-gitops/v1
      kind: Environment
      cluster: us
      kubernetesVersion: "1.36"
      namespace: press
      delivery: both
      requiredComponents: false
      components:
        - blog
      # What the imported patches change, in addition to environments/policy.yaml.
      policy:
      - path: /spec/template/spec/containers/*/image
        target:
          component: blog
      "
    `)
    expect(shop.read('environments/us/exceptions.yaml')).toContain('name: blog-keys\n  keys:\n  - token\n')
    expect(readdirSync(join(shop.root, 'environments/eu/manifests'))).toEqual([
      'blog.deployment.yaml',
      'blog.service.yaml',
    ])
    expect(shop.run('render').status).toBe(0)
    expect(shop.run('render', '--check').output).toContain('us: 2 manifests, up to date')
    expect(shop.run('explain', 'us', 'Deployment/blog', '/spec/replicas').output).toContain(
      'environments/us/patches/blog.yaml:6',
    )
  })

  it('writes nothing in a dry run', () => {
    twoClusters()
    const { status, output } = shop.run('import', 'clusters/eu', 'clusters/us', '--dry-run')
    expect(output).toContain('would write base/own/blog.ts\n')
    expect(output).toContain('would write environments/us/patches/blog.yaml\n')
    expect(status).toBe(0)
    expectNothingWritten()
  })

  it('keeps the fields that the API server sets by default if asked to', () => {
    twoClusters()
    const { status, output } = shop.run('import', 'clusters/eu', 'clusters/us', '--dry-run', '--keep-defaults')
    expect(output).toContain('eu: 2 objects rendered as read, 1 component, 5 operations in 1 patch file')
    expect(output).not.toContain('the API server sets')
    expect(status).toBe(0)
  })

  it('writes an object for each cluster where the policy does not let patches change it', () => {
    shop.write('clusters/eu.yaml', blog(2, 'v1', 'eu'))
    shop.write('clusters/us.yaml', blog(12, 'v1', 'us'))
    const { status, output } = shop.run('import', 'clusters/eu.yaml', 'clusters/us.yaml')
    expect(output).toContain(
      'not patched but written for each content: Deployment/blog. us: Deployment/blog/spec/replicas must be within 1..10',
    )
    expect(status).toBe(0)
    expect(output).toContain('us: 2 objects rendered as read, 1 component, 1 object in resources, 0 operations')
    expect(shop.read('environments/us/resources/blog.deployment.yaml')).toContain('replicas: 12')
    expect(shop.read('environments/us/resources/blog.deployment.yaml')).not.toContain('namespace')
    expect(shop.read('environments/us/environment.yaml')).toContain('of it, and the objects of resources/.')
    expect(existsSync(join(shop.root, 'environments/us/patches'))).toBe(false)
  })

  it('patches a component of the base with --near, and lists the objects that the base adds', () => {
    shop.write('clusters/eu.yaml', web('requests: {cpu: 250m, memory: 512Mi}, limits: {memory: 1Gi}'))
    const { status, output } = shop.run('import', 'clusters/eu.yaml', '--near')
    expect(output).toContain('added by components of the base: ServiceAccount/web, PodDisruptionBudget/web')
    expect(status).toBe(0)
    expect(shop.read('environments/eu/environment.yaml')).toContain('components:\n  - web\n')
    expect(shop.read('environments/eu/manifests/web.deployment.yaml')).toContain('image: registry.example.com/web:v1')
  })

  it('follows the nearest component of the base with --near, under the names of the cluster', () => {
    shop.write('clusters/eu.yaml', web('').replaceAll(/^ {2}name: web$/gm, '  name: storefront'))
    const { status, output } = shop.run('import', 'clusters/eu.yaml', '--near')
    expect(output).toContain('storefront follows web of the base: service, deployment\n')
    expect(output).toContain('eu: 2 objects rendered as read, 1 component')
    expect(status).toBe(0)
    const source = shop.read('base/own/storefront.ts')
    expect(source).toContain("'/metadata/name': name,\n")
    // environments/policy.yaml does not let a patch remove the limit.
    expect(source).toContain("'/spec/template/spec/containers/0/resources': {},\n")
    expect(readdirSync(join(shop.root, 'environments/eu/manifests'))).toEqual([
      'storefront.deployment.yaml',
      'storefront.service.yaml',
    ])
    const sourceOf = (pointer: string): string => shop.run('explain', 'eu', 'Deployment/storefront', pointer).output
    expect(sourceOf('/spec/replicas')).toContain('base/components/web.ts:')
    expect(sourceOf('/metadata/name')).toContain('base/own/storefront.ts:')
    expect(sourceOf('/spec/template/spec/containers/0/image')).toContain('environments/eu/patches/storefront.yaml:')
    shop.write('base/components/web.ts', shop.read('base/components/web.ts').replace('replicas: 2', 'replicas: 3'))
    expect(shop.run('render', 'eu').status).toBe(0)
    expect(shop.read('environments/eu/manifests/storefront.deployment.yaml')).toContain('replicas: 3')
  })

  it('names the rule that keeps --near from a component', () => {
    shop.write('clusters/eu.yaml', web(''))
    const { status, output } = shop.run('import', 'clusters/eu.yaml', '--near')
    expect(output).toMatch(
      /base\/components\/web\.ts +import-component.*patches cannot adapt it: .*must not be removed/s,
    )
    expect(status).toBe(2)
    expectNothingWritten()
  })

  const crd =
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.example.com}\nspec: {}\n'
  it.each([
    ['a file that is not Kubernetes', 'a: 1\n', /clusters\/eu\.yaml.*manifests-none|apiVersion/s],
    ['an object without a name', 'apiVersion: v1\nkind: Service\nmetadata: {}\n', /clusters\/eu\.yaml:3:\d+ .*name/s],
    [
      'an object that appears with two contents',
      `${blog(1, 'v1', 'eu')}---\n${blog(2, 'v1', 'eu')}`,
      /clusters\/eu\.yaml:33:\d+ +object-duplicate\s+Deployment\/blog has another content in clusters\/eu\.yaml:1\./,
    ],
    ['the definition of a kind', crd, /clusters\/eu\.yaml:2:\d+ +import-crd.*--skip CustomResourceDefinition/s],
    [
      'a version that the server does not have',
      blog(1, 'v1', 'eu').replace('apps/v1', 'apps/v1beta1'),
      /clusters\/eu\.yaml:1:\d+ +import-version/,
    ],
    [
      'a field that does not exist',
      blog(1, 'v1', 'eu').replace('replicas:', 'replica:'),
      /clusters\/eu\.yaml:8:\d+ +import-invalid/,
    ],
    [
      'a literal credential',
      blog(1, 'v1', 'eu').replace('serve', '--password=hunter2-hunter2'),
      /clusters\/eu\.yaml:\d+:\d+ +no-literal-credentials/,
    ],
    ['nothing but pods', live.replace('kind: Service\n', 'kind: Pod\n'), /import-empty/],
    [
      'no namespace at all',
      blog(1, 'v1', 'eu').split('---\n')[1]!,
      /clusters\/eu\.yaml:3:\d+ +import-namespace.*--namespace NAME/s,
    ],
    [
      'a component that exists',
      blog(1, 'v1', 'eu').replaceAll('blog', 'web'),
      /base\/components\/web\.ts +import-component.*--prefix/s,
    ],
  ])('refuses %s, and writes nothing', (_, content, expected) => {
    shop.write('clusters/eu.yaml', content)
    const { status, output } = shop.run('import', 'clusters/eu.yaml')
    expect(output).toMatch(expected)
    expect(status).toBe(2)
    expectNothingWritten()
  })

  it.each([
    [['clusters/none'], 'clusters/none does not exist.'],
    [['clusters/empty'], 'clusters/empty has no .yaml, .yml or .json file.'],
    [['blue=clusters/eu'], 'environments/blue exists already.'],
    [['clusters/eu', 'eu=clusters/us'], 'Two clusters have the name eu.'],
    [['Eu_1=clusters/eu'], '"Eu_1" is not a valid name of an environment'],
  ])('refuses %j', (args, message) => {
    twoClusters()
    shop.write('clusters/empty/README.md', '')
    const { status, output } = shop.run('import', ...args)
    expect(output).toContain(message)
    expect(status).toBe(2)
    expectNothingWritten()
  })
})
