// base/index.ts and base/component-names.ts list the components of a base, one after the other in the order of their names.

export const indexFile = 'base/index.ts'
export const namesFile = 'base/component-names.ts'

/** The list of `base/index.ts` that a component is in. */
export type ComponentList = 'optional' | 'imported'

/** The variable that `base/index.ts` imports a component as. A name that begins with a digit gets an underscore. */
const variableOf = (name: string): string =>
  name.replaceAll(/-+(\w?)/g, (_, letter: string) => letter.toUpperCase()).replace(/^(?=\d)/, '_')

/**
 * `base/component-names.ts` with one more name. Undefined if the file has no list of names with one name on each line.
 */
export function withComponentName(source: string, name: string): string | undefined {
  const names = [...source.matchAll(/^ {2}\| '([-\w]+)'\n/gm)]
  const next = names.find(([, other]) => other! > name)
  const last = names.at(-1)
  if (last === undefined) return undefined
  const at = next?.index ?? last.index + last[0].length
  return `${source.slice(0, at)}  | '${name}'\n${source.slice(at)}`
}

/**
 * `base/index.ts` with one more component: its import, and its entry in a list. Undefined if the file has no import of a component,
 * or if the list is not written as `optional: […],` without brackets inside.
 */
export function withListedComponent(source: string, name: string, list: ComponentList): string | undefined {
  const imports = [...source.matchAll(/^import \w+ from '\.\/components\/([-\w]+)\.ts'$/gm)]
  const last = imports.at(-1)
  if (last === undefined) return undefined
  const after = imports.find(([, other]) => other! > name)
  const at = after?.index ?? last.index + last[0].length + 1
  const line = `import ${variableOf(name)} from './components/${name}.ts'\n`
  return withEntry(source.slice(0, at) + line + source.slice(at), variableOf(name), list)
}

function withEntry(source: string, variable: string, list: ComponentList): string | undefined {
  const own = new RegExp(`^ {2}${list}: \\[([^\\]]*)\\],$`, 'm').exec(source)
  if (own !== null) return source.replace(own[0], () => listText(list, [...entriesOf(own[1]!), variable]))
  const optional = /^ {2}optional: \[[^\]]*\],$/m.exec(source)
  if (optional === null || list === 'optional') return undefined
  return source.replace(optional[0], () => `${optional[0]}\n${listText(list, [variable])}`)
}

const entriesOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/** On one line, as the formatter writes it, if it is short enough. */
function listText(list: ComponentList, entries: readonly string[]): string {
  const line = `  ${list}: [${entries.join(', ')}],`
  return line.length <= 120 ? line : `  ${list}: [\n${entries.map((entry) => `    ${entry},\n`).join('')}  ],`
}
