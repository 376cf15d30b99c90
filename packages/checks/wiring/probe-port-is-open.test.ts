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
      '16: Deployment/a: the readinessProbe of container a asks port htttp, which the container does not name.',
    ],
    [
      '10903',
      '16: Deployment/a: the readinessProbe of container a asks port 10903, which neither its ports nor its arguments mention.',
    ],
  ])('reports %s', (port, message) => expect(problems(port)).toEqual([message]))

  it.each(['http', '10902'])('is content with %s', (port) => expect(problems(port)).toEqual([]))
  it('is content with a port that an argument opens', () =>
    expect(problems('10903', undefined, 'args: ["--http-address=0.0.0.0:10903"]')).toEqual([]))
  it('says nothing of a number where a file may open it', () =>
    expect(problems('10903', 'example.com/other:1')).toEqual([]))
})
