import { type KubernetesObject, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { check, kubernetesVersions, schemaOf } from '@thanos-gitops/schemas'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type DeliverySettings, deliveryFiles, fleetFiles, loadDeliverySettings, statusNames } from './index.ts'
import type { NotificationSettings } from './notification-settings.ts'
import { environment, settings as settingsWithoutNotifications } from './testing.ts'

const notifications: NotificationSettings = {
  provider: 'github',
  address: 'https://github.com/example/thanos-gitops',
  secret: 'commit-status-token',
}
const settings: DeliverySettings = { ...settingsWithoutNotifications, notifications }
const subscription = 'notifications.argoproj.io/subscribe.thanos-gitops.thanos-gitops'

interface Rendered extends KubernetesObject {
  readonly spec: Record<string, unknown>
  readonly data: Record<string, string>
}
const objectsOf = (text: string): readonly Rendered[] =>
  text
    .split(/^---$/m)
    .map((part) => parse(part) as Rendered | null)
    .filter((object) => object !== null)
const delivered = (using: Partial<DeliverySettings>): readonly Rendered[] =>
  deliveryFiles(environment, [], { ...settings, ...using }).flatMap(({ text }) => objectsOf(text))
const shared = (using: Partial<DeliverySettings> = {}) =>
  fleetFiles({ ...settings, ...using }).flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]))
const configMap = (using: Partial<NotificationSettings>): Rendered =>
  objectsOf(shared({ notifications: { ...notifications, ...using } })[0]!.text)[0]!
/** A webhook template of the ConfigMap. */
const webhook = (using: Partial<NotificationSettings>, state: string) =>
  (
    parse(configMap(using).data[`template.thanos-gitops-${state}`]!) as {
      webhook: Record<string, { method: string; path: string; body: string }>
    }
  ).webhook['thanos-gitops']!

describe('delivery objects with notifications', () => {
  it('are those without notifications, and a Provider and an Alert of Flux, which their CRDs accept', () => {
    const names = (objects: readonly Rendered[]) => objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    const { notifications: _, ...without } = settings
    const before = names(deliveryFiles(environment, [], without).flatMap(({ text }) => objectsOf(text)))
    const added = delivered({}).filter((object) => !before.includes(names([object])[0]!))
    expect(names(added)).toEqual(['Alert/thanos-blue', 'Provider/thanos-blue'])
    for (const object of added) expect(check(schemaOf(kubernetesVersions.at(-1)!, object)!, object)).toEqual([])
  })

  it('name the repository and the Secret, but no token', () => {
    expect(delivered({}).find(({ kind }) => kind === 'Provider')).toMatchObject({
      metadata: { namespace: 'flux-system' },
      spec: {
        type: 'github',
        address: 'https://github.com/example/thanos-gitops',
        secretRef: { name: 'commit-status-token' },
      },
    })
  })

  it('report only the Kustomizations of the environment', () => {
    expect(delivered({}).find(({ kind }) => kind === 'Alert')!.spec).toEqual({
      providerRef: { name: 'thanos-blue' },
      eventSeverity: 'info',
      eventSources: [{ kind: 'Kustomization', name: '*', matchLabels: { 'thanos-gitops/environment': 'blue' } }],
    })
  })

  it('subscribe each Application, also those that an ApplicationSet creates', () => {
    const applications = delivered({}).filter(({ kind }) => kind === 'Application')
    expect(applications).toHaveLength(2)
    for (const { metadata } of applications) expect(metadata.annotations).toHaveProperty([subscription], '')
    const [set] = objectsOf(shared({ central: true })[0]!.text).filter(({ kind }) => kind === 'ApplicationSet')
    expect(set!.spec).toHaveProperty(['template', 'metadata', 'annotations', subscription], '')
  })

  it('have no subscription without notifications', () => {
    const { notifications: _, ...without } = settings
    const text = [...deliveryFiles(environment, [], without), ...fleetFiles({ ...without, central: true })]
      .map(({ text }) => text)
      .join('')
    expect(text).not.toContain('notifications')
  })
})

describe("the keys of Argo CD's ConfigMap", () => {
  it('are in one file for all environments', () => {
    expect(shared().map(({ file }) => file)).toEqual(['environments/fleet.argo-cd-notifications.yaml'])
    expect(configMap({})).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'argocd-notifications-cm', namespace: 'argocd' },
    })
    expect(Object.keys(configMap({}).data).sort()).toEqual([
      'service.webhook.thanos-gitops',
      'template.thanos-gitops-failed',
      'template.thanos-gitops-running',
      'template.thanos-gitops-succeeded',
      'trigger.thanos-gitops',
    ])
  })

  it.each([
    ['github', 'https://github.com/example/thanos', 'https://api.github.com', 'Authorization', 'Bearer $token'],
    ['github', 'https://ghe.example.com/a/b', 'https://ghe.example.com/api/v3', 'Authorization', 'Bearer $token'],
    ['gitlab', 'https://gitlab.com/a/b/c', 'https://gitlab.com/api/v4', 'PRIVATE-TOKEN', '$token'],
    [
      'gitea',
      'https://git.example.com:3000/a/b',
      'https://git.example.com:3000/api/v1',
      'Authorization',
      'token $token',
    ],
  ] as const)('have the address of the API of %s at %s', (provider, address, url, name, value) => {
    const { data } = configMap({ provider, address, secret: 'token' })
    expect(parse(data['service.webhook.thanos-gitops']!)).toEqual({
      url,
      headers: [
        { name, value },
        { name: 'Content-Type', value: 'application/json' },
      ],
    })
  })

  it.each([
    ['github', 'succeeded', '/repos/a/b/statuses/', '"state": "success", "context": "argo-cd/'],
    ['github', 'failed', '/repos/a/b/statuses/', '"state": "failure", "context": "argo-cd/'],
    ['gitea', 'running', '/repos/a/b/statuses/', '"state": "pending", "context": "argo-cd/'],
    ['gitlab', 'failed', '/projects/a%2Fb/statuses/', '"state": "failed", "name": "argo-cd/'],
    ['gitlab', 'running', '/projects/a%2Fb/statuses/', '"state": "running", "name": "argo-cd/'],
  ] as const)('send the status that %s expects for a sync that %s', (provider, state, path, body) => {
    const sent = webhook({ provider, address: 'https://git.example.com/a/b.git' }, state)
    expect(sent.method).toBe('POST')
    expect(sent.path).toBe(`${path}{{ .app.status.operationState.syncResult.revision }}`)
    expect(sent.body).toContain(body)
  })
})

describe('the names of statuses', () => {
  const object = (wave: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `wave-${wave}`, annotations: { 'argocd.argoproj.io/sync-wave': wave } },
  })
  const objects = ['0', '1', '2', '7'].map(object)
  const kustomizations = deliveryFiles(environment, objects, settings)
    .flatMap(({ text }) => objectsOf(text))
    .filter(({ kind, spec }) => kind === 'Kustomization' && String(spec.path).endsWith('/manifests'))
    .map(({ metadata }) => `flux/${metadata.name}`)

  it('are those that the tools set: the name of the Application, and of each Kustomization of manifests', () => {
    const [argoCD, flux] = statusNames(environment, objects)
    expect(kustomizations).toHaveLength(4)
    expect([...flux!].sort()).toEqual([...kustomizations].sort())
    const body = webhook({}, 'succeeded').body
    expect(body).toContain('"context": "argo-cd/{{ .app.metadata.name }}"')
    expect(argoCD).toEqual(['argo-cd/thanos-blue'])
  })

  it.each([
    ['argo-cd', 1],
    ['flux', 1],
    ['both', 2],
  ] as const)('of delivery: %s are those of %i tools', (delivery, count) =>
    expect(statusNames({ ...environment, delivery }, objects)).toHaveLength(count),
  )
})

describe('notifications in delivery.yaml', () => {
  const head = 'apiVersion: thanos-gitops/v1\nkind: Delivery\n'
  const load = (text: string) => loadDeliverySettings(readYaml('environments/delivery.yaml', head + text) as YamlFile)
  const github = 'repository: https://github.com/a/b.git\n'
  const found = (repository: string, keys: string) =>
    load(`repository: ${repository}\nnotifications: {secret: token, ${keys}}\n`)

  it('derives the web address from the repository', () => {
    expect(found('https://github.com/a/b.git', 'provider: github')).toMatchObject({
      notifications: { provider: 'github', address: 'https://github.com/a/b', secret: 'token' },
    })
    for (const [repository, address] of [
      ['https://deploy@git.example.com:8443/a/b.git', 'https://git.example.com:8443/a/b'],
      ['ssh://git@git.example.com:7999/a/b.git', 'https://git.example.com/a/b'],
      ['http://127.0.0.1:8080/a/b/', 'http://127.0.0.1:8080/a/b'],
    ])
      expect(found(repository!, 'provider: gitea')).toMatchObject({ notifications: { address } })
  })

  it('reads another web address', () => {
    expect(
      found('ssh://git@ssh.example.com/x.git', 'provider: gitlab, address: "https://git.example.com/a/b/c"'),
    ).toMatchObject({ notifications: { address: 'https://git.example.com/a/b/c' } })
  })

  it.each([
    [`${github}notifications: github\n`, '4:16 notifications must be a mapping, not "github".'],
    [`${github}notifications: {secret: token}\n`, '4:16 provider is missing.'],
    [`${github}notifications: {provider: github}\n`, '4:16 secret is missing.'],
    [
      `${github}notifications:\n  provider: bitbucket\n  secret: token\n`,
      '5:13 provider must be one of github, gitlab, gitea, not "bitbucket".',
    ],
    [
      `${github}notifications:\n  provider: github\n  secret: my.token\n`,
      '6:11 secret must be the name of a Secret (lower-case letters, digits and -, at most 63 characters), not "my.token".',
    ],
    [
      `${github}notifications: {provider: github, secret: token, address: "http://github.com/a/b"}\n`,
      '4:59 address must be the web address of the repository, which begins with https://, not "http://github.com/a/b".',
    ],
    [
      `${github}notifications: {provider: gitea, secret: token, address: "https://git.example.com/a/b/c"}\n`,
      '4:58 The address of a repository at gitea has an owner and a name, and https://git.example.com/a/b/c does not.',
    ],
    [
      'repository: https://git.example.com/b.git\nnotifications: {provider: gitlab, secret: token}\n',
      '4:16 The address of a repository at gitlab has an owner and a name, and https://git.example.com/b does not.',
    ],
    [`${github}notifications: {provider: github, secret: token, token: x}\n`, '4:50 Unknown key token.'],
    [
      'repository: git@git.example.com:a/b.git\nnotifications: {provider: github, secret: token}\n',
      '3:13 repository must be an address that begins with https:// or ssh://, not "git@git.example.com:a/b.git".',
    ],
  ])('reports the place and the problem of %j', (text, expected) => {
    const findings = load(text)
    expect(
      Array.isArray(findings)
        ? findings.map(({ place, message }) => `${place.line}:${place.column} ${message}`)
        : findings,
    ).toEqual([expected])
  })
})
