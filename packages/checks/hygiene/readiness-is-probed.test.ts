import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { readinessIsProbed } from './readiness-is-probed.ts'

const probe = '{httpGet: {path: /healthz, port: 80}}'
const problems = (container: string, kind = 'Deployment', image = 'a:1'): string[] =>
  problemsIn(readinessIsProbed, workload('a', `image: ${image}\n${container}`, '', kind))

it('reports a container with a livenessProbe only', () =>
  expect(problems(`livenessProbe: ${probe}`)).toEqual([
    '15: Deployment/a: container a has a livenessProbe, but no readinessProbe.',
  ]))

it.each([
  [`livenessProbe: ${probe}\nreadinessProbe: ${probe}`, 'Deployment', 'a:1'],
  ['', 'Deployment', 'a:1'],
  [`livenessProbe: ${probe}`, 'DaemonSet', 'a:1'],
  [`livenessProbe: ${probe}`, 'Deployment', 'prom/prometheus:v3.13.2'],
])('accepts %j in a %s of %s', (container, kind, image) => expect(problems(container, kind, image)).toEqual([]))
