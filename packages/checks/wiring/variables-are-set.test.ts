import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { variablesAreSet } from './variables-are-set.ts'

const problems = (container: string, pod = '', more = '') =>
  problemsIn(variablesAreSet, more + workload('a', `image: quay.io/thanos/thanos:v0.42.4\n${container}`, pod)).map(
    (problem) => problem.replace(/^\d+: /, ''),
  )
const objstore =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: monitoring}\ndata: {objstore.yaml: "bucket: $(BUCKET)"}\n---\n'
const mounted =
  'volumeMounts: [{name: v, mountPath: /etc/thanos}]\nargs: [--objstore.config-file=/etc/thanos/objstore.yaml]'
const volume = 'volumes: [{name: v, configMap: {name: c}}]'

describe('variables-are-set', () => {
  it.each([
    [
      'an argument',
      'args: ["--label=replica=$(POD_NAME)"]\nenv: [{name: POD, value: x}]',
      'Deployment/a: container a uses $(POD_NAME), but does not set this variable.',
    ],
    [
      'a variable',
      'env: [{name: A, value: $(B)}]',
      'Deployment/a: container a uses $(B), but does not set this variable.',
    ],
    [
      'a variable that is set later',
      'env: [{name: A, value: $(B)}, {name: B, value: x}]',
      'Deployment/a: variable A of container a uses $(B), which is set after it.',
    ],
  ])('reports %s', (_, container, message) => expect(problems(container)).toEqual([message]))

  it('reports a variable in a configuration file of a flag', () =>
    expect(problems(mounted, volume, objstore)).toEqual([
      'ConfigMap/c: objstore.yaml uses $(BUCKET), but container a of Deployment/a does not set this variable.',
    ]))

  it.each([
    [
      'the container sets it',
      'args: ["$(POD)"]\nenv: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]',
    ],
    ['it is escaped', 'args: ["$$(POD)"]'],
    ['it is a command in a shell script', 'command: [/bin/sh, -c, "echo $(hostname)"]'],
    ['it is the address of a Service', 'args: ["$(THANOS_SERVICE_HOST)"]'],
    ['the container reads all keys of a Secret into variables', 'args: ["$(POD)"]\nenvFrom: [{secretRef: {name: s}}]'],
  ])('accepts a variable if %s', (_, container) => expect(problems(container)).toEqual([]))

  it('accepts a variable in a configuration file if the container that reads the file sets it', () =>
    expect(problems(`${mounted}\nenv: [{name: BUCKET, value: x}]`, volume, objstore)).toEqual([]))
})
