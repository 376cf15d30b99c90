import { expect, it } from 'vitest'
import { anchoredPattern } from '../engine/re2.ts'
import { regexSamples } from './regex-samples.ts'

it.each<[string, string[]]>([
  ['eu-1', ['eu-1']],
  ['eu-1|us-1', ['eu-1', 'us-1']],
  ['(eu|us)-(1|2)', ['eu-1', 'eu-2', 'us-1', 'us-2']],
  ['^(?:eu|us)$', ['eu', 'us']],
  ['eu-.*', ['eu-']],
  ['eu-.+', ['eu-x']],
  ['eu-\\d{2}', ['eu-00']],
  ['[a-c]x?', ['a']],
  ['[^x]\\.y', ['0.y']],
  ['', ['']],
])('gives strings that %s matches', (pattern, samples) => {
  expect(regexSamples(pattern)).toEqual(samples)
  for (const sample of samples) expect(anchoredPattern(pattern)?.matches(sample)).toBe(true)
})

it.each(['(((a|b)(c|d)){3}|x', '[abc', 'a\\', '(a|b)(c|d)(e|f)(g|h)(i|j)(k|l)(m|n)(o|p)'])('ends for %s', (pattern) => {
  expect(regexSamples(pattern).length).toBeLessThanOrEqual(20)
})
