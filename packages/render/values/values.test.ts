import type { Finding } from '@thanos-gitops/manifest'
import { placeText } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { exampleBase, exampleSettings, yamlFile } from '../testing/small-stack.ts'
import { renderWarnings } from '../warnings.ts'

interface Content {
  readonly values?: string
  readonly own?: string
  readonly layer?: string
  readonly resource?: string
  readonly policy?: string
}

const target = '- target: {kind: Deployment, name: thanos-query}\n  patch:\n'
const replicas = (value: string): string => `${target}    - {op: replace, path: /spec/replicas, value: ${value}}\n`
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {$value: zone, prefix: notice-}}\n'

function filesOf({ values = '', own, layer, resource, policy }: Content, name = 'blue'): EnvironmentFiles {
  const folder = `environments/${name}`
  return {
    name,
    environment: yamlFile(`${folder}/environment.yaml`, exampleSettings + values),
    patches: own === undefined ? [] : [yamlFile(`${folder}/patches/a.yaml`, own)],
    resources: resource === undefined ? [] : [yamlFile(`${folder}/resources/a.yaml`, resource)],
    layers:
      layer === undefined
        ? []
        : [{ name: 'eu', patches: [yamlFile('environments/layers/eu/patches/a.yaml', layer)], resources: [] }],
    ...(policy === undefined ? {} : { policy: yamlFile('environments/policy.yaml', policy) }),
  }
}

const render = (content: Content): RenderedEnvironment | readonly Finding[] =>
  createRenderer(exampleBase)(filesOf(content))

function rendered(content: Content): RenderedEnvironment {
  const result = render(content)
  if ('manifests' in result) return result
  throw new Error(result.map(({ message }) => message).join('\n'))
}

const objectOf = (content: Content, file: string): unknown =>
  rendered(content).manifests.find((manifest) => manifest.file === file)?.object

const query = (content: Content): unknown => objectOf(content, 'thanos-query.deployment.yaml')

/** Each problem as `place  message remedy`. */
function problems(content: Content): readonly string[] {
  const result = render(content)
  return 'manifests' in result
    ? []
    : result.map(({ place, message, remedy }) => `${place && placeText(place)}  ${message} ${remedy}`)
}

describe('a reference to a value', () => {
  it('keeps the type of the value', () =>
    expect(query({ values: 'values: {count: 3}', own: replicas('{$value: count}') })).toMatchObject({
      spec: { replicas: 3 },
    }))

  it('takes prefix and suffix for a string that contains the value', () =>
    expect(
      query({
        values: 'values: {level: debug}',
        own: `${target}    - {op: replace, path: "/spec/template/spec/containers/0/args/[--log.level]", value: {$value: level, prefix: --log.level=}}\n`,
      }),
    ).toMatchObject({
      spec: { template: { spec: { containers: [{ args: ['--log.level=debug', '--retention=1d'] }] } } },
    }))

  it('can be anywhere in a value, next to valueFrom of Kubernetes', () =>
    expect(
      query({
        values: 'values: {zone: a, last: 1}',
        own: `${target}    - op: add\n      path: /spec/template/spec/containers/0/env\n      value:\n        - {name: ZONE, value: {$value: zone}}\n        - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}\n        - {name: LAST, value: {$value: last, suffix: ""}}\n`,
      }),
    ).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                env: [
                  { name: 'ZONE', value: 'a' },
                  { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
                  { name: 'LAST', value: '1' },
                ],
              },
            ],
          },
        },
      },
    }))

  it('can be in a layer and in an object, also in its name', () => {
    const content = {
      values: 'values: {zone: b, count: 4}',
      layer: replicas('{$value: count}'),
      resource: `${configMap}data: {cluster: {$value: cluster}, namespace: {$value: namespace}}\n`,
    }
    expect(query(content)).toMatchObject({ spec: { replicas: 4 } })
    expect(objectOf(content, 'notice-b.configmap.yaml')).toMatchObject({
      data: { cluster: 'eu-1', namespace: 'kube-monitor' },
    })
  })

  it('obeys the policy with its value', () => {
    const policy = 'apiVersion: thanos-gitops/v1\nkind: Policy\npatches:\n  - {path: /spec/replicas, range: 1..3}\n'
    expect(problems({ values: 'values: {count: 3}', own: replicas('{$value: count}'), policy })).toEqual([])
    expect(problems({ values: 'values: {count: 4}', own: replicas('{$value: count}'), policy })[0]).toMatch(
      /^environments\/blue\/patches\/a\.yaml:3:50 .*4.*environments\/blue\/environment\.yaml:8:17 sets values\.count\./,
    )
  })
})

describe('an error of a reference', () => {
  const place = 'environments/blue/patches/a.yaml:3:50'

  it.each([
    [
      'names the value that is not declared',
      'values: {count: 3}',
      '{$value: cuont}',
      ['environments/blue/patches/a.yaml:3:59  environment.yaml does not declare the value cuont. Did you mean count?'],
    ],
    [
      'names the key to declare',
      '',
      '{$value: zone-count}',
      [
        'environments/blue/patches/a.yaml:3:59  environment.yaml does not declare the value zone-count. Declare it below values: values: {zone-count: …}',
      ],
    ],
    [
      'names an unknown key',
      'values: {count: 3}',
      '{$value: count, default: 2}',
      [
        'environments/blue/patches/a.yaml:3:66  A reference to a value has no key default. Remove it: a reference is {$value: NAME}, with prefix or suffix if the string contains more than the value.',
      ],
    ],
    [
      'names a prefix that is not a string',
      'values: {count: 3}',
      '{$value: count, prefix: 2}',
      ['environments/blue/patches/a.yaml:3:74  prefix must be a string, not 2. Write for example prefix: "eu-"'],
    ],
    [
      'names both lines of a value of the wrong type',
      'values: {count: three}',
      '{$value: count}',
      [
        `${place}  Deployment/thanos-query: /spec/replicas must be an integer, found the string "three". environments/blue/environment.yaml:8:17 sets values.count. Write an integer.`,
      ],
    ],
  ])('%s', (_, values, value, expected) => expect(problems({ values, own: replicas(value) })).toEqual(expected))

  it('names the environment for a layer', () =>
    expect(render({ layer: replicas('{$value: count}') })).toMatchObject([
      { code: 'value-missing', environments: ['blue'], place: { file: 'environments/layers/eu/patches/a.yaml' } },
    ]))

  it('refuses a reference in a target, a path and the kind of an object', () => {
    const values = 'values: {name: thanos-query}'
    const refused = 'A reference to a value is not possible here.'
    expect(problems({ values, own: '- target: {kind: Deployment, name: {$value: name}}\n  patch: []\n' })).toEqual([
      expect.stringMatching(`^environments/blue/patches/a.yaml:1:36  ${refused} Write it in value`),
    ])
    expect(problems({ values, own: `${target}    - {op: remove, path: {$value: name}}\n` })).toEqual([
      expect.stringMatching(`^environments/blue/patches/a.yaml:3:26  ${refused}`),
    ])
    expect(problems({ values, resource: 'apiVersion: v1\nkind: {$value: name}\nmetadata: {name: a}\n' })[0]).toMatch(
      `environments/blue/resources/a.yaml:2:7  ${refused}`,
    )
  })

  it('is the only one about an object with it', () =>
    expect(problems({ resource: `${configMap}data: {a: "1"}\n` })).toEqual([
      expect.stringContaining('environment.yaml does not declare the value zone.'),
    ]))
})

describe('a credential', () => {
  it.each([
    [
      'an object',
      {
        resource: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a.yaml: {password: {$value: door}}}\n',
      },
    ],
    [
      'a patch',
      {
        own: `${target}    - {op: add, path: /metadata/annotations, value: {a: {$value: door, prefix: "Authorization: Bearer "}}}\n`,
      },
    ],
  ])('is refused in a value to which %s refers', (_, content) => {
    const found = problems({ values: 'values: {door: hunter2hunter2}', ...content })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/literal credential|password/i)
    expect(found[0]).not.toContain('hunter2')
  })
})

describe('a declared value', () => {
  it.each([
    ['values: [a]', 'values must be a mapping, not ["a"].'],
    ['values: {zone: }', 'The value zone must be a string on one line, an integer, true or false, not null.'],
    ['values: {zone: [a]}', 'not ["a"].'],
    ['values: {ratio: 1.10}', 'not 1.10. Write it in quotes: ratio: "1.10"'],
    ['values: {"a b": 1}', 'The name of a value must be letters, digits and -'],
    ['values: {cluster: a}', 'cluster is a setting of environment.yaml, which references can name'],
  ])('is refused: %s', (values, expected) =>
    expect(problems({ values, own: '' })).toEqual([expect.stringContaining(expected)]),
  )

  it('that no reference names is a warning at its line', () =>
    expect(
      renderWarnings(rendered({ values: 'values:\n  count: 3\n  zone: a\n', own: replicas('{$value: count}') })),
    ).toMatchObject([
      { code: 'value-unused', place: { file: 'environments/blue/environment.yaml', line: 10, column: 3 } },
    ]))

  it('with the value of the base has no effect', () =>
    expect(
      renderWarnings(rendered({ values: 'values: {count: 2}', own: replicas('{$value: count}') })).map(
        ({ code }) => code,
      ),
    ).toEqual(['patch-no-effect']))
})
