// `alerting` of environment.yaml in the rendered stack: where its values come from, patches of the result, missing Secrets.
import { base } from '@thanos-gitops/base'
import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { Failure, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { createRenderer, type EnvironmentFiles, type RenderedEnvironment } from '@thanos-gitops/render'
import { type ExplainedManifest, explainer } from '@thanos-gitops/render/explain'
import { describe, expect, it } from 'vitest'
import { root } from './repository.ts'

const settings = `apiVersion: thanos-gitops/v1
kind: Environment
cluster: blue
kubernetesVersion: "1.36"
namespace: monitoring
delivery: flux
objectStorage: rook
components: [alertmanager]
`
// Its first line is line 9 of environment.yaml.
const alerting = `alerting:
  receivers:
    - name: chat
      slack_configs: [{channel: a, api_url: {key: slack-url}}]
    - {name: on-call, pagerduty_configs: [{routing_key: {secret: pagerduty, key: token}}]}
  routes:
    - {receiver: on-call, severity: critical}
`

const yamlFile = (file: string, text: string): YamlFile => {
  const source = readYaml(`environments/blue/${file}`, text)
  if ('file' in source) return source
  throw new Failure(source)
}

const filesWith = (text: string, patches = ''): EnvironmentFiles => ({
  name: 'blue',
  environment: yamlFile('environment.yaml', settings + text),
  patches: patches === '' ? [] : [yamlFile('patches/a.yaml', patches)],
})

const render = createRenderer(base)
function rendered(files: EnvironmentFiles): RenderedEnvironment {
  const result = render(files)
  if ('environment' in result) return result
  throw new Failure(result)
}

describe('the origins of receivers', () => {
  const files = filesWith(alerting)
  const manifests = explainer(root, base)(files, rendered(files))
  const manifest = (file: string): ExplainedManifest => manifests.find((one) => one.file.endsWith(`/${file}`))!
  const originAt = (file: string, pointer: string): unknown => {
    const [{ layer, place, note } = { layer: undefined, place: undefined, note: undefined }] =
      manifest(file).origins(pointer)
    return [layer, place?.file, place?.line, note]
  }

  it.each<[string, string, number, string]>([
    [
      'receivers/1/slack_configs/0/api_url_file',
      'the name of a file',
      12,
      'alerting.receivers.0.slack_configs.0.api_url',
    ],
    ['receivers/2/name', 'the name of a receiver', 13, 'alerting.receivers.1.name'],
    ['route/routes/1/receiver', 'the receiver of a route', 15, 'alerting.routes.0.receiver'],
    ['route/routes/1/matchers/0', 'a matcher', 15, 'alerting.routes.0.severity'],
    ['route/receiver', 'the default receiver', 11, 'alerting.receivers'],
  ])('are lines of environment.yaml for %s: %s', (pointer, _, line, note) => {
    expect(originAt('alertmanager.configmap.yaml', `/data/alertmanager.yaml/${pointer}`)).toEqual([
      'setting',
      'environments/blue/environment.yaml',
      line,
      note,
    ])
  })

  it('are the line of the reference for a mounted key', () => {
    const sources = '/spec/template/spec/volumes/1/projected/sources'
    expect(originAt('alertmanager.statefulset.yaml', `${sources}/1/secret/items/0/key`)).toEqual([
      'setting',
      'environments/blue/environment.yaml',
      13,
      'alerting.receivers.1.pagerduty_configs.0.routing_key',
    ])
  })

  it('are lines of the base for what the environment leaves to it', () => {
    const base = ['base', 'base/components/alertmanager.ts']
    for (const pointer of ['receivers/0/name', 'route/group_by/0', 'route/routes/0/receiver'])
      expect(originAt('alertmanager.configmap.yaml', `/data/alertmanager.yaml/${pointer}`)).toEqual(
        expect.arrayContaining(base),
      )
  })
})

it('can be changed by patches', () => {
  const patches = `- target: {kind: ConfigMap, name: alertmanager}
  patch:
    - {op: replace, path: "/data/alertmanager.yaml/receivers/[name=chat]/slack_configs/0/channel", value: b}
    - {op: add, path: /data/alertmanager.yaml/route/routes/-, value: {receiver: chat, matchers: ['team="a"']}}
`
  const { manifests } = rendered(filesWith(alerting, patches))
  const content = manifests.find(({ file }) => file === 'alertmanager.configmap.yaml')!.text
  expect(content).toContain('channel: b\n')
  expect(content).toContain('- team="a"\n')
})

describe('the Secrets of receivers', () => {
  /** The messages of the checks about Secrets. */
  function secretProblems(text: string, declared = ''): readonly string[] {
    const { environment, manifests } = rendered(filesWith(text))
    const { findings } = checkManifests({
      objects: manifests.flatMap(({ file, text }) => readManifestText(file, text).objects),
      environment,
      kubernetesVersion: environment.kubernetesVersion,
      today: '2026-01-01',
      ...(declared === ''
        ? {}
        : { declarations: readDeclarations('exceptions.yaml', `external:\n${declared}`, checks) }),
    })
    return findings
      .filter(({ code }) => /^(?:secret|config-key)-/.test(code))
      .map(({ code, message }) => `${code}: ${message}`)
  }

  it('are missing unless something creates them', () => {
    expect(secretProblems(alerting)).toEqual([
      expect.stringMatching(/^secret-exists: .*there is no Secret alertmanager-receivers in monitoring\./),
      expect.stringMatching(/^secret-exists: .*there is no Secret pagerduty in monitoring\./),
    ])
  })

  it('can be declared with their keys', () => {
    const secret = (name: string, key: string): string =>
      `  - {kind: Secret, name: ${name}, keys: [${key}], reason: A person creates it.}\n`
    expect(
      secretProblems(alerting, secret('alertmanager-receivers', 'slack-url') + secret('pagerduty', 'token')),
    ).toEqual([])
    expect(secretProblems(alerting, secret('alertmanager-receivers', 'other') + secret('pagerduty', 'token'))).toEqual([
      expect.stringContaining('slack-url'),
    ])
  })

  it.each([
    ['external-secret', '{provider: external-secret, secretStore: vault, secretKey: alertmanager/blue}'],
    ['sealed-secret', `{provider: sealed-secret, sealed: {slack-url: ${'A'.repeat(400)}}}`],
  ])('are created by %s', (_, secrets) => {
    expect(secretProblems(`${alerting}  secrets: ${secrets}\n`)).toEqual([
      expect.stringContaining('there is no Secret pagerduty in monitoring.'),
    ])
  })
})
