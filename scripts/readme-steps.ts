// The steps of a section of a README, as a person follows them: commands to run and files to edit. Tests carry them
// out.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type Step =
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'replace'; readonly file: string; readonly line: string; readonly content: string }
  | { readonly kind: 'append'; readonly file: string; readonly content: string }
  | { readonly kind: 'create'; readonly file: string; readonly content: string }

export type Edit = Exclude<Step, { readonly kind: 'run' }>

const fence = /^```(\w*)\n([^]*?)^```$/gm
const sentence =
  /(?:in\s+`(?<replaced>[^`]+)`, replace the\s+line\s+`(?<line>[^`]+)`)|(?:append to\s+`(?<appended>[^`]+)`)|(?:create\s+`(?<created>[^`]+)`)/gi

/**
 * The text below a heading, up to the next heading of the same or a higher level. Throws if there is no such heading.
 */
export function sectionOf(markdown: string, heading: string): string {
  const lines = markdown.split('\n')
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading)
  if (start < 0) throw new Error(`There is no heading ${heading}.`)
  const level = levelOf(lines[start]!)
  let inBlock = false
  const end = lines.findIndex((line, index) => {
    if (index <= start) return false
    if (line.startsWith('```')) inBlock = !inBlock
    // A comment in a block looks like a heading.
    return !inBlock && line.startsWith('#') && levelOf(line) <= level
  })
  return lines.slice(start + 1, end < 0 ? undefined : end).join('\n')
}

const levelOf = (heading: string): number => /^#*/.exec(heading)![0].length

/**
 * Each command of a `sh` block, which can continue after a backslash, and each other block whose paragraph names a file: "In `FILE`, replace the line
 * `LINE`", "Append to `FILE`" or "Create `FILE`". Other blocks are examples.
 */
export function stepsOf(section: string): readonly Step[] {
  let end = 0
  return [...section.matchAll(fence)].flatMap((block): readonly Step[] => {
    const [whole, language, content] = block
    const paragraph = section.slice(end, block.index)
    end = block.index + whole.length
    if (language === 'sh') return commandsOf(content!)
    const { replaced, line, appended, created } = [...paragraph.matchAll(sentence)].at(-1)?.groups ?? {}
    if (replaced !== undefined) return [{ kind: 'replace', file: replaced, line: line!, content: content! }]
    if (appended !== undefined) return [{ kind: 'append', file: appended, content: content! }]
    return created === undefined ? [] : [{ kind: 'create', file: created, content: content! }]
  })
}

const commandsOf = (block: string): readonly Step[] =>
  block
    .replaceAll(/ *\\\n */g, ' ')
    .split('\n')
    .map((line) => line.replace(/\s+#.*/, '').trim())
    .filter((command) => command !== '')
    .map((command) => ({ kind: 'run', command }))

/** Edits a file of the repository as a step describes. Throws if the file lacks the line to replace. */
export function applyEdit(root: string, edit: Edit): void {
  const path = join(root, edit.file)
  if (edit.kind === 'append') appendFileSync(path, edit.content)
  else if (edit.kind === 'create') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, edit.content, { flag: 'wx' })
  } else {
    const lines = readFileSync(path, 'utf8').split('\n')
    const index = lines.indexOf(edit.line)
    if (index < 0) throw new Error(`${edit.file} has no line ${edit.line}`)
    writeFileSync(path, lines.toSpliced(index, 1, edit.content.trimEnd()).join('\n'))
  }
}

/** For each name of the README's examples one that a repository does not use yet: the same, or one with a number. */
export function unusedNames(root: string): ReadonlyMap<string, string> {
  return new Map([
    ['us-1', unusedName('us-1', (name) => existsSync(join(root, 'environments', name)))],
    ['blackbox-exporter', unusedName('blackbox-exporter', (name) => existsSync(join(root, `base/own/${name}.ts`)))],
  ])
}

function unusedName(name: string, isUsed: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!isUsed(candidate)) return candidate
  }
}

/** A step with other names. */
export const renamed = (step: Step, names: ReadonlyMap<string, string>): Step =>
  Object.fromEntries(Object.entries(step).map(([field, value]) => [field, withNames(value as string, names)])) as Step

export const withNames = (text: string, names: ReadonlyMap<string, string>): string =>
  [...names].reduce((replaced, [name, other]) => replaced.replaceAll(name, other), text)
