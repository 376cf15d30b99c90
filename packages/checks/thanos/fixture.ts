// For the tests of these checks: a stack without problems, and the messages of a check after a change of that stack.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '../engine/check.ts'
import type { ContextInput } from '../engine/context.ts'
import { problemsIn } from '../engine/testing.ts'

const stack = readFileSync(join(import.meta.dirname, 'fixture.yaml'), 'utf8')

/** A string and its replacement, everywhere in the stack. After an empty string, a document to add. */
export type Replacement = readonly [from: string, to: string]

/** The stack as YAML after the changes. Throws if it does not contain a string to replace. */
export function changedStack(changes: readonly Replacement[]): string {
  return changes.reduce((yaml, [from, to]) => {
    if (from === '') return `${yaml}---\n${to}\n`
    if (!yaml.includes(from)) throw new Error(`The stack does not contain ${from}`)
    return yaml.replaceAll(from, () => to)
  }, stack)
}

/** The messages of a check, without their lines. */
export const messagesOf = (
  check: Check,
  changes: readonly Replacement[],
  options: Partial<ContextInput> = {},
): string[] => problemsIn(check, changedStack(changes), options).map((text) => text.replace(/^\d+: /, ''))

/** A message that names other lines, with N for their numbers: they change with the stack. */
export const withoutLines = (message: string): string => message.replaceAll(/a\.yaml:\d+/g, 'a.yaml:N')
