import { runInNewContext } from 'node:vm'
import { type Json, setting } from '@thanos-gitops/manifest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LiteralStyle, literal } from './literal.ts'

const style: LiteralStyle = {
  names: () => undefined,
  reference: (name) => (name === 'namespace' ? 'namespace' : `setting('${name}')`),
}
const evaluated = (source: string): unknown =>
  JSON.parse(
    JSON.stringify(runInNewContext(`(${source})`, { setting, namespace: setting('namespace') })) ?? 'null',
  ) as unknown

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom("'", '"', '`', '${', '\\', '\n', '\t', '\u2028', '\ud800', '\ue001', 'a'.repeat(50)))
    .map((parts) => parts.join('')),
)
const arbitraryValue = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' })

describe('literal', () => {
  it('has the value that it is written for', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryValue, text, fc.dictionary(text, text)), fc.nat(80), (value, indent) => {
        // An import refuses objects with the mark of a reference.
        const json = JSON.parse(JSON.stringify(value).replaceAll('\ue000', '')) as Json
        expect(evaluated(literal(json, style, indent))).toEqual(json)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['a plain string', 'a', "'a'"],
    ['an apostrophe', "it's", `"it's"`],
    ['both quotes', `'"`, `'\\'"'`],
    ['several lines', 'a: `b`\nc: ${d}\\\n', '`a: \\`b\\`\nc: \\${d}\\\\\n`'],
    ['a setting', setting('namespace'), 'namespace'],
    ['a setting in a string', `thanos.${setting('namespace')}.svc`, '`thanos.${namespace}.svc`'],
    ['another setting', setting('cluster'), "setting('cluster')"],
    ['keys that are no names', { 'a/b': 1, c: 2 }, "{ 'a/b': 1, c: 2 }"],
    ['a key that is not a field', JSON.parse('{"__proto__": 1}') as Json, "{ ['__proto__']: 1 }"],
    ['invisible characters', 'a\u200bb', "'a\\u{200b}b'"],
  ])('writes %s', (_, value, expected) => {
    expect(literal(value, style)).toBe(expected)
    expect(evaluated(literal(value, style))).toEqual(JSON.parse(JSON.stringify(value)))
  })
})
