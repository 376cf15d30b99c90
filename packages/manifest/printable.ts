// A terminal acts on control characters, a viewer reorders text with bidirectional controls, and a runner of workflows executes
// lines that begin with `::`. Data of an input can contain all of them, so they are printed as escape sequences.

/** Controls (C0 except tab and newline, DEL, C1), bidirectional controls, and separators of lines and paragraphs. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
/** The same, without the color sequences that the formats for terminals write. */
const controlsOrColor =
  /\u001b\[\d{1,2}m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A workflow command of GitHub Actions at the beginning of a line. The runner ignores spaces before it. */
const command = /^([^\S\n]*)::/gm
/** The annotations that `githubAnnotation` writes. */
const annotation = /^(?:error|warning|notice) (?:file=[^\n:]*,)?title=[^\n:]*::/
/** The older form of a workflow command, which the runner executes anywhere in a line. */
const olderCommand = /##(?=\[|vso\[)/g

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A string of an input for a message of one line: controls, newlines, tabs and workflow commands are escaped. */
export const oneLine = (text: string): string =>
  withoutCommands(text.replaceAll('\n', '\\n').replaceAll('\t', '\\t').replace(controls, escaped))

/** The same for a string of several lines, such as a difference: newlines and tabs stay. */
export const printableLines = (text: string): string => withoutCommands(text.replace(controls, escaped))

const withoutCommands = (text: string): string => text.replace(command, '$1\\u003a:').replace(olderCommand, '#\\u0023')

/**
 * What a process may print: every control except newlines, tabs and, if `color` is set, color sequences is escaped, and so is every
 * workflow command except annotations. JSON stays valid. Takes time in proportion to the length of the output.
 */
export function printableOutput(output: string, { color }: { readonly color: boolean }): string {
  const text = color
    ? output.replace(controlsOrColor, (found) => (found.length > 1 ? found : escaped(found)))
    : output.replace(controls, escaped)
  // Most outputs have none of these commands.
  const safe = text.includes('::') ? text.replace(command, withoutCommand) : text
  return safe.includes('##') ? safe.replace(olderCommand, '#\\u0023') : safe
}

const withoutCommand = (found: string, spaces: string, offset: number, text: string): string =>
  spaces === '' && annotation.test(text.slice(offset + 2, endOfLine(text, offset))) ? found : `${spaces}\\u003a:`

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}
