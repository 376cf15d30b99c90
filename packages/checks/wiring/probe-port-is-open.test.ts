import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { probePortIsOpen } from './probe-port-is-open.ts'

const problems = (port: string, image = 'quay.io/thanos/thanos:v0.42.4', more = '') =>
  problemsIn(
    probePortIsOpen,
    workload(
      'a',
      `image: ${image}\nports: [{name: http, containerPort: 10902}]\nreadinessProbe: {httpGet: {path: /-/ready, port: ${port}}}\n${more}`,
    ),
  )

describe('probe-port-is-open', () => {
  it.each([
    [
      'htttp',
      '16: Deployment/a: the readinessProbe of container a uses port htttp, but no port of the container has this name.',
    ],
    [
      '10903',
      '16: Deployment/a: the readinessProbe of container a uses port 10903, which is not in the ports, arguments or variables of the container.',
    ],
  ])('reports %s', (port, message) => expect(problems(port)).toEqual([message]))

  it.each(['http', '10902'])('accepts %s', (port) => expect(problems(port)).toEqual([]))
  it('accepts a port in an argument', () =>
    expect(problems('10903', undefined, 'args: ["--http-address=0.0.0.0:10903"]')).toEqual([]))
  it('accepts any number if a file can configure the port', () =>
    expect(problems('10903', 'example.com/other:1')).toEqual([]))
})
