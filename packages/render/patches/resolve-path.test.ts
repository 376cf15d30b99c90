import { parsePointer } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { type PathProblem, resolvePath } from './resolve-path.ts'

const object = {
  metadata: { labels: { 'app.kubernetes.io/name': 'prometheus' }, annotations: { short: '1' } },
  spec: {
    replicas: 1,
    template: {
      spec: {
        containers: [
          { name: 'prometheus', args: ['--web.enable-lifecycle', '--log.level=info'] },
          { name: 'thanos-sidecar', args: ['sidecar', '--label=a="1"', '--label=b="2"'] },
        ],
      },
    },
  },
  data: { 'a/b': 'text' },
}

const resolve = (pointer: string, mayAdd = false) => resolvePath(object, parsePointer(pointer)!, mayAdd)

describe('resolvePath', () => {
  it.each([
    ['/spec/replicas', '/spec/replicas'],
    ['/spec/template/spec/containers/[name=thanos-sidecar]/args', '/spec/template/spec/containers/1/args'],
    ['/spec/template/spec/containers/[name=prometheus]/args/[--log.level]', '/spec/template/spec/containers/0/args/1'],
    ['/spec/template/spec/containers/0/args/[--web.enable-lifecycle]', '/spec/template/spec/containers/0/args/0'],
    ['/spec/template/spec/containers/1/args/[--label=b="2"]', '/spec/template/spec/containers/1/args/2'],
    ['/data/a~1b', '/data/a~1b'],
  ])('finds %s', (pointer, expected) => {
    expect(resolve(pointer)).toEqual({ steps: parsePointer(expected) })
  })

  it.each([
    ['/spec/replica', 'Did you mean /spec/replicas?'],
    ['/spec/replica/x', 'Did you mean /spec/replicas/x?'],
    ['/spec/containers/0', 'Did you mean /spec/template/spec/containers/0?'],
    ['/spec/args/0', 'Did you mean /spec/template/spec/containers/[name=prometheus]/args/0?'],
    ['/spec/template/spec/containers/[name=sidecar]', 'Did you mean [name=thanos-sidecar]?'],
    ['/spec/template/spec/containers/[name=grafana]', 'Elements: [name=prometheus], [name=thanos-sidecar].'],
    ['/spec/template/spec/containers/0/args/[--log.levle]', 'Did you mean [--log.level]?'],
    [
      '/spec/template/spec/containers/1/args/[--label]',
      /Name one by its value: .*\/\[--label=a="1"\], .*\/\[--label=b="2"\]\.$/,
    ],
    [
      '/spec/template/spec/containers/1/args/[--label=c="3"]',
      'Arguments with this flag: [--label=a="1"], [--label=b="2"].',
    ],
    ['/metadata/annotations/example.com/team', /~1: \/metadata\/annotations\/example\.com~1team$/],
    ['/metadata/labels/app.kubernetes.io/name', /~1: \/metadata\/labels\/app\.kubernetes\.io~1name$/],
    ['/metadata/annotations/short/x', /~1: \/metadata\/annotations\/short~1x$/],
    ['/data/a/b', /~1: \/data\/a~1b$/],
    ['/spec/template/spec/containers/0/args/[--log.level=/x/y]', /~1: .*\/\[--log\.level=~1x~1y\]$/],
    ['/metadata/annotations/-', /\/metadata\/annotations\/NAME\. Keys: short\./],
    ['/spec/template/spec/containers/prometheus', /\[name=…\]/],
  ])('suggests a fix for %s', (pointer, remedy) => {
    expect((resolve(pointer) as PathProblem).remedy).toMatch(remedy)
  })

  it.each([
    ['/data/a~1b/c', 'is a string'],
    ['/spec/replicas/c', 'has no fields'],
    ['/spec/template/spec/containers/2', 'has 2 elements'],
    ['/spec/template/spec/containers/-', 'only add can write'],
    ['/spec/template/spec/containers/01', 'is not a valid index'],
    ['/spec/toString', 'There is no'],
  ])('refuses %s', (pointer, message) => {
    expect((resolve(pointer) as PathProblem).message).toContain(message)
  })

  it('refuses for add the end of a mapping', () => {
    expect(resolve('/metadata/annotations/-', true)).toMatchObject({ code: 'patch-path-invalid' })
  })

  it('accepts for add a new field and the end of a list', () => {
    expect(resolve('/spec/minReadySeconds', true)).toEqual({ steps: ['spec', 'minReadySeconds'] })
    expect(resolve('/spec/template/spec/containers/-', true)).toEqual({
      steps: ['spec', 'template', 'spec', 'containers', '-'],
    })
    expect(resolve('/spec/strategy/type', true)).toMatchObject({
      code: 'patch-path-missing',
      remedy: 'Add /spec/strategy first.',
    })
  })
})
