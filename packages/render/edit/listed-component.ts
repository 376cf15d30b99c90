// base/own/index.ts lists the components of a team.

export const ownComponentsFile = 'base/own/index.ts'

/** The file of a component of a team. */
export const ownComponentFile = (name: string): string => `base/own/${name}.ts`

/** The list of `base/own/index.ts` that a component is in. */
export type ComponentList = 'own' | 'imported'

/** The variable that the file imports a component as. A name that begins with a digit, or is a list, gets an underscore. */
const variableOf = (name: string): string =>
  name
    .replaceAll(/-+(\w?)/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^(?=\d|(?:own|imported|default|new|import|export|class|delete|in|package)$)/, '_')

/**
 * `base/own/index.ts` with one more component: its import, and its entry in a list. Undefined if the file does not have the list as
 * `export const own: readonly Component[] = […]`, without brackets inside.
 */
export function withListedComponent(source: string, name: string, list: ComponentList): string | undefined {
  const found = new RegExp(`^export const ${list}(: readonly Component\\[\\])? = \\[([^\\]]*)\\]$`, 'm').exec(source)
  if (found === null) return undefined
  const [whole, type = '', entries = ''] = found
  const listed = source.replace(whole, () => listText(list + type, [...entriesOf(entries), variableOf(name)]))
  return withImport(listed, name)
}

/** In the order of the names, after the imports of packages. */
function withImport(source: string, name: string): string {
  const imports = [...source.matchAll(/^import .*$/gm)]
  const next = imports.find(([line]) => (/ from '\.\/([-\w]+)\.ts'$/.exec(line)?.[1] ?? '') > name)
  const last = imports.at(-1)
  const end = last === undefined ? 0 : last.index + last[0].length + 1
  const at = next?.index ?? end
  return `${source.slice(0, at)}import ${variableOf(name)} from './${name}.ts'\n${source.slice(at)}`
}

const entriesOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/** On one line, as the formatter writes it, if it is short enough. */
function listText(start: string, entries: readonly string[]): string {
  const line = `export const ${start} = [${entries.join(', ')}]`
  return line.length <= 120 ? line : `export const ${start} = [\n${entries.map((entry) => `  ${entry},\n`).join('')}]`
}
