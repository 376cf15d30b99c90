// Written for this purpose because writing YAML is most of a render's time, and because what the `yaml` package leaves
// plain is misread by YAML 1.1 readers (`on`, `1_000`, `0o12`, dates). The readers that count are go-yaml v2, on which
// sigs.k8s.io/yaml stands (kubectl, the API server, Argo CD, Flux), and go-yaml v3 (kustomize).

/**
 * Plain JSON values as YAML in the style of kubectl and kustomize: two spaces, lists not indented under their key, keys
 * in the order of the object, no folded lines, no anchors. YAML 1.1 and 1.2 readers read the same values. Fields that
 * are undefined are left out. Throws on what YAML or Kubernetes has no words for: NaN, the key `<<`, half a surrogate
 * pair, anything but JSON. The message names the place as a JSON Pointer.
 */
export function writeYaml(value: unknown): string {
  try {
    if (Array.isArray(value) && value.length > 0) return `${list(value, 0)}\n`
    const fields = isMapping(value) ? mapping(value, 0) : ''
    return `${fields || inline(value)}\n`
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Error(`YAML cannot hold ${error.message} at ${refusedAt(value) || 'the root'}`)
  }
}

class Refusal extends Error {}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// The text of a mapping or a list begins on the current line; each next line begins with the newline of its depth.
const newlines = ['\n']
const newline = (depth: number): string => (newlines[depth] ??= `\n${'  '.repeat(depth)}`)

/** Empty when the mapping has no fields. */
function mapping(value: Readonly<Record<string, unknown>>, depth: number): string {
  const between = newline(depth)
  let out = ''
  for (const key of Object.keys(value)) {
    const field = value[key]
    if (field === undefined) continue
    if (out !== '') out += between
    out += keyText(key)
    if (typeof field === 'string') {
      out += ` ${text(field, depth)}`
    } else if (Array.isArray(field) && field.length > 0) {
      out += between + list(field, depth)
    } else {
      const fields = isMapping(field) ? mapping(field, depth + 1) : ''
      out += fields === '' ? ` ${inline(field)}` : newline(depth + 1) + fields
    }
  }
  return out
}

function list(value: readonly unknown[], depth: number): string {
  const between = newline(depth)
  let out = ''
  for (const item of value) {
    out += out === '' ? '- ' : `${between}- `
    if (typeof item === 'string') {
      out += text(item, depth)
    } else if (Array.isArray(item) && item.length > 0) {
      out += list(item, depth + 1)
    } else {
      out += (isMapping(item) ? mapping(item, depth + 1) : '') || inline(item)
    }
  }
  return out
}

/** What is neither a list nor a mapping, or is empty. */
function inline(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return isPlain(value) ? value : quoted(value)
    case 'number':
      return numberText(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return '[]'
      if (isPlainObject(value)) return '{}'
  }
  if (value === undefined) throw new Refusal('undefined')
  throw new Refusal(`a ${value instanceof Object ? value.constructor.name : typeof value}`)
}

/** A Date, a Map or a Set has no fields of its own either. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new Refusal(String(value))
  const digits = String(value)
  // A YAML 1.1 reader asks for a point before the exponent: 1e+21 would be text.
  return digits.includes('e') && !digits.includes('.') ? digits.replace('e', '.0e') : digits
}

// The same names, flags and alerts come again in every environment, so that looking up beats judging. When full it
// stays as it is: the base comes first.
const mostKnown = 10_000
const longestKnown = 512
const knownTexts = new Map<string, string>()
const knownKeys = new Map<string, string>()

function remember(known: Map<string, string>, value: string, written: string): string {
  if (known.size < mostKnown && value.length <= longestKnown) known.set(value, written)
  return written
}

function text(value: string, depth: number): string {
  const known = knownTexts.get(value)
  if (known !== undefined) return known
  if (isPlain(value)) return remember(knownTexts, value, value)
  if (value.includes('\n') && blockFits(value)) return blockText(value, depth)
  return remember(knownTexts, value, quoted(value))
}

/** YAML 1.1 finds the colon of a key only within 1024 characters. */
const longestKey = 1000

function keyText(key: string): string {
  const known = knownKeys.get(key)
  if (known !== undefined) return known
  // The merge key: kustomize takes it for one even in quotes.
  if (key === '<<') throw new Refusal('the key <<')
  const written = inline(key)
  if (written.length > longestKey) throw new Refusal(`a key of ${key.length} characters`)
  return remember(knownKeys, key, `${written}:`)
}

// Signs of YAML where they stand without quotes.
const sign = /^(?:$|[,[\]{}#&*!|>'"%@`?: ]|-(?:$| |--)|\.\.\.)/
const notInLine = /[^\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/
// Read as another type by a reader of YAML 1.1 or 1.2. go-yaml v2 and v3: words in resolve.go, numbers by Go's ParseInt
// and ParseFloat, dates by time.Parse. YAML 1.1 itself, with base 60: https://yaml.org/type.
const otherTypes = [
  '[~=]|<<|null|true|false|yes|no|on|off|y|n',
  '[-+]?\\.?(?:inf|nan)',
  '[-+]?0[xob][-+]?[\\da-f]*',
  '[-+]?\\d*(?:\\.\\d*)?(?:e[-+]?\\d*)?',
  '\\d{4}-\\d{1,2}-\\d{1,2}(?:[t ].*)?',
  '[-+]?\\d+(?::[\\d.]+)+',
]
const otherType = new RegExp(`^(?:${otherTypes.join('|')})$`, 'i')

/** go-yaml drops every `_` before it looks for a number: `0_x1f` is 31. */
const isOtherType = (value: string): boolean => otherType.test(value.replaceAll('_', ''))

const isPlain = (value: string): boolean =>
  !notInLine.test(value) &&
  !sign.test(value) &&
  !value.endsWith(':') &&
  !value.endsWith(' ') &&
  !value.includes(': ') &&
  !value.includes(' #') &&
  !isOtherType(value) &&
  value.isWellFormed()

const unicodeEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** JSON's escapes are YAML's too, but JSON leaves as they are what YAML readers refuse or take for a line's end. */
function quoted(value: string): string {
  if (!value.isWellFormed()) throw new Refusal('half a surrogate pair')
  return JSON.stringify(value).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, unicodeEscape)
}

const notInBlock = /[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/

function blockFits(value: string): boolean {
  // The `yaml` package drops a last line of blanks. kustomize writes every block again, and where it begins with a tab
  // without the indicator that its indentation needs.
  const end = value.slice(value.trimEnd().length)
  if (value[0] === '\t' || end.length === value.length || !/^[^\n]*\n*$/.test(end)) return false
  return !notInBlock.test(value) && value.isWellFormed()
}

function blockText(value: string, depth: number): string {
  // The reader takes the indentation from the first line unless it is told.
  const indentation = /^[\n ]/.test(value) ? '2' : ''
  const chomping = value.endsWith('\n') ? (value.endsWith('\n\n') ? '+' : '') : '-'
  const body = value.endsWith('\n') ? value.slice(0, -1) : value
  const start = newline(depth + 1)
  const lines = body.replace(/\n(?!\n|$)/g, start)
  return `|${indentation}${chomping}${body.startsWith('\n') ? '\n' : start}${lines}`
}

/** The JSON Pointer of what was refused: writes piece by piece once more. */
function refusedAt(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  for (const [key, child] of Object.entries(value)) {
    try {
      if (Array.isArray(value)) list([child], 0)
      else mapping({ [key]: child }, 0)
    } catch {
      return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${refusedAt(child)}`
    }
  }
  return ''
}
