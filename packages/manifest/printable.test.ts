import { describe, expect, it } from 'vitest'
import { oneLine, printableLines, printableOutput } from './printable.ts'
import { almostLinear, growthExponent } from './testing/growth.ts'

const everyCharacter = String.fromCharCode(...Array.from({ length: 0x3000 }, (_, code) => code))
const acting = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u

describe('oneLine', () => {
  it('leaves no character that a terminal or a viewer acts on', () =>
    expect(oneLine(everyCharacter)).not.toMatch(acting))

  it('leaves letters of every language', () => expect(oneLine('Größe: 大きさ, גודל')).toBe('Größe: 大きさ, גודל'))

  it.each<[string, string]>([
    ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['\u009b2J', '\\u009b2J'],
    ['safe\u202egnp.exe', 'safe\\u202egnp.exe'],
    ['a\r\nb\tc', 'a\\u000d\\nb\\tc'],
    ['a\n::error::x', 'a\\n::error::x'],
    ['::stop-commands::x', '\\u003a:stop-commands::x'],
    ['a ##[error]x', 'a #\\u0023[error]x'],
    ['StatefulSet::name', 'StatefulSet::name'],
  ])('prints %j as %j', (text, printed) => expect(oneLine(text)).toBe(printed))
})

it('keeps the lines of a difference, and disarms workflow commands in them', () =>
  expect(printableLines('-a\n   ::add-mask::b\n+\u001bc')).toBe('-a\n   \\u003a:add-mask::b\n+\\u001bc'))

describe('printableOutput', () => {
  it('keeps newlines and tabs only', () =>
    expect([...printableOutput(everyCharacter, { color: true })].filter((letter) => acting.test(letter))).toEqual([
      '\t',
      '\n',
    ]))

  it('keeps color sequences only where a format writes them', () => {
    const text = '\u001b[31merror\u001b[0m \u001b[2J'
    expect(printableOutput(text, { color: true })).toBe('\u001b[31merror\u001b[0m \\u001b[2J')
    expect(printableOutput(text, { color: false })).toBe('\\u001b[31merror\\u001b[0m \\u001b[2J')
  })

  it('keeps annotations, and no other workflow command', () => {
    const annotations = '::error file=a.yaml,line=4,title=x::y\n::warning title=x::y\n'
    expect(printableOutput(annotations, { color: false })).toBe(annotations)
    expect(printableOutput('a\n::error::x\n \t::add-mask::y\n', { color: false })).toBe(
      'a\n\\u003a:error::x\n \t\\u003a:add-mask::y\n',
    )
  })

  it('leaves JSON that has the same value', () => {
    const value = { [everyCharacter]: '##[error]\n::error::' }
    expect(JSON.parse(printableOutput(JSON.stringify(value, undefined, 2), { color: false }))).toEqual(value)
  })

  it.each(['::', ' ', '\n', '\u001b', '#', '::error title=', '\t::'])('escapes %j in linear time', (unit) => {
    const exponent = growthExponent(
      2 ** 22,
      (size) => unit.repeat(size / unit.length),
      (text) => printableOutput(text, { color: true }),
    )
    expect(exponent).toBeLessThan(almostLinear)
  })
})
