import { describe, expect, it } from 'vitest'
import { checks } from '../registry.ts'
import { exampleOf, type Stacks } from './example.ts'
import { exampleFindings } from './example-problems.ts'

describe.each(checks.map((check) => [check.name, check] as const))('the example of %s', (name, check) => {
  const example = exampleOf(name)
  const messages = (stacks: Stacks | undefined): string[] =>
    stacks === undefined ? [] : exampleFindings([check], stacks, example!).map(({ message }) => message)

  it.skipIf(example === undefined)('has a problem that the check finds', () =>
    expect(messages(example?.broken)).not.toEqual([]),
  )

  it.skipIf(example === undefined)('has no problem in its fixed version', () =>
    expect(messages(example?.fixed)).toEqual([]),
  )
})
