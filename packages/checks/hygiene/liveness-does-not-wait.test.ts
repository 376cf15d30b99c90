import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { livenessDoesNotWait } from './liveness-does-not-wait.ts'

const problems = (path: string, image = 'a:1'): string[] =>
  problemsIn(livenessDoesNotWait, workload('a', `image: ${image}\nlivenessProbe: {httpGet: {path: ${path}, port: 80}}`))

it.each(['/ready', '/api/readyz'])('reports the path %s', (path) =>
  expect(problems(path)).toEqual([
    `15: Deployment/a: the livenessProbe of container a requests ${path}, which is for readiness.`,
  ]),
)

it.each([
  ['/healthz', 'a:1'],
  ['/already', 'a:1'],
  ['/-/ready', 'prom/prometheus:v3.13.2'],
])('accepts %s of %s', (path, image) => expect(problems(path, image)).toEqual([]))
