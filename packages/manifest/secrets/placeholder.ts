/** Words that replace a credential in examples. */
const placeholderWord =
  /^(x{2,64}|\*{1,64}|\.{3}|…|-|change[-_ ]?me|redacted|masked|\(masked\)|placeholder|none|null|true|false|todo|replace[-_ ]?me)$/i

const longestPlaceholder = 256

/**
 * Whether a value is not a credential: it is empty, a reference that a program replaces (`$(NAME)`, `${NAME}`, `{{ … }}`), an
 * encrypted value of SOPS, a setting of the base, or a placeholder such as `<password>`.
 */
export function isPlaceholder(text: string): boolean {
  const value = text.length > longestPlaceholder ? text.slice(0, longestPlaceholder) : text.trim()
  if (value === '' || value.includes('\uE000') || value.startsWith('ENC[AES256_GCM,')) return true
  if (text.length > longestPlaceholder) return false
  return (
    /^\$\(\w+\)$|^\$\{\w+\}$|^\$\w+$|^%[({]\w+[)}]s?$|^<[^<>]*>$|^\{\{[^]*\}\}$|^\$__\w+\{[^}]*\}$/.test(value) ||
    placeholderWord.test(value)
  )
}

/** Whether a value has the form of a name, a path or a word in lower case, which a generated credential does not have. */
export function looksLikeName(value: string): boolean {
  if (value.length > 253 || looksRandom(value)) return false
  return value.split(/[/._:@-]/).every((part) => part === '' || isWord(part))
}

const isWord = (part: string): boolean =>
  /^[a-z]+[0-9]{0,5}$|^[0-9]{1,12}$|^[A-Z]+[0-9]{0,3}$/.test(part) ||
  (part.length <= 40 && /^[A-Za-z][a-z]*(?:[A-Z][a-z]+)*[0-9]{0,3}$/.test(part)) ||
  (part.length < 20 && /^[a-z0-9]+$/.test(part))

const leastRandom = 20
const leastEntropy = 3.5

/** Whether a string has the form of a generated key: long, without spaces, of mixed characters that rarely repeat. */
export function looksRandom(value: string): boolean {
  if (value.length < leastRandom || value.length > 4096 || !/^[A-Za-z0-9+/=_~.-]+$/.test(value)) return false
  if (/^[0-9a-f]{32,}$/i.test(value)) return entropy(value) > 2.5
  const isMixed = /[a-z]/.test(value) && /[A-Z]/.test(value) && /[0-9]/.test(value)
  return isMixed && entropy(value) > leastEntropy && !/^[a-z]+(?:[._-][A-Za-z0-9]+)*$/.test(value)
}

const awsSecretLength = 40
const leastChanges = 14

/** Whether a string has the form of a secret key of AWS, which has no prefix: 40 characters that often change between classes. */
export function looksLikeAwsSecret(value: string): boolean {
  if (value.length !== awsSecretLength || !/^[A-Za-z0-9/+]+$/.test(value) || !looksRandom(value)) return false
  // A commit of git has 40 characters too.
  if (/^[0-9a-f]+$/.test(value)) return false
  return (value.match(/[a-z]+|[A-Z]+|[0-9]+|[/+]+/g)?.length ?? 0) >= leastChanges
}

/** Bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length)
  return bits
}
