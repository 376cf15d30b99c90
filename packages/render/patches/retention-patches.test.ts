import { defineComponent, type Finding, type KubernetesObject, setting, shardLabel } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { createRenderer } from '../render.ts'
import { exampleBase, exampleFiles, exampleSettings } from '../testing/small-stack.ts'

const compactor = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'compact', namespace: setting('namespace') },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'compact',
            image: 'example.com/compact:v1',
            args: ['compact', `--retention.resolution-raw=${setting('retention.raw')}`, '--wait'],
          },
        ],
      },
    },
  },
} as KubernetesObject
const ofTenant = (tenant: string): KubernetesObject => ({
  ...compactor,
  metadata: { ...compactor.metadata, name: 'compact', labels: { [shardLabel]: tenant } },
})

function problems(operation: string, retention = 'retention: 30d\n', object = compactor): readonly string[] {
  const render = createRenderer({ ...exampleBase, required: [defineComponent('compact', [object])] })
  const patches = `- target: {kind: StatefulSet, name: compact}\n  patch:\n    - ${operation}\n`
  const result = render(exampleFiles({ settings: exampleSettings + retention, patches }))
  return 'manifests' in result
    ? []
    : (result as readonly Finding[]).map(
        ({ code, place, message }) => `${code} ${place?.file}:${place?.line} ${message}`,
      )
}

const args = '/spec/template/spec/containers/[name=compact]/args'
const replace = `{op: replace, path: "${args}/[--retention.resolution-raw]", value: --retention.resolution-raw=7d}`
const message =
  'patch-overrides-setting environments/blue/patches/replicas.yaml:3 StatefulSet/compact: the patch changes --retention.resolution-raw, which retention in environments/blue/environment.yaml:8:12 sets.'

it.each([
  ['replaces a flag', replace],
  ['removes a flag', `{op: remove, path: "${args}/[--retention.resolution-raw]"}`],
  ['adds a second flag', `{op: add, path: "${args}/-", value: --retention.resolution-raw=7d}`],
  ['replaces all arguments', `{op: replace, path: "${args}", value: [compact]}`],
])('reports a patch that %s which the setting sets', (_, operation) => expect(problems(operation)).toEqual([message]))

it('accepts the patch without the setting', () => expect(problems(replace, '')).toEqual([]))

it('names the setting of a tenant', () => {
  const tenants = 'compact: {tenants: {team-a: 30d}}\n'
  expect(problems(replace, tenants, ofTenant('team-a'))).toEqual([
    message.replace('retention in', 'compact.tenants in').replace('8:12', '8:20'),
  ])
  expect(problems(replace, tenants, ofTenant('others'))).toEqual([])
  expect(problems(replace, `retention: 30d\n${tenants}`, ofTenant('others'))).toEqual([message])
})

it('accepts patches of other arguments', () =>
  expect(problems(`{op: replace, path: "${args}/[--wait]", value: --wait=false}`)).toEqual([]))
