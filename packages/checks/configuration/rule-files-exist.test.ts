import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { ruleFilesExist } from './rule-files-exist.ts'

const ruler = (pattern: string, keys: readonly string[]): string => `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: rule
      image: thanos:v0.42.4
      args: [rule, "--rule-file=${pattern}"]
      volumeMounts: [{name: r, mountPath: /etc/rules}]
  volumes: [{name: r, configMap: {name: r}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: r}
data:
${keys.map((key) => `  ${key}: "groups: [{name: a, rules: [{record: a, expr: up}]}]"`).join('\n')}
`

it('finds a pattern of the ruler with another extension than the files', () => {
  expect(problemsIn(ruleFilesExist, ruler('/etc/rules/*.yaml', ['global.yml']))).toEqual([
    '8: Pod/a: /etc/rules/*.yaml matches no file. /etc/rules contains global.yml.',
  ])
})

it('finds a pattern for a folder that no volume contains', () => {
  expect(problemsIn(ruleFilesExist, ruler('/etc/rule/*.yaml', ['a.yaml']))).toEqual([
    '8: Pod/a: /etc/rule/*.yaml matches no file, because no volume contains /etc/rule.',
  ])
})

it('finds a file that no pattern matches', () => {
  expect(problemsIn(ruleFilesExist, ruler('/etc/rules/*.yaml', ['a.yaml', 'b.yml']))).toEqual([
    '17: ConfigMap/r: no pattern of rule files matches /etc/rules/b.yml: /etc/rules/*.yaml.',
  ])
})

it.each([
  ['/etc/rules/*.yml', ['a.yml']],
  ['/etc/rules/a.yml', ['a.yml']],
  ['/etc/rules/[ab].y?ml', ['a.yaml', 'b.yaml']],
  ['/etc/rules/*/*.yaml', ['a.yml']],
  ['relative/*.yaml', ['a.yml']],
])('accepts %s with %j', (pattern, keys) => {
  expect(problemsIn(ruleFilesExist, ruler(pattern, keys))).toEqual([])
})

it('resolves patterns of Prometheus from the folder of its configuration', () => {
  const prometheus = (pattern: string): string => `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - name: prometheus
      image: quay.io/prometheus/prometheus:v3.13.2
      args: [--config.file=/etc/prometheus/prometheus.yaml]
      volumeMounts: [{name: c, mountPath: /etc/prometheus}]
  volumes: [{name: c, configMap: {name: c}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  prometheus.yaml: |
    rule_files: ['${pattern}']
  a.rules: "groups: []"
`
  expect(problemsIn(ruleFilesExist, prometheus('*.rules'))).toEqual([])
  expect(problemsIn(ruleFilesExist, prometheus('rules/*.rules'))).toEqual([
    '17: ConfigMap/c: /etc/prometheus/rules/*.rules matches no file. /etc/prometheus contains prometheus.yaml, a.rules.',
  ])
})
