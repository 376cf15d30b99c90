import { failure } from './failure.ts'

const end = '<!-- end -->'

/** The comment before the section that a script writes. */
const beginOf = (script: string): string => `<!-- written by ${script} -->\n`

/**
 * A Markdown file with another content of its section that a script writes, between two comments.
 *
 * @throws Failure if the file lacks one of the comments
 */
export function withSection(file: string, text: string, script: string, content: string): string {
  const begin = beginOf(script)
  const start = text.indexOf(begin)
  const stop = text.indexOf(end, start)
  if (start === -1 || stop === -1)
    throw failure('readme-unknown', `${file} has no comments ${begin.trim()} and ${end}.`, 'Restore the two lines.')
  return `${text.slice(0, start + begin.length)}${content}${text.slice(stop)}`
}
