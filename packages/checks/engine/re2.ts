import { RE2JS, RE2JSSyntaxException } from 're2js'

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
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL)
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error
    return error
  }
}

/** Why Prometheus rejects a regular expression; undefined for a valid one. */
export function regexProblem(pattern: string): string | undefined {
  const result = compile(pattern)
  if (!(result instanceof RE2JSSyntaxException)) return undefined
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
  return result instanceof RE2JSSyntaxException ? undefined : result
}
