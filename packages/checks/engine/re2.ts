import { createRequire } from 'node:module'
import type { RE2JS, RE2JSSyntaxException } from 're2js'

// Loaded for the first pattern: a check without changes reads none.
const load = createRequire(import.meta.url)
let loaded: typeof import('re2js') | undefined
const engine = (): typeof import('re2js') => (loaded ??= load('re2js') as typeof import('re2js'))

// Environments have the same rules, and a pattern takes longer to compile than to match.
const compiled = new Map<string, RE2JS | RE2JSSyntaxException>()

function compile(pattern: string): RE2JS | RE2JSSyntaxException {
  const cached = compiled.get(pattern)
  if (cached !== undefined) return cached
  const result = tryCompile(pattern)
  compiled.set(pattern, result)
  return result
}

function tryCompile(pattern: string): RE2JS | RE2JSSyntaxException {
  const { RE2JS, RE2JSSyntaxException } = engine()
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL)
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error
    return error
  }
}

const isProblem = (result: RE2JS | RE2JSSyntaxException): result is RE2JSSyntaxException =>
  result instanceof engine().RE2JSSyntaxException

/** Why Prometheus rejects a regular expression; undefined for a valid one. */
export function regexProblem(pattern: string): string | undefined {
  const result = compile(pattern)
  if (!isProblem(result)) return undefined
  const part = result.getPattern()
  return `${result.getDescription()}${part ? ` ${part.replace('(?s)', '')}` : ''}`
}

/** A regular expression that matches whole values; `.` matches newlines too: prometheus, model/labels/regexp.go. */
export interface AnchoredPattern {
  matches(text: string): boolean
}

/** Undefined for a regular expression that Prometheus rejects. */
export function anchoredPattern(pattern: string): AnchoredPattern | undefined {
  const result = compile(pattern)
  return isProblem(result) ? undefined : result
}
