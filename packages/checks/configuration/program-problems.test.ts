import { expect, it, describe as suite } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { alertmanagerConfigurationIsValid } from './alertmanager-configuration-is-valid.ts'
import { cachesAreValid } from './caches-are-valid.ts'
import { describe } from './program-problems.ts'

const kind = { program: 'prometheus', kind: 'config' } as const
const document = { key: 'prometheus.yaml' }
const problem = { message: 'job_name is empty', path: ['scrape_configs', 0] }

suite('describe', () => {
  it('names the program and its words', () =>
    expect(describe(document, kind, '3.13.0', problem)).toEqual({
      message: 'Prometheus refuses prometheus.yaml: job_name is empty.',
    }))

  it('is a warning with both versions if the container runs another minor version', () =>
    expect(describe(document, kind, '3.9.1', problem)).toEqual({
      message:
        'Prometheus 3.13.2 refuses prometheus.yaml: job_name is empty. The container runs 3.9.1, which may differ.',
      severity: 'warning',
    }))

  it('suggests the nearest field', () =>
    expect(
      describe(document, kind, undefined, {
        message: 'field job_nam not found in type config.ScrapeConfig',
        path: ['scrape_configs', 0, 'job_nam'],
        known: ['job_name', 'scheme'],
      }).remedy,
    ).toMatch(/job_name/))
})

const pod = (image: string, args: string, key: string, content: string): string => `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - name: a
      image: ${image}
      args: [${args}]
      env: [{name: SIZE, value: 1GB}, {name: OTHER, valueFrom: {secretKeyRef: {name: s, key: k}}}]
      volumeMounts: [{name: c, mountPath: /c}]
  volumes: [{name: c, configMap: {name: c}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  ${key}: |
${content.replaceAll(/^/gm, '    ')}
`

suite('programProblems', () => {
  const cache = (content: string): readonly string[] =>
    problemsIn(
      cachesAreValid,
      pod('thanos:v0.42.4', 'store, --index-cache.config-file=/c/cache.yaml', 'cache.yaml', content),
    )

  it('replaces variables with their values', () => {
    const sizes = (least: string): string => `type: IN-MEMORY\nconfig:\n  max_size: $(SIZE)\n  max_item_size: ${least}`
    expect(cache(sizes('1MB'))).toEqual([])
    expect(cache(sizes('2GB'))).toEqual([
      '21: ConfigMap/c: Thanos refuses cache.yaml: create IN-MEMORY index cache: max item size (2147483648) cannot be bigger than overall cache size (1073741824).',
    ])
  })

  it('accepts a variable whose value no manifest contains, and finds the problems around it', () => {
    expect(cache('type: IN-MEMORY\nconfig: {max_size: $(OTHER)}')).toEqual([])
    expect(cache('type: IN-MEMORI\nconfig: {max_size: $(OTHER)}')).toEqual([
      '18: ConfigMap/c: Thanos refuses cache.yaml: index cache with type IN-MEMORI is not supported.',
    ])
  })

  it('does not replace variables in the configuration of Alertmanager', () => {
    const config = 'route: {receiver: $(OTHER)}\nreceivers: [{name: a}]'
    expect(
      problemsIn(
        alertmanagerConfigurationIsValid,
        pod('quay.io/prometheus/alertmanager:v0.34.0', '--config.file=/c/a.yaml', 'a.yaml', config),
      ),
    ).toEqual(['18: ConfigMap/c: Alertmanager refuses a.yaml: undefined receiver "$(OTHER)" used in route.'])
  })
})
