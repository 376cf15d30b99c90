import { isCredentialName, isCredentialValue } from './credential-names.ts'
import { isPlaceholder, looksLikeName } from './placeholder.ts'
import { type Token, tokensIn } from './token-formats.ts'

/** The credentials in a string, in order and without overlap. Takes time in proportion to the length of the string. */
export function credentialsInText(text: string): readonly Token[] {
  if (text.length < 6) return []
  const found = [...tokensIn(text), ...privateKeys(text), ...addresses(text), ...headers(text), ...assignments(text)]
  if (found.length < 2) return found
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  const separate: Token[] = []
  for (const token of found) {
    const last = separate.at(-1)
    if (last === undefined || token.start >= last.end) separate.push(token)
    else if (token.end > last.end) separate[separate.length - 1] = { ...last, end: token.end }
  }
  return separate
}

const pemBegin = /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g
const pemEnd = /-----END (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----|"/g

/** A key without an end extends to the end of the string, or of the JSON string that it is in. */
function privateKeys(text: string): readonly Token[] {
  if (!text.includes('-----BEGIN ')) return []
  const found: Token[] = []
  pemBegin.lastIndex = 0
  for (let begin = pemBegin.exec(text); begin !== null; begin = pemBegin.exec(text)) {
    pemEnd.lastIndex = pemBegin.lastIndex
    const end = pemEnd.exec(text)
    const stop = end === null ? text.length : end[0] === '"' ? end.index : pemEnd.lastIndex
    found.push({ start: begin.index, end: stop, what: 'a private key' })
    pemBegin.lastIndex = stop
  }
  return found
}

const longestUserInfo = 1024

/** `user:password@` of addresses. */
function addresses(text: string): readonly Token[] {
  const found: Token[] = []
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const start = at + 3
    const { colon, end } = userInfo(text, start)
    if (end !== -1 && colon !== -1 && colon < end && !isPlaceholder(text.slice(colon + 1, end)))
      found.push({ start, end, what: 'a password in an address' })
  }
  return found
}

/** The first colon and the last @ of what follows `://`; -1 if there is none. */
function userInfo(text: string, start: number): { readonly colon: number; readonly end: number } {
  let colon = -1
  let end = -1
  for (let index = start; index < text.length && index < start + longestUserInfo; index++) {
    const character = text[index]!
    if (character === '@') end = index
    else if (text.startsWith('://', index) || /[\s"'`<>,\\)\]}|]/.test(character)) break
    else if (character === ':' && colon === -1) colon = index
    // A password can contain an unescaped slash; after a host or a port, a slash begins the path.
    else if (/[/?#]/.test(character) && (end !== -1 || colon === -1 || /^\d*$/.test(text.slice(colon + 1, index))))
      break
  }
  return { colon, end }
}

const header = /(?<![A-Za-z0-9])(Bearer|Basic|Token)[ \t]{1,4}([A-Za-z0-9+/=._~-]{6,4096})/gi

// Most strings have none of these: the searches below are skipped.
const scheme = /bearer|basic|token/i
const nameHint = /pass|pwd|secret|token|key|cred|auth|salt|connection|webhook_url|api_url/i

/** Values of the header Authorization. */
const headers = (text: string): readonly Token[] =>
  !scheme.test(text)
    ? []
    : Array.from(text.matchAll(header)).flatMap(({ index, 0: whole, 1: name = '', 2: value = '' }) => {
        const isHeader = /authorization["']?[ \t]{0,4}[:=][ \t"']{0,4}$/i.test(
          text.slice(Math.max(0, index - 32), index),
        )
        const isCredential = /^basic$/i.test(name)
          ? isBasic(value)
          : value.length >= 8 && (isHeader || !looksLikeName(value))
        if (!isCredential) return []
        const end = index + whole.length
        return [{ start: end - value.length, end, what: 'a credential of the header Authorization' }]
      })

function isBasic(value: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return false
  const decoded = Buffer.from(value, 'base64').toString('utf8')
  return /^[\x20-\x7E]+$/.test(decoded) && decoded.includes(':')
}

/** The name of an assignment with its separator: `--password=`, `"password": `, `password = `. */
const assigned = /(?<![\w.-])(-{0,2}[A-Za-z_][\w.-]{1,63})\\{0,3}["']?[ \t]{0,8}(?:=|:(?=[ \t\\"'\n]))[ \t]{0,8}/g
const quotedValue = /(\\{0,3}["'])([^"'\\\n]{0,4096})/y
// A reference such as $(NAME) is a value with its closing bracket.
const plainValue =
  /\$(?:\(\w{1,253}\)|\{\w{1,253}\})(?=$|[\s,;}\])"'\\&])|[^\s,;}\])"'\\&{[*!][^\s,;}\])"'\\&]{0,4095}/y
const blockValue = /[|>][+-]?[0-9]?[+-]?[ \t]{0,8}\r?\n[ \t]{1,64}([^\n]{1,4096})/y

/** Values of names that hold credentials, in documents, arguments and lines of logs. */
function assignments(text: string): readonly Token[] {
  if (!nameHint.test(text)) return []
  const found: Token[] = []
  assigned.lastIndex = 0
  let variable: { readonly name: string; readonly at: number } | undefined
  for (let match = assigned.exec(text); match !== null; match = assigned.exec(text)) {
    const name = match[1]!
    const isValue = name === 'value' && variable !== undefined && match.index - variable.at < 200
    const subject = isValue ? variable!.name : name
    if (name === 'name') {
      const value = valueAt(text, assigned.lastIndex)
      variable = value && isCredentialName(value.text) ? { name: value.text, at: value.end } : undefined
      continue
    }
    if (!isCredentialName(subject)) continue
    const value = valueAt(text, assigned.lastIndex)
    if (value === undefined || !isCredentialValue(subject, value.text, name.startsWith('-') || isValue)) continue
    found.push({ start: value.start, end: value.end, what: `the value of ${subject.replace(/^-+/, '')}` })
    assigned.lastIndex = value.end
  }
  return found
}

interface TextValue {
  readonly text: string
  readonly start: number
  readonly end: number
}

function valueAt(text: string, offset: number): TextValue | undefined {
  quotedValue.lastIndex = offset
  const quoted = quotedValue.exec(text)
  if (quoted) {
    const start = offset + quoted[1]!.length
    return { text: quoted[2]!, start, end: start + quoted[2]!.length }
  }
  blockValue.lastIndex = offset
  const block = blockValue.exec(text)
  if (block) {
    const end = offset + block[0].length
    return { text: block[1]!.trim(), start: end - block[1]!.length, end }
  }
  plainValue.lastIndex = offset
  const plain = plainValue.exec(text)
  return plain ? { text: plain[0], start: offset, end: offset + plain[0].length } : undefined
}
