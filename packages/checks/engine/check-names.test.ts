import { describe, expect, it } from 'vitest'
import { checks } from '../registry.ts'
import { removedChecks, renamedChecks } from '../renamed-checks.ts'
import { checkNameProblem } from './check-names.ts'
import { readDeclarations } from './declarations.ts'

describe('checkNameProblem', () => {
  it.each(['service-selects-pods', 'TH014'])('accepts %s', (name) =>
    expect(checkNameProblem(name, checks)).toBeUndefined(),
  )

  it('suggests a similar name', () =>
    expect(checkNameProblem('service-select-pods', checks)).toEqual({
      message: 'There is no check service-select-pods.',
      remedy: 'Did you mean service-selects-pods?',
    }))

  it('refers to the list if no name is similar', () =>
    expect(checkNameProblem('x', checks)?.remedy).toBe('Run thanos-gitops check --list to see all checks.'))

  it('returns the current name of a renamed check', () =>
    expect(checkNameProblem('flags-stand-once', checks)).toEqual({
      message: 'The check flags-stand-once was renamed to flags-appear-once.',
      remedy: 'Write flags-appear-once.',
    }))

  it.each(['api-server-refuses', 'api-server-refuses-pods', 'api-server-warns'])('has no exceptions for %s', (code) => {
    const content = `exceptions: [{check: ${code}, object: Pod/a, reason: r, until: 2999-01-01}]`
    const { exceptions, findings } = readDeclarations('exceptions.yaml', content, checks)
    expect(exceptions).toEqual([])
    expect(findings).toMatchObject([
      {
        code: 'exceptions-invalid',
        severity: 'error',
        message: expect.stringContaining(`${code} is the API server's answer`) as unknown,
        remedy: expect.stringMatching(/[Rr]emove this exception/) as unknown,
      },
    ])
  })

  it.each(['TH047', 'stateful-sets-keep-what-is-immutable'])('reports that %s was removed', (name) =>
    expect(checkNameProblem(name, checks)).toEqual({
      message: `The check ${name} was removed.`,
      remedy: 'Remove the exception. The command diff reports immutable fields.',
    }),
  )
})

describe('the lists of former names', () => {
  const names = new Set(checks.map(({ name }) => name))

  it.each(Object.entries(renamedChecks))('%s is now %s', (former, current) => {
    expect(names).toContain(current)
    expect(names).not.toContain(former)
  })

  it.each(Object.keys(removedChecks))('%s is not a check', (former) =>
    expect(checks.some(({ name, id }) => name === former || id === former)).toBe(false),
  )
})

describe('an exceptions file', () => {
  it('gets an error with the current name at the line of a former name', () => {
    const file = 'exceptions:\n- {check: logs-tell-what-happens, object: "*", reason: r, until: 2027-03-01}\n'
    expect(readDeclarations('exceptions.yaml', file, checks).findings).toMatchObject([
      {
        code: 'exceptions-invalid',
        message: 'The check logs-tell-what-happens was renamed to log-level-is-useful.',
        place: { line: 2 },
      },
    ])
  })
})
