import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { goMemoryLimitFits } from './go-memory-limit-fits.ts'

const found = (variables: string, limits = '{memory: 16Gi, cpu: 2}'): string[] =>
  problemsIn(goMemoryLimitFits, workload('a', `image: a:1\nenv: [${variables}]\nresources: {limits: ${limits}}`))

it.each(['12Gi', '12GB', '1.5GiB', '12'.padEnd(30, '0')])('finds the malformed limit %s', (value) => {
  expect(found(`{name: GOMEMLIMIT, value: "${value}"}`)).toEqual([
    `15: Deployment/a: GOMEMLIMIT "${value}" of container a is malformed, so a Go program does not start.`,
  ])
})

it('finds limits above those of the container, with their line', () => {
  expect(found('{name: GOMEMLIMIT, value: 64GiB}, {name: GOMAXPROCS, value: "8"}')).toEqual([
    '15: Deployment/a: GOMEMLIMIT 64GiB of container a is above its memory limit of 16Gi (a.yaml:16), so it has no effect.',
    '15: Deployment/a: GOMAXPROCS 8 of container a is above its cpu limit of 2 (a.yaml:16), so the kernel throttles it.',
  ])
})

it.each([
  '{name: GOMEMLIMIT, value: 14GiB}',
  '{name: GOMEMLIMIT, value: "off"}',
  '{name: GOMEMLIMIT, value: "17179869184"}',
  '{name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: limits.memory}}}',
  '{name: GOMAXPROCS, value: "2"}',
])('accepts %s', (variable) => expect(found(variable)).toEqual([]))

it('accepts any limit without a limit of the container', () => {
  expect(found('{name: GOMEMLIMIT, value: 64GiB}', '{}')).toEqual([])
})

it('finds a ratio with which Thanos does not start', () => {
  const yaml = (ratio: string): string =>
    workload(
      'a',
      `image: quay.io/thanos/thanos:v0.42.4\nargs: [query, --enable-auto-gomemlimit, --auto-gomemlimit.ratio=${ratio}]`,
    )
  expect(problemsIn(goMemoryLimitFits, yaml('90'))).toEqual([
    '15: Deployment/a: the ratio 90 is not above 0 and at most 1, so thanos query does not start.',
  ])
  expect(problemsIn(goMemoryLimitFits, yaml('0.9'))).toEqual([])
})

it.each([
  'envFrom: [{configMapRef: {name: go}}]',
  'env: [{name: GOMEMLIMIT, valueFrom: {configMapKeyRef: {name: go, key: GOMEMLIMIT}}}]',
])('reads the ConfigMap of %s', (fields) => {
  const configMap =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: go, namespace: monitoring}\ndata: {GOMEMLIMIT: 12GB}\n'
  expect(problemsIn(goMemoryLimitFits, workload('a', `image: a:1\n${fields}`) + configMap)).toEqual([
    expect.stringContaining('ConfigMap/go: GOMEMLIMIT "12GB" of container a is malformed'),
  ])
})
