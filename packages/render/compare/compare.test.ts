import { compareText } from '@thanos-gitops/report'
import { describe, expect, it } from 'vitest'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { type ExampleContent, exampleBase, exampleFiles, exampleSettings } from '../testing/small-stack.ts'
import { compareEnvironments } from './index.ts'

const rendered = (content: ExampleContent): RenderedEnvironment =>
  createRenderer(exampleBase)(exampleFiles(content)) as RenderedEnvironment
const patch = (value: number): string =>
  `- target: {kind: StatefulSet, name: thanos-store}\n  patch:\n    - {op: replace, path: /spec/replicas, value: ${value}}\n    - {op: replace, path: "/spec/template/spec/containers/0/args/[--log.level]", value: --log.level=l${value}}\n`

describe('compare', () => {
  it('prints differences by component, object and field, and marks values of the base', () => {
    const environments = [
      rendered({ patches: patch(3) }),
      rendered({ settings: `${exampleSettings}components: [rule]\n` }),
      rendered({}),
    ]
    expect(compareText(['a', 'b', 'c'], compareEnvironments(environments))).toMatchInlineSnapshot(`
      "FIELD                                                                    a               b                   c
      rule: StatefulSet/thanos-rule
        (the object)                                                           -               exists              -
      store: StatefulSet/thanos-store
        /spec/replicas                                                         3               2 *                 2 *
        /spec/template/spec/containers/[name=thanos-store]/args/[--log.level]  --log.level=l3  --log.level=info *  --log.level=info *

      * as in the base
      a, b, c: 3 differences"
    `)
  })

  it('finds nothing in equal environments, or in a component without differences', () => {
    expect(compareEnvironments([rendered({}), rendered({})])).toEqual([])
    expect(compareEnvironments([rendered({ patches: patch(3) }), rendered({})], 'query')).toEqual([])
  })
})
