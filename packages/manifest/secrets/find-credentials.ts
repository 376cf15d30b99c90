import { withoutCondition } from '../condition.ts'
import { isObject } from '../json.ts'
import { isCredentialName, isCredentialValue, leastSealed } from './credential-names.ts'
import { credentialsInText } from './find-in-text.ts'
import { isPlaceholder, looksLikeAwsSecret } from './placeholder.ts'

/** A literal credential in a value. It does not contain the credential. */
export interface Credential {
  /** The keys and indexes that lead to the string. */
  readonly steps: readonly (string | number)[]
  /** What it is: `a GitHub token`, `the value of password`. */
  readonly what: string
  /** What the credential is in, for the remedy. */
  readonly context: 'secret' | 'variable' | 'argument' | 'address' | 'text' | 'field'
  /** Index of the first character in the string. */
  readonly offset: number
  /** Index after the last character in the string. */
  readonly end: number
}

export interface FindOptions {
  /** Whether entries of a Secret that are configuration files without credentials are accepted. */
  readonly allowsSecretDocuments?: boolean
  /** The steps to the value in its object: names that are not in the value itself. */
  readonly within?: readonly string[]
  /** The kind of the object that the value is in. */
  readonly kind?: string | undefined
  /** An earlier state of the value. What it has at the same steps is left out. */
  readonly before?: unknown
}

/** The literal credentials anywhere in a value, such as a Kubernetes object, a parsed file or the value of a patch. */
export function findCredentials(value: unknown, options: FindOptions = {}): readonly Credential[] {
  const within = options.within ?? []
  const search = new Search(options.allowsSecretDocuments ?? false)
  const isEntry = options.kind === 'Secret' && isSecretField(within[0])
  if (isEntry && within.length > 1) search.secretEntry(value, within[1]!, within[0]!)
  else if (isEntry) search.secretEntries(value, within[0]!)
  else search.visit(value, subjectOf(within), nameOf(within), options.before)
  return search.found
}

const isSecretField = (name: string | undefined): boolean => name === 'data' || name === 'stringData'

/** Members that other members of their mapping describe: they can become credentials without a change of their own. */
const dependOnOthers = new Set(['data', 'stringData', 'patch', 'value'])

/** The name that describes a value: the last step that is not an index. */
const nameOf = (steps: readonly string[]): string => steps.findLast((step) => !/^(?:\d+|-)$/.test(step)) ?? ''

/** The variable or field that the steps lead to: `[name=PASSWORD]/value` leads to PASSWORD. */
function subjectOf(steps: readonly string[]): string {
  const variable = /^\[name=(.*)\]$/.exec(steps.at(-2) ?? '')?.[1]
  if (steps.at(-1) === 'value' && variable !== undefined) return variable
  const flag = /^\[(--[^\]=]+)/.exec(steps.at(-1) ?? '')?.[1]
  return flag ?? nameOf(steps)
}

const noList: readonly unknown[] = []
const noMapping: Readonly<Record<string, unknown>> = {}

class Search {
  readonly found: Credential[] = []
  readonly #seen = new Set<object>()
  /** The way to the value that is visited. */
  readonly #steps: (string | number)[] = []
  readonly #allowsSecretDocuments: boolean

  constructor(allowsSecretDocuments: boolean) {
    this.#allowsSecretDocuments = allowsSecretDocuments
  }

  /**
   * @param subject the name that describes the value
   * @param key the key or flag before the value, which shows whether it is a variable or an argument
   * @param before the earlier value, if the search leaves out what has not changed
   */
  visit(value: unknown, subject: string, key: string, before?: unknown): void {
    if (value === before) return
    if (typeof value === 'string' || typeof value === 'number') this.#scalar(value, subject, key)
    else if (typeof value !== 'object' || value === null || this.#seen.has(value)) return
    else {
      this.#seen.add(value)
      if (Array.isArray(value)) this.#list(value, subject, key, Array.isArray(before) ? before : noList)
      else if (isObject(value)) this.#mapping(value, subject, isObject(before) ? before : noMapping)
    }
  }

  #visitAt(step: string | number, value: unknown, subject: string, key: string, before?: unknown): void {
    this.#steps.push(step)
    this.visit(value, subject, key, before)
    this.#steps.pop()
  }

  #list(list: readonly unknown[], subject: string, key: string, before: readonly unknown[]): void {
    for (let index = 0; index < list.length; index++) {
      const item = list[index]
      const previous = list[index - 1]
      if (item === before[index] && previous === before[index - 1]) continue
      const flag = typeof item === 'string' && typeof previous === 'string' ? flagIn(previous) : undefined
      // The flag may have changed.
      if (flag !== undefined && isCredentialName(flag) && !(item as string).startsWith('-'))
        this.#visitAt(index, item, flag, flag)
      else this.#visitAt(index, item, subject, key, before[index])
    }
  }

  #mapping(
    mapping: Readonly<Record<string, unknown>>,
    subject: string,
    before: Readonly<Record<string, unknown>>,
  ): void {
    // A sealed value can be read in the cluster only.
    if (mapping.kind === 'SealedSecret' || mapping.kind === 'CustomResourceDefinition') return
    for (const key of Object.keys(mapping)) {
      const child = mapping[key]
      const earlier = Object.hasOwn(before, key) ? before[key] : undefined
      if (child === earlier && !dependOnOthers.has(key)) continue
      this.#steps.push(key)
      if (!this.#specialMember(mapping, key, child)) this.visit(child, isAnonymous(key) ? subject : key, key, earlier)
      this.#steps.pop()
    }
  }

  /** Visits a member whose meaning depends on its mapping. Returns whether it was one. */
  #specialMember(mapping: Readonly<Record<string, unknown>>, key: string, child: unknown): boolean {
    if (isSecretField(key) && mapping.kind === 'Secret' && typeof mapping.apiVersion === 'string')
      this.secretEntries(child, key)
    else if (key === 'patch' && isObject(mapping.target) && mapping.target.kind === 'Secret' && Array.isArray(child))
      this.#secretPatch(child)
    else if (key === 'value') return this.#namedValue(mapping, child)
    else if (key === 'sealed' && isObject(child)) this.#sealedValues(child)
    else if (key === 'secrets' && Array.isArray(child) && this.#steps.includes('http_headers'))
      for (const [index, item] of child.entries()) this.#visitAt(index, item, 'credentials', key)
    // The routing key of VictorOps is a name.
    else return key === 'routing_key' && this.#steps.includes('victorops_configs')
    return true
  }

  /** What `kubeseal` printed, by the key of the Secret. A short value is not sealed. */
  #sealedValues(values: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(values)) {
      const isSealed = typeof value === 'string' && value.length >= leastSealed
      this.#visitAt(key, value, isSealed ? 'sealed' : key, key)
    }
  }

  /** The `value` of an operation or of a variable: its path or its name describes it. */
  #namedValue({ name, path, op }: Readonly<Record<string, unknown>>, value: unknown): boolean {
    if (typeof path === 'string' && typeof op === 'string') this.#patchValue(value, path)
    else if (typeof name === 'string') this.visit(value, name, 'value')
    else return false
    return true
  }

  #patchValue(value: unknown, path: string): void {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    this.visit(value, subjectOf(steps), nameOf(steps))
  }

  #secretPatch(operations: readonly unknown[]): void {
    for (const [index, operation] of operations.entries()) {
      if (!isObject(operation)) continue
      const [, field, entry] = typeof operation.path === 'string' ? operation.path.split('/') : []
      if (!isSecretField(field)) {
        this.#visitAt(index, operation, '', '')
        continue
      }
      this.#steps.push(index, 'value')
      if (entry === undefined) this.secretEntries(operation.value, field!)
      else this.secretEntry(operation.value, entry, field!)
      this.#steps.length -= 2
    }
  }

  secretEntries(entries: unknown, field: string): void {
    if (!isObject(entries)) return
    for (const [key, value] of Object.entries(entries)) {
      this.#steps.push(key)
      this.secretEntry(value, key, field)
      this.#steps.pop()
    }
  }

  secretEntry(value: unknown, key: string, field: string): void {
    if (isObject(value) || Array.isArray(value)) {
      this.#add('an entry of a Secret', 'secret', 0, 0)
      return
    }
    if (typeof value !== 'string' || isPlaceholder(value)) return
    const text = field === 'data' ? Buffer.from(value, 'base64').toString('utf8') : value
    const isDocument = /\.(?:ya?ml|json|ini|conf|cfg|toml)$/.test(key) && /\n|^\{/.test(text)
    if (isPlaceholder(text)) return
    if (this.#allowsSecretDocuments && isDocument && credentialsInText(text).length === 0) return
    this.#add('an entry of a Secret', 'secret', 0, value.length)
  }

  #add(what: string, context: Credential['context'], offset: number, end: number): void {
    this.found.push({ steps: [...this.#steps], what, context, offset, end })
  }

  #scalar(value: string | number, subject: string, key: string): void {
    const text = typeof value === 'string' ? withoutCondition(value) : String(value)
    const isVariable = key === 'value'
    const isArgument = subject.startsWith('-')
    const plain = isArgument && text.startsWith(`${subject}=`) ? '' : text
    if (isCredentialValue(subject, plain, isVariable || isArgument)) {
      const context = isVariable ? 'variable' : isArgument ? 'argument' : 'field'
      this.#add(`the value of ${subject.replace(/^-+/, '')}`, context, 0, text.length)
    } else if (typeof value === 'string') this.#text(text)
  }

  /** A string whose name does not show that it is a credential. */
  #text(text: string): void {
    if (harmless.has(text)) return
    const before = this.found.length
    if (looksLikeAwsSecret(text)) this.#add('a secret key of AWS', 'text', 0, text.length)
    else if (hidesCredential(text)) this.#add('a credential in base64', 'text', 0, text.length)
    else for (const { start, end, what } of credentialsInText(text)) this.#add(what, contextOf(what, text), start, end)
    if (this.found.length === before && text.length <= longestHarmless && harmless.size < mostHarmless)
      harmless.add(text)
  }
}

/** Short strings without a credential: manifests repeat them. */
const harmless = new Set<string>()
const longestHarmless = 64
const mostHarmless = 20_000

const longestDecoded = 2 ** 20

/** Whether a string is base64 that contains a credential. `LS0tLS1C` is the beginning of PEM, `ey` that of JSON. */
function hidesCredential(text: string): boolean {
  if (text.length < 24 || text.length > longestDecoded || !/^(?:LS0tLS1C|ey[A-Z]|[A-Za-z0-9+/]{8,}={1,2}$)/.test(text))
    return false
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) return false
  return credentialsInText(Buffer.from(text, 'base64').toString('latin1')).length > 0
}

/** Keys that do not describe their value. */
const isAnonymous = (key: string): boolean => key.charCodeAt(0) <= 0x39 && /^\d+$/.test(key)

/** The flag that an argument consists of, whose value is the next argument. */
const flagIn = (argument: string): string | undefined =>
  argument.startsWith('-') ? /^--?[A-Za-z][\w.-]*$/.exec(argument)?.[0] : undefined

const contextOf = (what: string, text: string): Credential['context'] =>
  what === 'a password in an address' ? 'address' : text.startsWith('-') ? 'argument' : 'text'
