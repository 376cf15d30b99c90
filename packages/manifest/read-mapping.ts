import { isObject } from './json.ts'
import { didYouMean, type ReportProblem, shownValue } from './problems.ts'
import type { StringFormat } from './string-formats.ts'
import type { YamlFile, YamlPath } from './yaml/read-source.ts'

/** Where a mapping is in a YAML file, and how its problems are reported. */
export interface MappingContext {
  readonly source: YamlFile
  readonly path: YamlPath
  /** The codes of problems with values and with unknown keys. */
  readonly codes: { readonly invalid: string; readonly unknownKey: string }
  readonly report: ReportProblem
}

/** What a mapping is, for the message where the value is not one. */
export interface MappingExpectation {
  /** Begins a sentence: `An image override`. */
  readonly subject: string
  readonly remedy: string
}

/**
 * A mapping whose fields are read one by one. A field that is absent or has the wrong type gives undefined (or an empty
 * value, see each method); every problem is reported with its place. Check `isValid` before you use the values.
 */
export class MappingReader<Key extends string> {
  readonly context: MappingContext
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #onProblem: (() => void) | undefined
  #isValid = true

  constructor(context: MappingContext, fields: Readonly<Record<string, unknown>>, onProblem?: () => void) {
    this.context = context
    this.#fields = fields
    this.#onProblem = onProblem
  }

  /** Whether no problem was found in this mapping and in the mappings that were read from it. */
  get isValid(): boolean {
    return this.#isValid
  }

  /** The value as it is; undefined if the key is absent. */
  value(key: Key): unknown {
    return Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined
  }

  /** Whether the key exists, even without a value. */
  has(key: Key): boolean {
    return Object.hasOwn(this.#fields, key)
  }

  /** Reports a problem at a path below the mapping: `[]` is the mapping itself. */
  problem(at: YamlPath, message: string, remedy: string, code = this.context.codes.invalid): void {
    const { source, path, report } = this.context
    this.invalidate()
    report(code, source.place([...path, ...at]), message, remedy)
  }

  /** Reports a problem at a key instead of its value. */
  keyProblem(key: string, message: string, remedy: string, code = this.context.codes.unknownKey): void {
    const { source, path, report } = this.context
    this.invalidate()
    report(code, source.keyPlace([...path, key]), message, remedy)
  }

  /** Marks the mapping as invalid after a problem that was reported elsewhere. */
  invalidate(): void {
    this.#isValid = false
    this.#onProblem?.()
  }

  /** Reports every key that is not in `known`. */
  reportUnknownKeys(known: readonly Key[]): void {
    for (const key of Object.keys(this.#fields))
      if (!(known as readonly string[]).includes(key))
        this.keyProblem(key, `Unknown key ${key}.`, didYouMean(key, known) ?? `Known keys: ${known.join(', ')}.`)
  }

  string(key: Key, format: StringFormat): string | undefined {
    const value = this.value(key)
    if (value === undefined || (typeof value === 'string' && format.pattern.test(value))) return value
    const typed = this.#typed(key, value)
    const found = format.isSecret ? '' : `, not ${typed ?? shownValue(value)}`
    this.problem([key], `${key} must be ${format.description}${found}.`, remedyFor(key, typed, value, format))
    return undefined
  }

  /** An empty string if the key is absent or wrong. */
  requiredString(key: Key, format: StringFormat): string {
    if (this.value(key) === undefined) this.missing(key, `${key}: ${format.example}`)
    return this.string(key, format) ?? ''
  }

  oneOf<const Choice extends string>(key: Key, choices: readonly Choice[]): Choice | undefined {
    const value = this.value(key)
    const found = choices.find((choice) => choice === value)
    if (found !== undefined || value === undefined) return found
    const expected = choices.length === 1 ? choices[0]! : `one of ${choices.join(', ')}`
    const typed = this.#typed(key, value)
    const remedy = choiceRemedy(key, typed ?? value, typed !== undefined, choices)
    this.problem([key], `${key} must be ${expected}, not ${typed ?? shownValue(value)}.`, remedy)
    return undefined
  }

  /** A number or boolean as it is typed: 1.10, and not 1.1. Undefined for other values. */
  #typed(key: Key, value: unknown): string | undefined {
    if (typeof value !== 'number' && typeof value !== 'boolean') return undefined
    return this.context.source.typed([...this.context.path, key]) ?? String(value)
  }

  /** The first choice where the key is absent or wrong. */
  requiredOneOf<const Choice extends string>(key: Key, choices: readonly Choice[]): Choice {
    if (this.value(key) === undefined) this.missing(key, `${key}: ${quoted(choices.at(-1)!)}`)
    return this.oneOf(key, choices) ?? choices[0]!
  }

  /** False where the key is absent or wrong. */
  boolean(key: Key): boolean {
    const value = this.value(key)
    if (value !== undefined && typeof value !== 'boolean')
      this.problem(
        [key],
        `${key} must be true or false, not ${shownValue(value)}.`,
        'Write true or false without quotes.',
      )
    return value === true
  }

  /** Empty where the key is absent, null or wrong. */
  list(key: Key): readonly unknown[] {
    const value = this.value(key) ?? []
    if (Array.isArray(value)) return value as readonly unknown[]
    this.problem(
      [key],
      `${key} must be a list, not ${shownValue(value)}.`,
      'Write one line for each entry, with a - before it.',
    )
    return []
  }

  /** The mapping below a key; undefined if it is absent or wrong. */
  mapping<const Child extends string>(key: Key, keys: readonly Child[]): MappingReader<Child> | undefined {
    const value = this.value(key)
    if (value === undefined) return undefined
    return this.#child([key], value, keys, { subject: key, remedy: `Write its keys below it: ${keys.join(', ')}.` })
  }

  /** The mappings of a list. Entries that are not mappings are reported and left out. */
  mappings<const Child extends string>(
    key: Key,
    keys: readonly Child[],
    expected: MappingExpectation,
  ): readonly MappingReader<Child>[] {
    return this.list(key).flatMap((entry, index) => this.#child([key, index], entry, keys, expected) ?? [])
  }

  missing(key: Key, example: string): void {
    this.problem([], `${key} is missing.`, `Add ${key}, for example ${example}`)
  }

  #child<const Child extends string>(
    at: YamlPath,
    value: unknown,
    keys: readonly Child[],
    expected: MappingExpectation,
  ): MappingReader<Child> | undefined {
    const context = { ...this.context, path: [...this.context.path, ...at] }
    return readMapping(context, value, keys, expected, () => this.invalidate())
  }
}

/**
 * Begins to read a mapping and reports its unknown keys. Reports a value that is not a mapping and returns undefined.
 *
 * @param keys the keys that the mapping may have
 * @param onProblem called for each problem in the mapping or below it
 */
export function readMapping<const Key extends string>(
  context: MappingContext,
  value: unknown,
  keys: readonly Key[],
  expected: MappingExpectation,
  onProblem?: () => void,
): MappingReader<Key> | undefined {
  const isMapping = isObject(value)
  const reader = new MappingReader<Key>(context, isMapping ? value : {}, onProblem)
  if (isMapping) reader.reportUnknownKeys(keys)
  else reader.problem([], `${expected.subject} must be a mapping, not ${shownValue(value)}.`, expected.remedy)
  return isMapping ? reader : undefined
}

export const apiVersion = 'thanos-gitops/v1'

/** Begins to read a file of this repository: a mapping with `apiVersion`, `kind` and its own keys. */
export function readSettings<const Key extends string>(
  source: YamlFile,
  kind: string,
  keys: readonly Key[],
  codes: MappingContext['codes'],
  report: ReportProblem,
): MappingReader<Key | 'apiVersion' | 'kind'> | undefined {
  const reader = readMapping({ source, path: [], codes, report }, source.value, ['apiVersion', 'kind', ...keys], {
    subject: source.file,
    remedy: `Begin the file with apiVersion: ${apiVersion} and kind: ${kind}.`,
  })
  reader?.requiredOneOf('apiVersion', [apiVersion])
  reader?.requiredOneOf('kind', [kind])
  return reader
}

const quoted = (value: string): string => (/^[\d.]+$/.test(value) ? `"${value}"` : value)

function remedyFor(
  key: string,
  typed: string | undefined,
  value: unknown,
  { pattern, example, isSecret, remedy }: StringFormat,
): string {
  if (typed !== undefined && !isSecret && pattern.test(typed)) return `Write it in quotes: ${key}: "${typed}"`
  return remedy?.(value) ?? `Write for example ${key}: ${example}`
}

function choiceRemedy(key: string, value: unknown, isUnquoted: boolean, choices: readonly string[]): string {
  const text = String(value)
  if (isUnquoted && choices.includes(text)) return `Write it in quotes: ${key}: "${text}"`
  return didYouMean(text, choices) ?? `Write for example ${key}: ${quoted(choices.at(-1)!)}`
}
