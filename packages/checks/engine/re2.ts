import { RE2JS, RE2JSSyntaxException } from 're2js'

/** Why Prometheus rejects a regular expression; undefined for a valid one. */
export function regexProblem(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern, RE2JS.DOTALL)
    return undefined
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error
    const part = error.getPattern()
    return `${error.getDescription()}${part ? ` ${part.replace('(?s)', '')}` : ''}`
  }
}

/** A regular expression that matches whole values; `.` matches newlines too: prometheus, model/labels/regexp.go. */
export interface AnchoredPattern {
  matches(text: string): boolean
}

/** Undefined for a regular expression that Prometheus rejects. */
export function anchoredPattern(pattern: string): AnchoredPattern | undefined {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL)
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error
    return undefined
  }
}
