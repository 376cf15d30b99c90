import { describe, expect, it } from 'vitest'
import { type FieldTree, fieldsWithoutManifest, unionOf } from './field-tree.ts'

describe('unionOf', () => {
  it.each<[string, FieldTree, FieldTree, FieldTree]>([
    ['nothing and a field', {}, { 'f:spec': { 'f:replicas': {} } }, { 'f:spec': { 'f:replicas': {} } }],
    [
      'fields of one mapping',
      { 'f:spec': { 'f:replicas': {} } },
      { 'f:spec': { 'f:paused': {} } },
      { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } },
    ],
    // As a set of paths: /a, and /a/b. The union has both.
    ['a value and what is below it', { 'f:a': {} }, { 'f:a': { 'f:b': {} } }, { 'f:a': { '.': {}, 'f:b': {} } }],
    [
      'an item of a list',
      { 'f:c': { 'k:{"name":"x"}': { '.': {}, 'f:image': {} } } },
      { 'f:c': { 'k:{"name":"x"}': { '.': {}, 'f:args': {} } } },
      { 'f:c': { 'k:{"name":"x"}': { '.': {}, 'f:image': {}, 'f:args': {} } } },
    ],
    [
      'equal trees',
      { 'f:a': { '.': {}, 'v:"x"': {} } },
      { 'f:a': { '.': {}, 'v:"x"': {} } },
      { 'f:a': { '.': {}, 'v:"x"': {} } },
    ],
  ])('joins %s', (_what, a, b, both) => {
    expect(unionOf(a, b)).toEqual(both)
    expect(unionOf(b, a)).toEqual(both)
  })
})

describe('fieldsWithoutManifest', () => {
  const manifest = {
    metadata: { labels: { app: 'store' } },
    spec: { template: { spec: { containers: [{ name: 'store', image: 'a', args: ['--x'] }] } } },
  }
  const paths = (tree: FieldTree, live: unknown, defaults?: unknown) =>
    fieldsWithoutManifest(tree, live, manifest, defaults).map(({ path }) => path.join('/'))

  it('returns a field, and an item of a list as a whole', () =>
    expect(
      paths(
        {
          'f:metadata': { 'f:labels': { 'f:app': {}, 'f:team': {} } },
          'f:spec': {
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"store"}': {
                    '.': {},
                    'f:image': {},
                    'f:env': { 'k:{"name":"A"}': { '.': {}, 'f:value': {} } },
                  },
                  'k:{"name":"debug"}': { '.': {}, 'f:image': {}, 'f:name': {} },
                },
              },
            },
          },
        },
        {
          metadata: { labels: { app: 'store', team: 'x' } },
          spec: {
            template: {
              spec: {
                containers: [
                  { name: 'store', image: 'a', args: ['--x'], env: [{ name: 'A', value: '1' }] },
                  { name: 'debug', image: 'b' },
                ],
              },
            },
          },
        },
      ),
    ).toEqual([
      'metadata/labels/team',
      'spec/template/spec/containers/[name=store]/env/[name=A]',
      'spec/template/spec/containers/[name=debug]',
    ]))

  it('leaves out what the object no longer has, and what the manifest has', () =>
    expect(
      paths(
        { 'f:metadata': { 'f:labels': { 'f:app': {}, 'f:gone': {} } } },
        { metadata: { labels: { app: 'other' } } },
      ),
    ).toEqual([]))

  it('leaves out a default of the server, unless the value differs', () => {
    const tree = { 'f:spec': { 'f:strategy': { '.': {}, 'f:type': {} }, 'f:paused': {} } }
    const defaults = { ...manifest, spec: { ...manifest.spec, strategy: { type: 'RollingUpdate' } } }
    const live = (type: string) => ({ spec: { strategy: { type } } })
    expect(paths(tree, live('RollingUpdate'), defaults)).toEqual([])
    expect(paths(tree, live('Recreate'), defaults)).toEqual(['spec/strategy/type'])
  })

  it('finds an item of a set', () =>
    expect(
      paths(
        { 'f:metadata': { 'f:finalizers': { 'v:"example.com/keep"': {} } } },
        { metadata: { finalizers: ['example.com/keep'] } },
      ),
    ).toEqual(['metadata/finalizers/"example.com/keep"']))
})
