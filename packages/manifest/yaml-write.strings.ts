// Strings that some reader of YAML takes for something else. All of them must come back, as values and as keys.

const words = ['yes', 'Yes', 'YES', 'no', 'on', 'On', 'off', 'y', 'Y', 'n', 'N', 'true', 'True', 'TRUE', 'false', 'null', 'Null', 'NULL', '~', '=', '', '.inf', '-.INF', '+.inf', '.nan', '.NaN', 'inf', 'NaN']
const numbers = ['0', '1', '-1', '+1', '007', '0755', '0o12', '0O12', '0x1f', '0X1F', '-0x1F', '+0x1', '0b11', '-0b1', '0b', '1e3', '1E3', '1e+3', '1e', '1e_7', '1.', '.5', '+.5', '0.5', '.', '+.', '._', 'e6', '_', '_1', '1_', '1_000', '1_000.5', '0x1_F', '1__0', '0_x1F', '0__b1', '0_O7', '-_0x1', '1e_+3', '1_e3', '12:30:45', '190:20:30.5', '12:30', '-1:1', '1e1000', '99999999999999999999', '9090:9090']
const dates = ['2026-01-01', '2026-1-1', '2026-01-01T10:00:00Z', '2026-01-01t10:00:00.1+02:00', '2001-12-14 21:59:43.10 -5', '2026-01-01-1']
const plain = ['thanos-store', '100m', '1Gi', '10.0.0.1', 'v0.39.2', '1.2.3', '10.0.0.1:10901', 'a:b', 'a#b', '--log.level=info', '-x', '/-/ready', '~/x', '=~', 'http://x/y?a=b&c=d', '$(POD_NAME)', 'a, b', 'a]', 'it\'s "so"', 'a\\b', 'é', '😀', '5m', 'rate(x[5m])', '(a) > 1', '\u00a0', '\u3000x', '\u200b', 'thanos.yaml']
const signs = ['-', '- a', '--', '---', '--- a', '---a', '...', '... a', '?', '? a', '?a', ':', ': a', ':a', '#', '#a', 'a #b', 'a: b', 'a:', 'a :b', '[x', ']', '{x', '}', '*x', '&x', '!x', '!!str', '%x', '@x', '`x', '|', '|-', '>', '>x', ',', '"', "'", '"x"', "'x'", '\\', '\\n', '<', '<<<', '{}', '[]', '{{ $labels.pod }}', '{{$value | humanize}}% of', '$labels: {{ $labels.pod }}', '{"a": [1, "b"]}', 'sum by (job) (rate(x{a=~"5..", b!="c"}[5m])) > 0 # why', '{__name__=~"up|down"}', ' a', 'a ', '  ', 'a\tb', '\ta', 'a\t', 'a:\tb']
const lines = ['\n', '\n\n', 'a\n', 'a\nb', 'a\nb\n', 'a\nb\n\n', 'a\nb\n\n\n\n', '\na', '\n\na\n', '\n a\n', ' a\nb', '  a\n b\n', 'a\n\nb\n', 'a\n  \nb\n', 'a \nb  \n', 'a\n ', 'a\n \n', 'a\n\n  \n\n', '  \n', ' \na', '\ta\nb', '\n\ta\n', 'a\n\tb\n', 'a\n\t\n', 'a\n\tb\t\n', 'a\r\nb\r\n', 'a\rb', '---\na\n', 'a\n---\nb\n', 'a\n...\n', '# a\nb\n', '- a\n- b\n', 'a: b\nc: |\n  d\n', '{\n  "a": [\n    1\n  ]\n}\n', 'sum(\n  rate(x{a="b"}[5m])\n) > 0\n', 'é\n😀\n', '\u00a0\na', 'a\n\u00a0']
const characters = ['\0', 'a\0b\n', '\x07', '\x1b[0m', '\x7f', '\x80', '\x9f', '\x85', 'a\x85b\n', '\u2028', 'a\u2029\nb', '\ufeff', 'a\ufeff\nb', '\ufffe', '\uffff', '\ufffd', '\ue000', '\u{1ffff}', '\u{10ffff}', '\u202e']
const long = ['long '.repeat(400) + 'end', 'x'.repeat(3000), '1'.repeat(400), `${'y'.repeat(200)}\n`.repeat(20)]

export const strings: readonly string[] = [words, numbers, dates, plain, signs, lines, characters, long].flat()

/** kustomize loses them however they are written. */
export const hasControls = (text: string): boolean => /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/.test(text)

const alphabets = [
  [...'\n\n\n \t a-'],
  [...'a:#- ?!&*|>%@`\'"[]{},\\=~<.'],
  [...'01_.-+e:xobZT '],
  [...'01__xobXOBeE-+7f'],
  ['\n', '\n', ' ', '\t', 'a', '#', '- ', '---', '...', ': ', '|', '"', '{{ ', ' }}'],
  ['yes', 'no', 'on', 'null', 'true', '~', '.', 'inf', 'nan', '=', '+', '-', '2026', '-01', ' '],
  ['😀', 'é', '\u3000', '\u00ad', '\u200b', '\ue000', 'a', ' ', '\n'],
]

/** The same pseudo-random strings and values for the same seed. */
export function randomSource(seed: number) {
  let state = seed
  // Numerical Recipes' linear congruential generator.
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!
  const many = <T>(limit: number, make: () => T): T[] => Array.from({ length: below(limit) }, make)
  const string = (): string => {
    const alphabet = pick(alphabets)
    return many(pick([4, 8, 8, 30]), () => pick(alphabet)).join('')
  }
  const scalar = (): unknown => pick([string, string, string, () => pick([true, false, null]), () => below(100) - 50, () => (below(2 ** 31) - 2 ** 30) * 10 ** (below(60) - 30)])()
  const value = (depth: number): unknown => {
    const shape = depth === 0 ? 0 : below(4)
    if (shape === 1) return many(4, () => value(depth - 1))
    if (shape === 2) return Object.fromEntries(many(4, () => [string().replace('<<', '<'), value(depth - 1)]))
    return scalar()
  }
  return { string, value }
}
