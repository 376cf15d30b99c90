import { type Finding, MappingReader, readYaml, reportInto, type YamlFile } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { readMonitoring } from './load-monitoring.ts'

function load(monitoring: string, components = '[operator-monitors]') {
  const source = readYaml('environment.yaml', `monitoring: ${monitoring}\ncomponents: ${components}\n`) as YamlFile
  const findings: Finding[] = []
  const fields = new MappingReader<'monitoring' | 'components'>(
    { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
    source.value as Record<string, unknown>,
  )
  const values = readMonitoring(fields)?.values
  return {
    values,
    problems: findings.map(
      ({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`,
    ),
  }
}

it('reads labels, the namespace and who evaluates rules', () => {
  expect(load('{}').values).toEqual({ namespace: 'monitoring' })
  expect(load('{labels: {release: kps}, namespace: m, rules: true}')).toEqual({
    values: { labels: { release: 'kps' }, namespace: 'm', rules: 'true' },
    problems: [],
  })
  expect(load('{rules: false}').values).not.toHaveProperty('rules')
})

it.each([
  ['{labels: release}', '1:22 labels must be a mapping, not "release".', 'labels: {release: kube-prometheus-stack}'],
  ['{labels: {release: 5}}', '1:32 labels must have names and values of Kubernetes labels', ''],
  ['{labels: {app.kubernetes.io/name: x}}', '1:47 The stack sets the label app.kubernetes.io/name.', ''],
  ['{namespace: A}', '1:25 namespace must be a DNS label', ''],
  ['{rules: yes please}', '1:21 rules must be true or false', ''],
  ['{label: {}}', '1:14 Unknown key label.', 'Did you mean labels?'],
])('refuses %s', (text, message, remedy) => {
  const { problems } = load(text)
  expect(problems).toEqual([expect.stringContaining(message)])
  expect(problems[0]).toContain(remedy)
})

it('refuses the setting without the component', () =>
  expect(load('{}', '[]').problems).toEqual([
    '1:1 The environment has no objects of prometheus-operator. Add operator-monitors to components, or remove monitoring.',
  ]))
