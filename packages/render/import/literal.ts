// TypeScript literals in the style of the formatter, so that a generated file needs no formatting.
import { hasReference, type Json, referencesIn, replaceReferences } from '@thanos-gitops/manifest'
import { isList, isMapping } from './value.ts'

export const lineWidth = 120

/** The variables that a literal can use instead of a value: by the content of the value. */
export type Names = (value: Json, key: string | undefined) => string | undefined

/** How a reference to a setting is written inside of a template: `namespace` or `setting('cluster')`. */
export type ReferenceText = (name: string) => string

export interface LiteralStyle {
  readonly names: Names
  readonly reference: ReferenceText
}

/**
 * @param indent the spaces before the line that the literal begins in
 * @param used the characters of that line before the literal
 */
export function literal(value: Json, style: LiteralStyle, indent = 0, used = indent): string {
  const flat = flatLiteral(value, style)
  // A comma follows.
  if (flat !== undefined && used + flat.length < lineWidth) return flat
  const inner = ' '.repeat(indent + 2)
  const end = ' '.repeat(indent)
  if (isList(value)) {
    const elements = value.map((element) => `${inner}${elementLiteral(element, style, indent + 2)},\n`)
    return `[\n${elements.join('')}${end}]`
  }
  if (!isMapping(value)) return scalarLiteral(value, style)
  const fields = Object.entries(value).map(
    ([key, child]) => `${inner}${fieldLiteral(key, child, style, indent + 2)},\n`,
  )
  return `{\n${fields.join('')}${end}}`
}

const scalarLiteral = (value: Json, style: LiteralStyle): string =>
  typeof value === 'string' ? stringLiteral(value, style.reference) : String(value)

/** The literal on one line; undefined where the formatter, or a reader, needs several. */
function flatLiteral(value: Json, style: LiteralStyle): string | undefined {
  if (isList(value)) {
    const elements = value.map((element) => style.names(element, undefined) ?? flatLiteral(element, style))
    return isBroken(value) || elements.includes(undefined) ? undefined : `[${elements.join(', ')}]`
  }
  if (!isMapping(value)) {
    const text = scalarLiteral(value, style)
    return text.includes('\n') ? undefined : text
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  if (!isShort(value, style)) return undefined
  const fields = entries.map(([key, child]) => {
    const name = style.names(child, key)
    const flat = name ?? flatLiteral(child, style)
    return flat === undefined ? undefined : name === key ? key : `${keyLiteral(key)}: ${flat}`
  })
  return fields.includes(undefined) ? undefined : `{ ${fields.join(', ')} }`
}

const elementLiteral = (element: Json, style: LiteralStyle, indent: number): string =>
  style.names(element, undefined) ?? literal(element, style, indent)

function fieldLiteral(key: string, value: Json, style: LiteralStyle, indent: number): string {
  const name = style.names(value, key)
  if (name === key) return key
  const start = `${keyLiteral(key)}: `
  const written = name ?? literal(value, style, indent, indent + start.length)
  const isLong = /^['"]/.test(written) && indent + start.length + written.length + 1 > lineWidth
  return isLong ? `${start.trimEnd()}\n${' '.repeat(indent + 2)}${written}` : start + written
}

/** The formatter always breaks lists of several mappings with several fields each. */
const isBroken = (list: readonly Json[]): boolean =>
  list.length > 1 &&
  (list.every((element) => isMapping(element) && Object.keys(element).length > 1) ||
    list.every((element) => isList(element) && element.length > 1))

/** Whether a mapping is read at a glance on one line. */
function isShort(mapping: Readonly<Record<string, Json>>, { names }: LiteralStyle): boolean {
  const entries = Object.entries(mapping)
  const isWord = (value: Json, key: string | undefined): boolean =>
    typeof value !== 'object' || value === null || names(value, key) !== undefined
  if (entries.length > 4) return false
  return entries.every(
    ([key, value]) =>
      isWord(value, key) ||
      (entries.length <= 2 && Object.values(value as object).every((child: Json) => isWord(child, undefined))),
  )
}

/** `__proto__` in a literal would set the prototype. */
function keyLiteral(key: string): string {
  if (key === '__proto__') return "['__proto__']"
  if (/^[A-Za-z_$][\w$]*$/.test(key) || /^(0|[1-9]\d{0,8})$/.test(key)) return key
  return quoted(key)
}

function stringLiteral(text: string, reference: ReferenceText): string {
  if (!hasReference(text)) return text.includes('\n') ? template(text, reference) : quoted(text)
  const [only] = referencesIn(text)
  return replaceReferences(text, () => '') === '' && referencesIn(text).length === 1
    ? reference(only!)
    : template(text, reference)
}

/** A string in the quotes that need fewer escapes, on one line. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = Array.from(text, (character) =>
    character === quote || character === '\\' ? `\\${character}` : escapedControl(character),
  )
  return quote + escaped.join('') + quote
}

/** Several lines, or a string with references. */
function template(text: string, reference: ReferenceText): string {
  const parts = text.split(/(\uE000[^\uE001]*\uE001)/)
  const written = parts.map((part) =>
    hasReference(part) ? `\${${reference(referencesIn(part)[0]!)}}` : escapedTemplate(part),
  )
  return `\`${written.join('')}\``
}

const escapedTemplate = (text: string): string =>
  Array.from(text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${'), (character) =>
    character === '\n' ? character : escapedControl(character),
  ).join('')

/** Control characters, line separators and half surrogate pairs, which a file cannot contain or which nobody sees. */
const escapedControl = (character: string): string =>
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(character)
    ? character === '\n'
      ? '\\n'
      : character === '\t'
        ? '\\t'
        : `\\u{${character.codePointAt(0)!.toString(16)}}`
    : character
