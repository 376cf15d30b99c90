import { describe, expect, it } from 'vitest'
import { anchoredPattern, regexProblem } from './re2.ts'

// The descriptions are those of Go's regexp/syntax. An error of the whole pattern repeats it.
describe('regexProblem', () => {
  it.each([
    ['a.*|b', undefined],
    ['(?i)ab', undefined],
    ['(?i:ab)c', undefined],
    ['(?P<name>a)', undefined],
    ['[[:alpha:]]+', undefined],
    [String.raw`\pL+`, undefined],
    [String.raw`\Qa.b\E`, undefined],
    ['a{2,5}', undefined],
    ['a(', 'missing closing ) a('],
    ['(?!a)b', 'invalid or unsupported Perl syntax (?!'],
    ['(?<=a)b', 'invalid named capture (?<=a)b'],
    [String.raw`(a)\1`, String.raw`invalid escape sequence \1`],
    ['a**', 'invalid nested repetition operator **'],
    ['[z-a]', 'invalid character class range z-a'],
    ['a{1001}', 'invalid repeat count {1001}'],
    ['a\\', 'trailing backslash at end of expression'],
  ])('%s: %s', (pattern, problem) => expect(regexProblem(pattern)).toBe(problem))
})

describe('anchoredPattern', () => {
  it.each([
    ['a|b', 'b', true],
    ['a|b', 'ab', false],
    ['thanos-.*', 'thanos-store', true],
    ['thanos', 'thanos-store', false],
    // A JavaScript translation that drops the flag does not match.
    ['(?i)THANOS', 'thanos', true],
    ['(?i:A)b', 'aB', false],
    [String.raw`\QA.b\E`, 'A.b', true],
    [String.raw`\QA.b\E`, 'Axb', false],
    ['[[:digit:]]+', '12', true],
    ['[[:digit:]]+', 'ab', false],
    [String.raw`\PL+`, 'ab', false],
    ['a.b', 'a\nb', true],
    ['', '', true],
  ])('%s on %j: %s', (pattern, text, expected) => expect(anchoredPattern(pattern)?.matches(text)).toBe(expected))

  it('is undefined for a pattern that RE2 rejects', () => expect(anchoredPattern('(?!a)')).toBeUndefined())
})
