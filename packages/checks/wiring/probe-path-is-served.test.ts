import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { probePathIsServed } from './probe-path-is-served.ts'

const problems = (image: string, path: string, args = '') =>
  problemsIn(
    probePathIsServed,
    workload('a', `image: ${image}\nargs: [${args}]\nlivenessProbe: {httpGet: {path: ${path}, port: 9090}}`),
  )

describe('probe-path-is-served', () => {
  it.each([
    ['prom/prometheus:v3.13.2', '/health'],
    ['quay.io/thanos/thanos:v0.42.4', '/metrics'],
    ['quay.io/prometheus/alertmanager:v0.34.0', '/-/health'],
    ['prom/prometheus:v3.13.2', '/'],
  ])('reports %s with %s', (image, path) => expect(problems(image, path)).toHaveLength(1))
  it('names the probe, the path and the paths of the program', () =>
    expect(problems('prom/prometheus:v3.13.2', '/metrics')).toEqual([
      expect.stringContaining(
        'the livenessProbe of container a requests /metrics, but the probe paths of prometheus are /-/healthy and /-/ready.',
      ),
    ]))
  it.each([
    ['prom/prometheus:v3.13.2', '/-/healthy'],
    ['nginx:1.29', '/health'],
    ['quay.io/prometheus/alertmanager:v0.34.0', '/'],
    ['quay.io/prometheus/alertmanager:v0.34.0', '/api/v2/status'],
  ])('accepts %s and %s', (image, path) => expect(problems(image, path)).toEqual([]))
  it('accepts a path with the route prefix of the program', () =>
    expect(problems('prom/prometheus:v3.13.2', '/prometheus/-/healthy', '--web.route-prefix=/prometheus')).toEqual([]))
})
