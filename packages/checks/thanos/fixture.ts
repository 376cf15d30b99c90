// For the tests of these checks: a stack in which nothing is wrong, and what a check says when one thing in it is changed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '../engine/check.ts'
import type { ContextInput } from '../engine/context.ts'
import { problemsIn } from '../engine/testing.ts'

const stack = readFileSync(join(import.meta.dirname, 'fixture.yaml'), 'utf8')

/** A string and its replacement, everywhere in the stack; with an empty string, a document to add. */
export type Replacement = readonly [from: string, to: string]

export function changed(changes: readonly Replacement[]): string {
  return changes.reduce((yaml, [from, to]) => {
    if (from === '') return `${yaml}---\n${to}\n`
    if (!yaml.includes(from)) throw new Error(`The stack has no ${from}`)
    return yaml.replaceAll(from, () => to)
  }, stack)
}

/** The messages of a check, without their lines. */
export const messagesOf = (
  check: Check,
  changes: readonly Replacement[],
  options: Partial<ContextInput> = {},
): string[] => problemsIn(check, changed(changes), options).map((text) => text.replace(/^\d+: /, ''))
