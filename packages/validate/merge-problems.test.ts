import { describe, expect, it } from 'vitest'
import { mergeProblems } from './merge-problems.ts'
import type { ObjectProblem } from './object-problem.ts'

const problem = (pointer: string, code: string): ObjectProblem => ({
  pointer,
  finding: { code, severity: 'error', message: `${code} ${pointer}` },
})
const schema = (pointer: string): ObjectProblem => problem(pointer, 'schema-mismatch')
const cause = (pointer: string): ObjectProblem => problem(pointer, 'api-server-refuses')

const merged = (schemas: readonly ObjectProblem[], server: readonly ObjectProblem[], isKnown = true) =>
  mergeProblems(schemas, { problems: server, isKnown }).map(({ pointer, finding }) => `${finding.code} ${pointer}`)

describe('mergeProblems', () => {
  it('prefers the words of the server where both report a field', () =>
    expect(merged([schema('/spec/a'), schema('/spec/b')], [cause('/spec/a'), cause('/spec/c')])).toEqual([
      'api-server-refuses /spec/a',
      'api-server-refuses /spec/c',
      'schema-mismatch /spec/b',
    ]))

  it('takes the remedy of the schemas', () => {
    const { finding, pointer } = schema('/spec/a')
    const [found] = mergeProblems([{ pointer, finding: { ...finding, remedy: 'Did you mean b?' } }], {
      problems: [cause('/spec/a')],
      isKnown: true,
    })
    expect(found?.finding).toEqual({ ...cause('/spec/a').finding, remedy: 'Did you mean b?' })
  })

  it('counts a field and its parent as the same', () =>
    expect(merged([schema('/spec')], [cause('/spec/template')])).toEqual(['api-server-refuses /spec/template']))

  it('does not report a kind as unknown that the server has', () => {
    const unknown = problem('/kind', 'schema-unknown-kind')
    expect(merged([unknown], [])).toEqual([])
    expect(merged([unknown], [], false)).toEqual(['schema-unknown-kind /kind'])
  })

  it('keeps what the schemas report if there is no verdict', () =>
    expect(mergeProblems([schema('/spec/a')], undefined)).toEqual([schema('/spec/a')]))
})
