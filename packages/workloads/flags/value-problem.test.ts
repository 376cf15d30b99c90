import { describe, expect, it } from 'vitest'
import { valueProblem } from './value-problem.ts'

describe('valueProblem', () => {
  it.each([
    ['go-duration', '1d', false],
    ['go-duration', '1.5h', true],
    ['go-duration', '0', true],
    ['model-duration', '1d12h', true],
    ['model-duration', '1h1d', false],
    ['model-duration', '', false],
    ['time-or-duration', '-6w', true],
    ['time-or-duration', '+6w', false],
    ['float', 'x', false],
    ['uint', '-1', false],
    ['int', '-1', true],
    ['int', '5e7', true],
    ['int', '1.5', false],
    ['bytes', '1GB500MB', true],
    ['bytes', '1G', false],
    ['bytes', '1gb', false],
    ['url', 'http://a b', false],
    ['string', 'any', true],
  ] as const)('%s %s: %s', (type, value, isValid) => expect(valueProblem({ type }, value) === undefined).toBe(isValid))

  it('accepts a placeholder, whose value is not in the manifests', () =>
    expect(valueProblem({ type: 'int' }, '$(COUNT)')).toBeUndefined())

  it('lists the values of an enum', () =>
    expect(valueProblem({ type: 'enum', values: ['', 'info'] }, 'trace')).toBe('one of "", info'))
})
