/** A syntax error of a template, `offset` characters from its beginning. */
export interface TemplateProblem {
  readonly offset: number
  readonly message: string
}

/** What Prometheus defines before the template: template/template.go, rules/alerting.go. */
const defined = ['$labels', '$externalLabels', '$externalURL', '$value']

const openers = /^(?:if|range|with|define|block)\b/
/** A string, a raw string, a character, a comment, a variable with the operator that declares it, or the end. */
const token =
  /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\/\*[^]*?\*\/|(\$\w*)(\s*(?:,\s*(\$\w+)\s*)?:=)?|(-?\}\})|["`']/g

/**
 * Why Go's text/template does not parse the template of an annotation or label; undefined if it does. Names of functions and the
 * arguments of calls are not checked.
 */
export function templateProblem(template: string): TemplateProblem | undefined {
  const variables = new Set(defined)
  const blocks: { readonly name: string; readonly offset: number }[] = []
  for (let start = template.indexOf('{{'); start !== -1; ) {
    const read = readAction(template, start, variables)
    if ('message' in read) return read
    const action = template
      .slice(start + 2, read.end)
      .replace(/^-\s/, '')
      .trim()
    const opener = openers.exec(action)?.[0]
    if (opener !== undefined) blocks.push({ name: opener, offset: start })
    else if (/^end\b/.test(action) && blocks.pop() === undefined)
      return { offset: start, message: '{{end}} has no block.' }
    else if (/^else\b/.test(action) && blocks.length === 0) return { offset: start, message: '{{else}} has no block.' }
    start = template.indexOf('{{', read.end)
  }
  const open = blocks.at(-1)
  return open && { offset: open.offset, message: `{{${open.name}}} has no {{end}}.` }
}

/** The end of an action, and the variables that it declares. */
function readAction(
  template: string,
  start: number,
  variables: Set<string>,
): { readonly end: number } | TemplateProblem {
  token.lastIndex = start + 2
  for (let match = token.exec(template); match !== null; match = token.exec(template)) {
    const [text, variable, declaration, second, end] = match
    if (end !== undefined) return { end: token.lastIndex }
    if (/^["`']$/.test(text)) return { offset: match.index, message: 'a string has no closing quote.' }
    if (variable === undefined || variable === '$') continue
    if (declaration !== undefined) for (const name of [variable, second]) if (name !== undefined) variables.add(name)
    if (!variables.has(variable)) return { offset: match.index, message: `the variable ${variable} is not defined.` }
  }
  return { offset: start, message: '{{ has no }}.' }
}
