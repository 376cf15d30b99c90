import { describe, expect, it } from 'vitest'
import { sourceProblems } from './source-problems.ts'
import { exampleBase, exampleFiles } from './testing/small-stack.ts'

// The first path depends on the settings, the second one is not a path, and the kind of the third target does not exist.
const patches = `
- target: {kind: StatefulSet, name: thanos-store}
  patch:
    - {op: replace, path: '/spec/template/spec/containers/[name=thanos-store]/args/[--index-cache-size]', value: --index-cache-size=1GB}
    - {op: replace, path: spec/replicas, value: 3}
- target: {kind: StatefulSets, name: thanos-store}
  patch: [{op: replace, path: /spec/replicas, value: 3}]
`

describe('the problems of patches beside a file that cannot be read', () => {
  const files = exampleFiles({ patches })
  const codes = (written: Parameters<typeof sourceProblems>[1]): readonly string[] =>
    sourceProblems(exampleBase, written).map(({ code }) => code)

  it('include those that depend on settings, if these can be read', () => {
    expect(codes(files)).toEqual(expect.arrayContaining(['patch-list-step-none', 'patch-target-missing']))
  })

  it('leave out what the settings may add, if no setting can be read', () => {
    const { environment: _unreadable, ...others } = files
    const found = codes(others)
    expect(found).toEqual(expect.arrayContaining(['patch-path-invalid', 'patch-target-missing']))
    expect(found).not.toContain('patch-list-step-none')
  })
})
