import { describe, expect, it } from 'vitest'
import { parseExample, type Stacks } from './example.ts'

const only = (stacks: Stacks): string | undefined => stacks.get('production')
const stackAt = (): string => 'args:\n  - --a=1\n  - --b=2\n'

describe('parseExample', () => {
  const example = parseExample(
    `kind: Service
spec:
  selector:
    app: wbe # broken
    app: web # fixed
  ports: [] # none
`,
    stackAt,
  )

  it('separates the two versions', () => {
    expect(only(example.broken)).toBe('kind: Service\nspec:\n  selector:\n    app: wbe\n  ports: [] # none')
    expect(only(example.fixed)).toBe('kind: Service\nspec:\n  selector:\n    app: web\n  ports: [] # none')
  })

  it('has the lines that differ, without their common indentation', () => {
    expect(example.brokenLines).toEqual(['app: wbe'])
    expect(parseExample('a:\n  - b: 1 # broken\n    c: 2 # broken\n', stackAt).brokenLines).toEqual([
      '- b: 1',
      '  c: 2',
    ])
  })

  it.each([
    ['another line', '- --a=3 # broken\n- --a=1 # fixed\n', 'args:\n  - --a=3\n  - --b=2\n'],
    ['one more line', '- --a=1\n- --c=3 # broken\n', 'args:\n  - --a=1\n  - --c=3\n  - --b=2\n'],
    ['a part of a line', 'b=3 # broken\nb=2 # fixed\n', 'args:\n  - --a=1\n  - --b=3\n'],
    ['a document', '---\nkind: Service # broken\n', 'args:\n  - --a=1\n  - --b=2\n\n---\nkind: Service'],
  ])('changes a stack: %s', (_, changes, broken) => {
    const change = parseExample(`# in stack.yaml\n${changes}`, stackAt)
    expect(only(change.broken)).toBe(broken)
    expect(only(change.fixed)?.replace('\n---', '')).toBe(stackAt())
  })

  it.each(['- --z=3 # broken\n- --z=1 # fixed\n', '- -- # fixed\n'])(
    'refuses lines that are not once in it: %j',
    (changes) => expect(() => parseExample(`# in stack.yaml\n${changes}`, stackAt)).toThrow('exactly once'),
  )

  it('has several environments', () => {
    const { broken, fixed } = parseExample(
      '# environment a\nx: 1\n# environment b\nx: 1 # broken\nx: 2 # fixed\n',
      stackAt,
    )
    expect(Object.fromEntries(broken)).toEqual({ a: 'x: 1', b: 'x: 1' })
    expect(Object.fromEntries(fixed)).toEqual({ a: 'x: 1', b: 'x: 2' })
  })
})
