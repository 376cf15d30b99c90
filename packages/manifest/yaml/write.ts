// Our own writer, because writing YAML is most of a render's time, and because YAML 1.1 readers misread strings that the `yaml`
// package leaves without quotes (`on`, `1_000`, `0o12`, dates). The relevant readers are go-yaml v2, which sigs.k8s.io/yaml uses
// (kubectl, the API server, Argo CD, Flux), and go-yaml v3 (kustomize).
import { isObject } from '../json.ts'
import { escapeStep } from '../pointer.ts'

/**
 * Writes a JSON value as YAML in the style of kubectl and kustomize: two spaces, lists not indented under their key, keys in the
 * order of the object, no folded lines, no anchors. YAML 1.1 and 1.2 readers read the same values. Undefined fields are left out.
 * Throws an Error for values that YAML or Kubernetes cannot represent: NaN, the key `<<`, half a surrogate pair, anything but
 * JSON. Its message has the JSON Pointer of the value.
 */
export function writeYaml(value: unknown): string {
  try {
    if (Array.isArray(value) && value.length > 0) return flat(`${list(value, 0)}\n`)
    const fields = isObject(value) ? mapping(value, 0) : ''
    return flat(`${fields || inline(value)}\n`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Error(`YAML cannot represent ${error.message} at ${pointerOfRefused(value) || 'the root'}`)
  }
}

/**
 * The same string. The engine joins the parts of a string when one of its characters is read: before the next object is written, the
 * parts are still new, and the garbage collector need not copy them.
 */
function flat(text: string): string {
  text.charCodeAt(0)
  return text
}

class Refusal extends Error {}

// A mapping or a list begins on the current line. Each next line begins with the newline of its depth.
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
    out += keyText(key) + fieldText(field, depth)
  }
  return out
}

/** The value of a field, after its key: on the same line, or on the next lines. */
function fieldText(value: unknown, depth: number): string {
  if (typeof value === 'string') return ` ${text(value, depth)}`
  if (Array.isArray(value) && value.length > 0) return newline(depth) + list(value, depth)
  const fields = isObject(value) ? mapping(value, depth + 1) : ''
  return fields === '' ? ` ${inline(value)}` : newline(depth + 1) + fields
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
      out += (isObject(item) ? mapping(item, depth + 1) : '') || inline(item)
    }
  }
  return out
}

/** A scalar, or an empty list or mapping. */
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

/** Excludes a Date, a Map and a Set, which have no fields of their own either. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new Refusal(String(value))
  const digits = String(value)
  // A YAML 1.1 reader requires a point before the exponent and reads 1e+21 as a string.
  return digits.includes('e') && !digits.includes('.') ? digits.replace('e', '.0e') : digits
}

// The same names, flags and alerts appear in every environment: a look-up is faster than a decision about quotes. A full cache
// keeps its entries, most of which are the base's.
const cacheSize = 10_000
const longestCached = 512
const cachedValues = new Map<string, string>()
const cachedKeys = new Map<string, string>()

function cache(written: Map<string, string>, value: string, yaml: string): string {
  if (written.size < cacheSize && value.length <= longestCached) written.set(value, yaml)
  return yaml
}

function text(value: string, depth: number): string {
  const cached = cachedValues.get(value)
  if (cached !== undefined) return cached
  if (isPlain(value)) return cache(cachedValues, value, value)
  if (value.includes('\n') && fitsBlock(value)) return blockText(value, depth)
  return cache(cachedValues, value, quoted(value))
}

/** YAML 1.1 readers look for the colon of a key in its first 1024 characters. */
const longestKey = 1000

function keyText(key: string): string {
  const cached = cachedKeys.get(key)
  if (cached !== undefined) return cached
  // kustomize reads it as the merge key even in quotes.
  if (key === '<<') throw new Refusal('the key <<')
  const written = inline(key)
  if (written.length > longestKey) throw new Refusal(`a key of ${key.length} characters`)
  return cache(cachedKeys, key, `${written}:`)
}

// Strings that begin with YAML syntax.
const sign = /^(?:$|[,[\]{}#&*!|>'"%@`?: ]|-(?:$| |--)|\.\.\.)/
const notInLine = /[^\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/
// Strings that a reader of YAML 1.1 or 1.2 reads as another type. go-yaml v2 and v3: words in resolve.go, numbers by Go's
// ParseInt and ParseFloat, dates by time.Parse. YAML 1.1 also has numbers of base 60: https://yaml.org/type.
const otherTypes = [
  '[~=]|<<|null|true|false|yes|no|on|off|y|n',
  '[-+]?\\.?(?:inf|nan)',
  '[-+]?0[xob][-+]?[\\da-f]*',
  '[-+]?\\d*(?:\\.\\d*)?(?:e[-+]?\\d*)?',
  '\\d{4}-\\d{1,2}-\\d{1,2}(?:[t ].*)?',
  '[-+]?\\d+(?::[\\d.]+)+',
]
const otherType = new RegExp(`^(?:${otherTypes.join('|')})$`, 'i')

/** go-yaml removes every `_` before it parses a number: `0_x1f` is 31. */
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

/** YAML has the escapes of JSON. JSON leaves some characters that YAML readers refuse, or read as the end of a line. */
function quoted(value: string): string {
  if (!value.isWellFormed()) throw new Refusal('half a surrogate pair')
  return JSON.stringify(value).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, unicodeEscape)
}

const notInBlock = /[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/

function fitsBlock(value: string): boolean {
  // The `yaml` package drops a last line of blanks. kustomize rewrites every block, and one that begins with a tab without the
  // indentation indicator that it needs.
  const end = value.slice(value.trimEnd().length)
  if (value[0] === '\t' || end.length === value.length || !/^[^\n]*\n*$/.test(end)) return false
  return !notInBlock.test(value) && value.isWellFormed()
}

/** How many lines `writeYaml` writes below the name of the field for a string: 0 if it is on the line of the name. */
export const linesBelow = (value: string): number =>
  value.includes('\n') && fitsBlock(value) ? blockBody(value).split('\n').length : 0

const blockBody = (value: string): string => (value.endsWith('\n') ? value.slice(0, -1) : value)

function blockText(value: string, depth: number): string {
  // Without an indicator, the reader takes the indentation from the first line.
  const indentation = /^[\n ]/.test(value) ? '2' : ''
  const chomping = value.endsWith('\n') ? (value.endsWith('\n\n') ? '+' : '') : '-'
  const body = blockBody(value)
  const start = newline(depth + 1)
  const lines = body.replace(/\n(?!\n|$)/g, start)
  return `|${indentation}${chomping}${body.startsWith('\n') ? '\n' : start}${lines}`
}

/** The JSON Pointer of the value that was refused: writes each child again. */
function pointerOfRefused(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  for (const [key, child] of Object.entries(value)) {
    try {
      if (Array.isArray(value)) list([child], 0)
      else mapping({ [key]: child }, 0)
    } catch {
      return `/${escapeStep(key)}${pointerOfRefused(child)}`
    }
  }
  return ''
}
