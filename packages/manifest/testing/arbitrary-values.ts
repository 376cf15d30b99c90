import fc from 'fast-check'

const alphabets = [
  [...'\n\n\n \t a-'],
  [...'a:#- ?!&*|>%@`\'"[]{},\\=~<.'],
  [...'01_.-+e:xobZT '],
  [...'01__xobXOBeE-+7f'],
  ['\n', '\n', ' ', '\t', 'a', '#', '- ', '---', '...', ': ', '|', '"', '{{ ', ' }}'],
  ['yes', 'no', 'on', 'null', 'true', '~', '.', 'inf', 'nan', '=', '+', '-', '2026', '-01', ' '],
  ['😀', 'é', '\u3000', '\u00ad', '\u200b', '\ue000', 'a', ' ', '\n'],
]

/** Strings of characters that have a meaning in YAML. Never `<<`, which YAML 1.1 does not read as a key. */
export const arbitraryString: fc.Arbitrary<string> = fc
  .oneof(...alphabets.map((alphabet) => fc.array(fc.constantFrom(...alphabet), { maxLength: 30 })))
  .map((parts) => parts.join('').replace('<<', '<'))

const arbitraryNumber = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  // YAML has no negative zero.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
)

/** What JSON can contain, up to a depth of four. */
export const arbitraryValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    arbitraryString,
    fc.constantFrom(true, false, null),
    arbitraryNumber,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(arbitraryString, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value
