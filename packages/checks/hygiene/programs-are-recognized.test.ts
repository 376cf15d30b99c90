import { describe, expect, it } from 'vitest'
import { environment, problemsIn, workload } from '../engine/testing.ts'
import { programsAreRecognized } from './programs-are-recognized.ts'

/** The messages for a Deployment of one container, without the line and the object. */
const problems = (name: string, container: string, pod = ''): string[] =>
  problemsIn(programsAreRecognized, workload(name, container, pod), { environment }).map((text) =>
    text.replace(/^\d+: [^:]*: /, ''),
  )

const unknownProgram = (name: string): string =>
  `neither the arguments nor the image of container ${name} shows which program runs.`
const unknownInShell = (name: string): string =>
  `container ${name} starts a shell, and the manifest does not show which program the shell starts.`

describe(programsAreRecognized.name, () => {
  it.each<[string, string, string[]]>([
    ['thanos-query', 'image: acme/m/q1:v1\nargs: [serve]', [unknownProgram('thanos-query')]],
    ['memcached', 'image: acme/cache:v1\nargs: [-m, "64"]', [unknownProgram('memcached')]],
    [
      'thanos-query',
      'image: quay.io/thanos/thanos:v1\ncommand: [sh, -c, thanos query]',
      [unknownInShell('thanos-query')],
    ],
    ['thanos-query', 'image: acme/m/q1:v1\nargs: [query, --endpoint=a:1]', []],
    ['thanos-query', 'image: acme/m/q1:v1\ncommand: [/bin/acme-proxy]', []],
    ['thanos-bucket', 'image: docker.io/chrislusf/seaweedfs:4.48\nargs: [server]', []],
    ['web', 'image: acme/web:v1', []],
  ])('reports the expected problems of %s with %j', (name, container, messages) =>
    expect(problems(name, container)).toEqual(messages),
  )

  it('reports containers but not init containers', () =>
    expect(
      problems('thanos-query', 'image: acme/proxy:v1\n', 'initContainers: [{name: init, image: acme/init}]'),
    ).toEqual([unknownProgram('thanos-query')]))

  const labelledPod = (partOf: string): string =>
    `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app.kubernetes.io/part-of: ${partOf}}}
spec: {containers: [{name: web, image: 'acme/web:v1'}]}
`

  it('reports any component with the label of the stack', () =>
    expect(problemsIn(programsAreRecognized, labelledPod('thanos'), { environment })).toHaveLength(1))

  it('accepts a component of another application', () =>
    expect(problemsIn(programsAreRecognized, labelledPod('shop'), { environment })).toEqual([]))

  it('accepts any program in manifests that this repository did not render', () =>
    expect(problemsIn(programsAreRecognized, labelledPod('thanos'))).toEqual([]))
})
