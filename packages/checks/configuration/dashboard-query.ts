// Queries of dashboards, in which Grafana replaces variables.
import { judge, NotJudged, ProgramCrash, type ProgramProblem } from '@thanos-gitops/program-verdict'

/** `$name`, `${name}`, `${name:format}` and `[[name]]`. */
const variable = /\$\{\w+(?::\w+)?\}|\$\w+|\[\[\w+(?::\w+)?\]\]/

/** What a variable outside of strings and ranges may stand for. */
const candidates = ['x', '1', '5m', 'x="y"', '', '> 1'] as const
const mostTried = 48

/** What stands for a variable in a string of `readableQuery`. */
export const variableInString = '\u0001'

/** The query with a value for each variable; undefined if a variable is neither in a string nor in a duration. */
export function readableQuery(query: string): string | undefined {
  const parts = partsOf(query, variableInString)
  return parts.includes(undefined) ? undefined : parts.join('')
}

/** The names of the variables of a string. */
export const variableNames = (text: string): readonly string[] =>
  Array.from(text.matchAll(new RegExp(variable.source, 'g')), ([use]) => /\w+/.exec(use)![0])

/** Why Prometheus refuses a query with any values of its variables; undefined if some values make it valid, or without a verdict. */
export function dashboardQueryProblem(query: string): ProgramProblem | undefined {
  try {
    return refusalOf(query)
  } catch (error) {
    if (error instanceof NotJudged || error instanceof ProgramCrash) return undefined
    throw error
  }
}

function refusalOf(query: string): ProgramProblem | undefined {
  const parts = partsOf(query)
  const open = parts.filter((part) => part === undefined).length
  let first: ProgramProblem | undefined
  for (const values of combinations(open)) {
    const remaining = values.values()
    const text = parts.map((part) => part ?? remaining.next().value ?? '').join('')
    const [problem] = judge({ program: 'prometheus', kind: 'promql' }, text)
    if (problem === undefined) return undefined
    first ??= problem
  }
  return first
}

/** The query in parts: undefined for a variable whose use does not show what it stands for. */
function partsOf(query: string, inString = 'x'): readonly (string | undefined)[] {
  const token = new RegExp(
    `${variable.source}|"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|\`[^\`]*\`|\\[[^\\][]*\\]|\\boffset\\s+\\S+`,
    'g',
  )
  const parts: (string | undefined)[] = []
  let end = 0
  for (const { 0: text, index } of query.matchAll(token)) {
    parts.push(query.slice(end, index), replaced(text, inString))
    end = index + text.length
  }
  return [...parts, query.slice(end)]
}

function replaced(token: string, inString: string): string | undefined {
  const all = new RegExp(variable.source, 'g')
  if (/^["'`]/.test(token)) return token.replaceAll(all, inString)
  if (/^\[(?!\[)|^offset/.test(token)) return token.replaceAll(all, '5m')
  return undefined
}

/** The same candidate for all variables first, then others. */
function* combinations(count: number): Iterable<readonly string[]> {
  if (count === 0) {
    yield []
    return
  }
  for (const candidate of candidates) yield Array.from({ length: count }, () => candidate)
  if (count === 1) return
  for (let number = 0; number < Math.min(mostTried, candidates.length ** count); number++)
    yield Array.from(
      { length: count },
      (_, place) => candidates[Math.floor(number / candidates.length ** place) % candidates.length] ?? '',
    )
}
