import { type Finding, valueAt } from '@thanos-gitops/manifest'
import { findingsText } from '@thanos-gitops/report'
import { describe, expect, it } from 'vitest'
import { createRenderer } from './render.ts'
import {
  type ExampleContent,
  exampleBase,
  exampleFiles,
  exampleSettings,
  renderExample,
} from './testing/small-stack.ts'
import { renderWarnings } from './warnings.ts'

const store = 'kind: StatefulSet, name: thanos-store'
const patch = (target: string, ...operations: readonly string[]): string =>
  `- target: {${target}}\n  patch:\n${operations.map((operation) => `    - ${operation}\n`).join('')}`

const report = (content: ExampleContent): string => {
  const rendered = renderExample(content)
  return 'manifests' in rendered ? findingsText(renderWarnings(rendered)) || 'nothing' : findingsText(rendered)
}

const codes = (content: ExampleContent): readonly string[] => {
  const rendered = renderExample(content)
  const findings: readonly Finding[] = 'manifests' in rendered ? renderWarnings(rendered) : rendered
  return findings.map(({ code }) => code)
}

const replicasOf = (patches: string): Record<string, unknown> => {
  const rendered = renderExample({ patches })
  if (!('manifests' in rendered)) throw new Error(findingsText(rendered))
  return Object.fromEntries(
    rendered.manifests.map(({ object }) => [object.metadata.name, valueAt(object, ['spec', 'replicas'])]),
  )
}

describe('a patch without effect', () => {
  it('is reported with its place and a remedy', () => {
    expect(
      report({
        patches: patch(
          store,
          '{op: replace, path: /spec/replicas, value: 3}',
          '{op: replace, path: /spec/replicas, value: 4}',
        ),
      }),
    ).toMatchInlineSnapshot(`
      "environments/blue/patches/replicas.yaml:3:27  warning  patch-overwritten
        StatefulSet/thanos-store: environments/blue/patches/replicas.yaml:4:27 overwrites the value of /spec/replicas.
        Run: npx thanos-gitops tidy blue"
    `)
  })

  const limits = '/spec/template/spec/containers/0/resources/limits'
  it.each([
    ['sets the same value', ['{op: replace, path: /spec/replicas, value: 2}'], ['patch-no-effect']],
    ['adds the same value', ['{op: add, path: /spec/replicas, value: 2}'], ['patch-no-effect']],
    ['sets another value', ['{op: replace, path: /spec/replicas, value: 3}'], []],
    [
      'is overwritten by a parent',
      [`{op: replace, path: ${limits}/memory, value: 2Gi}`, `{op: replace, path: ${limits}, value: {memory: 3Gi}}`],
      ['patch-overwritten'],
    ],
    [
      'is overwritten in part only',
      [
        `{op: replace, path: ${limits}, value: {memory: 2Gi, cpu: 1}}`,
        `{op: replace, path: ${limits}/memory, value: 3Gi}`,
      ],
      [],
    ],
    [
      'is read before it is overwritten',
      [
        '{op: replace, path: /spec/replicas, value: 3}',
        '{op: copy, from: /spec/replicas, path: /spec/minReadySeconds}',
        '{op: replace, path: /spec/replicas, value: 4}',
      ],
      [],
    ],
    [
      'is tested before it is overwritten',
      [
        '{op: replace, path: /spec/replicas, value: 3}',
        '{op: test, path: /spec/replicas, value: 3}',
        '{op: replace, path: /spec/replicas, value: 4}',
      ],
      [],
    ],
    [
      'is removed later',
      ['{op: add, path: /spec/minReadySeconds, value: 3}', '{op: remove, path: /spec/minReadySeconds}'],
      ['patch-overwritten'],
    ],
    [
      'removes what is added again',
      [`{op: remove, path: ${limits}/memory}`, `{op: add, path: ${limits}/memory, value: 2Gi}`],
      ['patch-removed-and-added'],
    ],
    [
      'writes to a list that shifts',
      [
        '{op: add, path: /spec/template/spec/containers/0/args/0, value: --a}',
        '{op: add, path: /spec/template/spec/containers/0/args/0, value: --b}',
      ],
      [],
    ],
    [
      'is overwritten after its list has shifted',
      [
        '{op: replace, path: "/spec/template/spec/containers/0/args/[--retention]", value: --retention=2d}',
        '{op: add, path: /spec/template/spec/containers/0/args/0, value: --b}',
        '{op: replace, path: /spec/template/spec/containers/0/args/2, value: --retention=3d}',
      ],
      ['patch-overwritten'],
    ],
  ])('is reported if it %s: %j', (_, operations, expected) => {
    expect(codes({ patches: patch(store, ...operations) })).toEqual(expected)
  })

  it('is reported if its component is disabled, and is not applied', () => {
    const patches = patch('kind: StatefulSet, name: thanos-rule', '{op: replace, path: /spec/replicas, value: 3}')
    expect(report({ patches })).toContain('StatefulSet/thanos-rule belongs to rule, which blue does not have')
    expect(replicasOf(patches)).not.toHaveProperty('thanos-rule')
  })

  it('is not reported if it changes one of its targets', () => {
    const patches =
      patch(store, '{op: replace, path: /spec/replicas, value: 3}') +
      patch('kind: StatefulSet, name: "*", expect: 2', '{op: replace, path: /spec/replicas, value: 3}')
    expect(codes({ patches })).toEqual([])
  })
})

describe('a target of several objects', () => {
  const replicas = (target: string): Record<string, unknown> =>
    replicasOf(patch(target, '{op: replace, path: /spec/replicas, value: 5}'))
  it.each([
    ['name: "thanos-*", expect: 3', ['thanos-compact', 'thanos-query', 'thanos-store']],
    ['kind: StatefulSet, name: "*", expect: 2', ['thanos-compact', 'thanos-store']],
    ['name: thanos-?????, expect: 2', ['thanos-query', 'thanos-store']],
    ['component: query, expect: 1', ['thanos-query']],
    ['labelSelector: tier=storage, expect: 2', ['thanos-compact', 'thanos-store']],
    ['labelSelector: "tier!=storage", expect: 1', ['thanos-query']],
    [
      'labelSelector: "tier in (storage, query),app notin (thanos-store)", expect: 2',
      ['thanos-compact', 'thanos-query'],
    ],
    ['labelSelector: "tier,!legacy", expect: 3', ['thanos-compact', 'thanos-query', 'thanos-store']],
  ])('%s matches %j', (target, expected) => {
    const found = replicas(target)
    expect(
      Object.keys(found)
        .filter((name) => found[name] === 5)
        .sort(),
    ).toEqual(expected)
  })

  it('is refused if it matches another number of objects than expected, with their names', () => {
    expect(
      report({
        patches: patch('kind: StatefulSet, name: "*", expect: 3', '{op: replace, path: /spec/replicas, value: 5}'),
      }),
    ).toMatchInlineSnapshot(`
      "environments/blue/patches/replicas.yaml:1:50  patch-target-count
        The target matches 2 objects but expects 3: StatefulSet/thanos-compact, StatefulSet/thanos-store.
        If these are the right objects, write expect: 2."
    `)
  })

  it.each([
    'name: "thanos-*"',
    'kind: StatefulSet, labelSelector: a=b',
    'component: query',
    'kind: StatefulSet',
    'labelSelector: "a = = b", expect: 1',
    'component: query, expect: 0',
  ])('is refused as %s', (target) => {
    expect(codes({ patches: patch(target, '{op: replace, path: /spec/replicas, value: 5}') })).toEqual([
      'patch-target-invalid',
    ])
  })
})

describe('the policy', () => {
  const policy = `  - path: /spec/replicas
    range: 1..10
  - path: /spec/template/spec/containers/*/resources/**
  - path: /spec/template/spec/containers/*/resources/limits/memory
    range: ..64Gi
  - path: /spec/template/spec/containers/*/args/[--retention]
    target: {name: thanos-compact}
`
  const memory = '/spec/template/spec/containers/0/resources/limits/memory'
  it.each([
    ['{op: replace, path: /spec/replicas, value: 10}', []],
    ['{op: replace, path: /spec/replicas, value: 11}', ['patch-policy']],
    ['{op: remove, path: /spec/replicas}', ['patch-policy']],
    ['{op: add, path: /spec/minReadySeconds, value: 1}', ['patch-policy']],
    [`{op: replace, path: ${memory}, value: 64Gi}`, []],
    [`{op: replace, path: ${memory}, value: 65536Mi}`, []],
    [`{op: replace, path: ${memory}, value: 65Gi}`, ['patch-policy']],
    [`{op: remove, path: ${memory}}`, ['patch-policy']],
    [
      '{op: replace, path: /spec/template/spec/containers/0/resources, value: {limits: {memory: 100Gi}}}',
      ['patch-policy'],
    ],
    ['{op: replace, path: /spec/template/spec/containers/0/resources, value: {limits: {memory: 2Gi}}}', []],
    ['{op: replace, path: /spec/template/spec/containers/0/resources, value: {requests: {cpu: 1}}}', ['patch-policy']],
    [
      '{op: replace, path: "/spec/template/spec/containers/0/args/[--retention]", value: --retention=2d}',
      ['patch-policy'],
    ],
    ['{op: add, path: /spec/template/spec/containers/-, value: {name: x}}', ['patch-policy']],
    ['{op: copy, from: /spec/replicas, path: /spec/minReadySeconds}', ['patch-policy']],
  ])('has the right findings for %s: %j', (operation, expected) => {
    expect(codes({ policy, patches: patch(store, operation) })).toEqual(expected)
  })

  it('can allow a field for one object only', () => {
    const patches = patch(
      'kind: StatefulSet, name: thanos-compact',
      '{op: replace, path: "/spec/template/spec/containers/0/args/[--retention]", value: --retention=2d}',
    )
    expect(codes({ policy, patches })).toEqual([])
  })

  it('is named with its line in a refusal', () => {
    expect(
      report({ policy, patches: patch(store, '{op: replace, path: /spec/replicas, value: 11}') }),
    ).toMatchInlineSnapshot(`
      "environments/blue/patches/replicas.yaml:3:50  patch-policy
        StatefulSet/thanos-store/spec/replicas must be within 1..10, not 11 (rule at environments/policy.yaml:4:11).
        Write an allowed value, or change the policy, which its owners must approve."
    `)
  })

  it('includes the rules of environment.yaml, and all rules of a field apply', () => {
    const settings = (rule: string): string =>
      `apiVersion: thanos-gitops/v1\nkind: Environment\ncluster: eu-1\nkubernetesVersion: "1.36"\nnamespace: kube-monitor\ndelivery: flux\nobjectStorage: rook\npolicy:\n  - ${rule}\n`
    const patches = patch(store, '{op: replace, path: /spec/replicas, value: 8}')
    expect(codes({ policy, patches, settings: settings('{path: /spec/replicas, range: 1..5}') })).toEqual([
      'patch-policy',
    ])
    expect(
      codes({
        policy,
        patches: patch(store, '{op: add, path: /spec/minReadySeconds, value: 1}'),
        settings: settings('{path: /spec/minReadySeconds}'),
      }),
    ).toEqual([])
  })

  it.each([
    ['a range whose end is before its start', '  - {path: /spec/replicas, range: 10..1}', 'policy-invalid'],
    ['an invalid range', '  - {path: /spec/replicas, range: some}', 'policy-invalid'],
    ['an empty list', '  - {path: /spec/replicas, in: []}', 'policy-invalid'],
    ['a list outside of the range', '  - {path: /spec/replicas, range: 1..3, in: [5]}', 'policy-invalid'],
    ['no path', '  - {range: 1..3}', 'policy-invalid'],
    ['a path with dots', '  - {path: spec.replicas}', 'policy-invalid'],
    ['** in the middle of a path', '  - {path: /spec/**/x}', 'policy-invalid'],
    ['an unknown key', '  - {path: /spec/replicas, rang: 1..3}', 'policy-invalid'],
    [
      'two ranges without a common value',
      '  - {path: /spec/replicas, range: 1..3}\n  - {path: /spec/replicas, range: 5..9}',
      'policy-contradiction',
    ],
    [
      'two lists without a common value',
      '  - {path: /spec/x, in: [a]}\n  - {path: /spec/x, in: [b]}',
      'policy-contradiction',
    ],
    [
      'a list outside of the range of another rule',
      '  - {path: /spec/x, in: [1]}\n  - {path: /spec/x, range: 2..3, target: {name: thanos-store}}',
      'policy-contradiction',
    ],
  ])('is refused with %s', (_, rules, code) => {
    expect(codes({ policy: `${rules}\n` })).toEqual([code])
  })

  it.each([
    ['kind: Statefulset', '{kind: Statefulset}', /There is no kind Statefulset.*\n.*Did you mean StatefulSet\?/],
    ['component: stor', '{component: stor}', /no component stor.*\n.*Did you mean store\?/],
  ])('reports a target that does not exist, and not its consequences: %s', (_, target, expected) => {
    const rules = `  - {path: /spec/replicas, target: ${target}}\n`
    const patches = patch(store, '{op: replace, path: /spec/replicas, value: 3}')
    expect(codes({ policy: rules, patches })).toEqual(['policy-invalid'])
    expect(report({ policy: rules, patches })).toMatch(expected)
    expect(report({ policy: rules, patches })).toMatch(/^environments\/policy.yaml:4:4\d /)
  })

  it('can name a kind that only Kubernetes has, for a component that does not exist yet', () =>
    expect(codes({ policy: '  - {path: /spec/**, target: {kind: DaemonSet}}\n' })).toEqual([]))

  it('reports environments that do not exist', () => {
    const files = exampleFiles({ policy: '  - {path: /spec/replicas, environments: [blue, gren]}\n' })
    const known = (...names: readonly string[]) =>
      createRenderer(exampleBase)({ ...files, environmentNames: () => names })
    expect(known('blue', 'gren')).toHaveProperty('manifests')
    expect(findingsText(known('blue', 'green') as readonly Finding[])).toMatchInlineSnapshot(`
      "environments/policy.yaml:4:49  policy-invalid
        There is no environment gren.
        Did you mean green?"
    `)
  })

  it('reports a value and a removal that one operation makes', () => {
    const rules = `  - {path: ${memory}, range: ..64Gi}\n`
    const value = '{limits: {cpu: 1}}'
    const patches = patch(store, `{op: replace, path: /spec/template/spec/containers/0/resources, value: ${value}}`)
    expect(report({ policy: rules, patches })).toMatchInlineSnapshot(`
      "environments/blue/patches/replicas.yaml:3:27  patch-policy
        The policy does not allow patches to change /spec/template/spec/containers/0/resources/limits/cpu of StatefulSet/thanos-store.
        Change the base, or add a rule to environments/policy.yaml, which its owners must approve:
          - path: /spec/template/spec/containers/*/resources/**
            target: {kind: StatefulSet, name: thanos-store}

      environments/blue/patches/replicas.yaml:3:27  patch-policy
        StatefulSet/thanos-store/spec/template/spec/containers/0/resources/limits/memory must not be removed: the rule at environments/policy.yaml:4:12 limits its values.
        Replace it by an allowed value, or add remove: true to the rule, which its owners must approve."
    `)
  })

  it('can have different rules for different objects', () => {
    const rules =
      '  - {path: /spec/replicas, range: 1..3, target: {name: thanos-store}}\n  - {path: /spec/replicas, range: 5..9, target: {name: thanos-query}}\n'
    expect(codes({ policy: rules })).toEqual([])
  })
})

describe('a number without quotes', () => {
  it.each(['1.10', '3.0', '1e3'])('is quoted as it is typed: %s', (typed) => {
    const patches = patch(store, `{op: add, path: /metadata/annotations, value: {version: ${typed}}}`)
    expect(report({ patches })).toContain(`found the number ${typed}`)
    expect(report({ patches })).toContain(`Write it in quotes: "${typed}"`)
    expect(codes({ patches: patches.replace(typed, `"${typed}"`) })).toEqual([])
  })
})

describe('an add that replaces', () => {
  const container = '/spec/template/spec/containers/[name=thanos-store]'
  const before = [
    `{op: add, path: '${container}/env', value: [{name: A, value: a}, {name: B, value: b}]}`,
    '{op: add, path: /metadata/annotations, value: {example.com/a: a, example.com/b: b}}',
  ]

  it('is reported with what the list loses', () => {
    const patches = patch(
      store,
      ...before,
      `{op: add, path: '${container}/env', value: [{name: C, value: c}, {name: B, value: b}]}`,
    )
    expect(report({ patches })).toContain(
      `StatefulSet/thanos-store: add replaces the list ${container}/env, which loses A.\n  To append, add each element with the path ${container}/env/-. To replace it, write op: replace.`,
    )
    expect(codes({ patches })).toContain('patch-add-replaces')
  })

  it('is reported with the keys that a mapping loses', () => {
    const patches = patch(store, ...before, '{op: add, path: /metadata/annotations, value: {example.com/c: c}}')
    expect(report({ patches })).toContain(
      'add replaces the mapping /metadata/annotations, which loses example.com/a, example.com/b.\n  To add a key, end the path with it: /metadata/annotations/NAME. To replace it, write op: replace.',
    )
  })

  it.each([
    [
      'keeps all elements',
      `{op: add, path: '${container}/env', value: [{name: A, value: a}, {name: B, value: b}, {name: C, value: c}]}`,
    ],
    ['appends', `{op: add, path: '${container}/env/-', value: {name: C, value: c}}`],
    ['inserts before another element', `{op: add, path: '${container}/env/0', value: {name: C, value: c}}`],
    ['replaces a value', '{op: add, path: /spec/replicas, value: 3}'],
    ['has op: replace', `{op: replace, path: '${container}/env', value: []}`],
  ])('is not reported if it %s', (_title, operation) => {
    expect(codes({ patches: patch(store, ...before, operation) })).not.toContain('patch-add-replaces')
  })
})

describe('a patch in the form of another program', () => {
  it.each([
    [
      'an object to merge',
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: thanos-store}\nspec: {replicas: 3}\n',
      'Objects are not merged. Begin with - target: {kind: StatefulSet, name: thanos-store}, and',
    ],
    [
      'operations without a target',
      '- {op: replace, path: /spec/replicas, value: 3}\n',
      'Write - target: {kind: …, name: …} and patch: before',
    ],
    [
      'operations in a string',
      '- target: {kind: StatefulSet, name: thanos-store}\n  patch: |-\n    - {op: replace, path: /spec/replicas, value: 3}\n',
      'Remove the | after patch:.',
    ],
    [
      'a regular expression as the name',
      patch('kind: StatefulSet, name: "^thanos-.*"', '{op: replace, path: /spec/replicas, value: 3}'),
      'Write name: "thanos-*".',
    ],
    [
      'a JSONPath',
      patch(store, '{op: replace, path: "$.spec.template.spec.containers[0].image", value: a}'),
      'Did you mean /spec/template/spec/containers/0/image?',
    ],
    [
      'an index behind the name of the list',
      patch(store, '{op: replace, path: "/spec/template/spec/containers[0]/image", value: a}'),
      'Did you mean /spec/template/spec/containers/0/image?',
    ],
    [
      'a condition behind the name of the list',
      patch(store, `{op: replace, path: '/spec/template/spec/containers[?(@.name=="thanos-store")]/image', value: a}`),
      'Did you mean /spec/template/spec/containers/[name=thanos-store]/image?',
    ],
    [
      'the removal of an absent field',
      patch(store, '{op: remove, path: /spec/minReadySeconds}'),
      'Remove this operation: the object does not have the field.',
    ],
    [
      'gigabytes',
      patch(store, '{op: replace, path: /spec/template/spec/containers/0/resources/limits/memory, value: 8GB}'),
      'Write 8G, or 8Gi for powers of 1024.',
    ],
  ])('gets a remedy for %s', (_title, patches, remedy) => {
    const found = report({ patches })
    expect(found).toContain(remedy)
    expect(found.match(/^environments/gm)).toHaveLength(1)
  })
})

describe('a setting in the form of another program', () => {
  const digest = `sha256:${'ab'.repeat(32)}`
  const override = (setting: string): string =>
    `${exampleSettings}images:\n  - name: example.com/thanos-store\n    ${setting}\n`
  it.each([
    ['a digest as the tag', override(`newTag: ${digest}`), `Write digest: ${digest}`],
    ['a space behind the tag', override('newTag: "v2 "'), 'Write newTag: v2'],
    [
      'a tag in the name',
      override('newName: mirror.example.com:5000/a:v2'),
      'Write newName: mirror.example.com:5000/a and newTag: v2',
    ],
    [
      'an address with https://',
      override('newName: https://mirror.example.com/Team/a'),
      'Write newName: mirror.example.com/team/a',
    ],
    [
      'a domain with svc.',
      `${exampleSettings}clusterDomain: svc.cluster.local\n`,
      'Write clusterDomain: cluster.local',
    ],
    [
      'a domain with a dot at its end',
      `${exampleSettings}clusterDomain: k8s.example.\n`,
      'Write clusterDomain: k8s.example',
    ],
  ])('gets a remedy for %s', (_title, settings, remedy) => {
    expect(report({ settings })).toContain(`\n  ${remedy}`)
  })
})

it('reports files that no command reads', () => {
  const files = {
    ...exampleFiles({}),
    unreadFiles: ['environments/blue/patch', 'environments/blue/kustomization.yaml'],
  }
  const rendered = createRenderer(exampleBase)(files)
  expect('manifests' in rendered && findingsText(renderWarnings(rendered))).toMatchInlineSnapshot(`
    "environments/blue/kustomization.yaml  warning  file-unread
      environments/blue/kustomization.yaml has no effect: no command reads it.
      Move patches to environments/blue/patches/, objects to environments/blue/resources/, and anything else out of the folder.

    environments/blue/patch  warning  file-unread
      environments/blue/patch has no effect: no command reads it.
      Rename it to patches, or move it out of the folder."
  `)
})

describe('the operations on one object', () => {
  const additions = (count: number): string =>
    patch(
      store,
      ...Array.from({ length: count }, (_, index) => `{op: add, path: /metadata/labels/l${index}, value: a}`),
    )

  it('are at most 500, in all patches together', () => {
    expect(report({ patches: additions(500) })).toBe('nothing')
    expect(report({ patches: `${additions(300)}${additions(203)}` })).toBe(
      'environments/blue/patches/replicas.yaml:505:23  too-many-operations\n' +
        '  StatefulSet/thanos-store has more than 500 operations.\n' +
        '  Write fields with the same parent by one operation on the parent.',
    )
  })
})
