import { describe, expect, it } from 'vitest'
import { parseExample } from './example.ts'

describe('parseExample', () => {
  const example = parseExample(`kind: Service
spec:
  selector:
    app: wbe # broken
    app: web # fixed
  ports: [] # none
`)

  it('separates the two versions', () => {
    expect(example.broken).toBe('kind: Service\nspec:\n  selector:\n    app: wbe\n  ports: [] # none\n')
    expect(example.fixed).toBe('kind: Service\nspec:\n  selector:\n    app: web\n  ports: [] # none\n')
  })

  it('has the lines that differ, without their common indentation', () => {
    expect(example.brokenLines).toEqual(['app: wbe'])
    expect(parseExample('a:\n  - b: 1 # broken\n    c: 2 # broken\n').brokenLines).toEqual(['- b: 1', '  c: 2'])
  })
})
