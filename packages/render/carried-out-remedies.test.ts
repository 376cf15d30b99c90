// Carries out the remedies that name an action, such as "Remove the quotes", and expects that no message is left.
import { type Finding, readYaml } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { exampleSettings, renderExample } from './testing/small-stack.ts'

interface RemedyCase {
  /** The end of the patch file, below `patch:`. */
  readonly operation?: string
  /** In place of the target of the patch. */
  readonly target?: string
  readonly settings?: string
  readonly policy?: string
  readonly remedy: RegExp
  /** What the remedy prescribes: the wrong characters, and what replaces them. */
  readonly fix: (groups: readonly string[]) => readonly [wrong: string | RegExp, right: string]
}

const container = '/spec/template/spec/containers/0'
const operation = (op: string, path: string, value: string): string =>
  `    - op: ${op}\n      path: ${path}\n      value: ${value}\n`
const replicas = operation('replace', '/spec/replicas', '3')
const patchesOf = ({
  operation: body = replicas,
  target = 'target: {kind: StatefulSet, name: thanos-store}',
}: RemedyCase) => `- ${target}\n  patch:\n${body}`
const settingsWith = (line: string): string => `${exampleSettings}${line}\n`
const setting = (from: string, to: string): string => exampleSettings.replace(from, to)
const did = /^Did you mean (\S+)\?$/

/** The problems of the files, whether they parse or not. */
function problemsOf(patches: string, settings: string, policy: string | undefined): readonly Finding[] {
  const sources = [
    readYaml('environments/blue/patches/replicas.yaml', patches),
    readYaml('environments/blue/environment.yaml', settings),
  ]
  const unread = sources.flatMap((source) => ('file' in source ? [] : source))
  if (unread.length > 0) return unread
  const rendered = renderExample({ patches, settings, ...(policy !== undefined && { policy }) })
  return 'manifests' in rendered ? [] : rendered
}

const cases: Readonly<Record<string, RemedyCase>> = {
  'an argument without its flag': {
    operation: operation('replace', `${container}/args/[--log.level]`, 'debug'),
    remedy: /^Write value: (.+)\.$/,
    fix: ([value]) => [/(?<=value: ).*/, value!],
  },
  'a path into a number': {
    operation: operation('replace', '/spec/replicas/x', '3'),
    remedy: /^End the path at (.+)\.$/,
    fix: ([path]) => [/(?<=path: ).*/, path!],
  },
  'a path that ends with - in a mapping': {
    operation: operation('add', '/metadata/labels/-', 'a'),
    remedy: /^End the path with the name of a key instead: (\S+)\/NAME\./,
    fix: ([path]) => [/(?<=path: ).*/, `${path}/team`],
  },
  'a path that ends with - without add': {
    operation: operation('replace', `${container}/args/-`, '--a=b'),
    remedy: /^Use op: (add),/,
    fix: ([op]) => ['replace', op!],
  },
  'an integer in quotes': {
    operation: operation('replace', '/spec/replicas', '"3"'),
    remedy: /^Remove the quotes\.$/,
    fix: () => [/"/g, ''],
  },
  'a boolean in quotes': {
    operation: operation('add', '/spec/template/spec/hostNetwork', '"true"'),
    remedy: /^Remove the quotes\.$/,
    fix: () => [/"/g, ''],
  },
  'a boolean for a string': {
    operation: operation('add', '/metadata/annotations', '{a: true}'),
    remedy: /^Write the value in quotes\.$/,
    fix: () => ['true', '"true"'],
  },
  'a value in the wrong case': {
    operation: operation('add', '/spec/podManagementPolicy', 'parallel'),
    remedy: did,
    fix: ([value]) => ['parallel', value!],
  },
  'a value that is not allowed': {
    operation: operation('add', '/spec/podManagementPolicy', 'x'),
    remedy: /^Write (\w+) or (\w+)\.$/,
    fix: ([, value]) => [/(?<=value: ).*/, value!],
  },
  'a field with a typo': {
    operation: operation('add', `${container}/imagePullPolcy`, 'Always'),
    remedy: did,
    fix: ([field]) => ['imagePullPolcy', field!],
  },
  'a field with a typo in a value': {
    operation: operation('add', `${container}/resources`, '{requets: {cpu: 1}}'),
    remedy: did,
    fix: ([field]) => ['requets', field!],
  },
  'a field that is missing': {
    operation: operation('add', `${container}/ports`, '[{name: a}]'),
    remedy: /^Add (\w+)\.$/,
    fix: ([field]) => ['{name: a}', `{name: a, ${field}: 80}`],
  },
  'an integer that readers round': {
    operation: operation('add', '/metadata/annotations', '{a: 9007199254740993}'),
    remedy: /^Write ("\d+") in quotes/,
    fix: ([value]) => ['9007199254740993', value!],
  },
  'a container image in upper case': {
    operation: operation('replace', `${container}/image`, 'Example.com/A:v1'),
    remedy: /^Write it in lower case/,
    fix: () => ['Example.com/A', 'example.com/a'],
  },
  'a key of a patch with a typo': {
    target: 'taget: {kind: StatefulSet, name: thanos-store}',
    remedy: did,
    fix: ([key]) => ['taget', key!],
  },
  'a key of a target with a typo': {
    target: 'target: {kimd: StatefulSet, name: thanos-store}',
    remedy: did,
    fix: ([key]) => ['kimd', key!],
  },
  'a key of an operation with a typo': {
    operation: replicas.replace('value:', 'valeu:'),
    remedy: did,
    fix: ([key]) => ['valeu', key!],
  },
  'a path without a slash': {
    operation: operation('replace', 'spec/replicas', '3'),
    remedy: did,
    fix: ([path]) => ['spec/replicas', path!],
  },
  'a line that a tab indents': {
    operation: replicas.replace('    - op', '\t- op'),
    remedy: /^Indent it with spaces\.$/,
    fix: () => ['\t', '    '],
  },
  'a bracket without its end': {
    target: 'target: {kind: StatefulSet, name: thanos-store',
    remedy: /closing bracket, \] or (\})\.$/,
    fix: ([bracket]) => [/(?<=thanos-store)/, bracket!],
  },
  'a string without its closing quote': {
    operation: operation('add', '/metadata/annotations', '{a: "b}'),
    remedy: /^Add the quote\.$/,
    fix: () => ['"b', '"b"'],
  },
  'a key that appears twice': {
    operation: `${replicas}      value: 4\n`,
    remedy: /^Remove one of the two\.$/,
    fix: () => ['      value: 4\n', ''],
  },
  'a required field that is removed': {
    operation: `    - op: remove\n      path: /spec/template\n`,
    remedy: /^Replace it instead\.$/,
    fix: () => [
      /- op: remove\n.*\n/,
      '- op: replace\n      path: /spec/template\n      value: {spec: {containers: [{name: a, image: "b:1"}]}}\n',
    ],
  },
  'a setting with a typo': {
    settings: setting('namespace:', 'namspace:'),
    remedy: did,
    fix: ([key]) => ['namspace', key!],
  },
  'a setting that is missing': {
    settings: setting('namespace: kube-monitor\n', ''),
    remedy: /for example (namespace: \S+)$/,
    fix: ([line]) => [/$/, `${line}\n`],
  },
  'a namespace that is not a DNS label': {
    settings: setting('kube-monitor', 'Kube_Monitor'),
    remedy: /^Write for example (namespace: \S+)$/,
    fix: ([line]) => [/namespace: .*/, line!],
  },
  'a version with a v': {
    settings: setting('1.36', 'v1.36'),
    remedy: did,
    fix: ([version]) => ['v1.36', version!],
  },
  'a version with a patch release': {
    settings: setting('1.36', '1.36.2'),
    remedy: did,
    fix: ([version]) => ['1.36.2', version!],
  },
  'a component with a typo': {
    settings: settingsWith('components: [rul]'),
    remedy: did,
    fix: ([name]) => ['[rul]', `[${name}]`],
  },
  'a required component': {
    settings: settingsWith('components:\n  - rule\n  - store'),
    remedy: /^Remove the line\.$/,
    fix: () => ['  - store\n', ''],
  },
  'a component that appears twice': {
    settings: settingsWith('components:\n  - rule\n  - rule'),
    remedy: /^Remove one of the two lines\.$/,
    fix: () => ['  - rule\n', ''],
  },
  'components that are no list': {
    settings: settingsWith('components: rule'),
    remedy: /^Write one line for each entry, with a - before it\.$/,
    fix: () => ['components: rule', 'components:\n  - rule'],
  },
  'an object storage with a typo': {
    settings: setting('rook', 'rok'),
    remedy: did,
    fix: ([name]) => ['rok', name!],
  },
  'a file without its apiVersion': {
    settings: setting('apiVersion: thanos-gitops/v1\n', ''),
    remedy: /for example (apiVersion: \S+)$/,
    fix: ([line]) => [/^/, `${line}\n`],
  },
  'a file of another apiVersion': {
    settings: setting('thanos-gitops/v1', 'thanos-gitops/v2'),
    remedy: did,
    fix: ([version]) => ['thanos-gitops/v2', version!],
  },
  'an image that no container uses': {
    settings: settingsWith('images: [{name: example.com/thanos-stor, newTag: v2}]'),
    remedy: did,
    fix: ([name]) => [/(?<=name: )[^,]*/, name!],
  },
  'an image override whose name has a tag': {
    settings: settingsWith('images: [{name: "example.com/thanos-store:v1", newTag: v2}]'),
    remedy: did,
    fix: ([name]) => [/(?<=name: )[^,]*/, name!],
  },
  'a range of the policy with a dash': {
    policy: '  - {path: /spec/replicas, range: 1-10}\n',
    remedy: /^Write (\S+), /,
    fix: ([range]) => ['1-10', range!],
  },
  'a key of the policy with a typo': {
    policy: '  - {path: /spec/replicas, rage: 1..10}\n',
    remedy: did,
    fix: ([key]) => ['rage', key!],
  },
  'a path of the policy without a slash': {
    policy: '  - {path: spec/replicas}\n',
    remedy: /^Write for example path: (\S+)\.$/,
    fix: ([path]) => ['spec/replicas', path!],
  },
  'a kind of the policy in lower case': {
    policy: '  - {target: {kind: statefulset}, path: /spec/replicas}\n',
    remedy: did,
    fix: ([kind]) => ['statefulset', kind!],
  },
}

describe('a remedy that names an action', () => {
  it.each(Object.entries(cases))('removes the message about %s', (_title, one) => {
    const { settings = exampleSettings, policy } = one
    const patches = patchesOf(one)
    const found = problemsOf(patches, settings, policy)
    const problem = found.find(({ remedy = '' }) => one.remedy.test(remedy))
    expect(problem, found.map(({ message, remedy }) => `${message} ${remedy}`).join('\n')).toBeDefined()
    const groups = one.remedy.exec(problem!.remedy!)!.slice(1)
    const [wrong, right] = one.fix(groups)
    const fixed = (text: string): string => text.replace(wrong, right)
    const isSettings = one.settings !== undefined
    const after = problemsOf(
      isSettings || policy !== undefined ? patches : fixed(patches),
      isSettings ? fixed(settings) : settings,
      policy === undefined ? undefined : fixed(policy),
    )
    expect(after.map(({ message, remedy }) => `${message} ${remedy}`)).toEqual([])
  })
})
