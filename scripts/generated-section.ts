import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failure } from './failure.ts'
import { ownRepository } from './script-options.ts'

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

interface WriteOptions {
  readonly check: boolean | undefined
  readonly 'dry-run': boolean | undefined
}

/**
 * Writes a file of the repository with another content of its section, unless it is up to date or an option prevents it.
 *
 * @param change the file with the section, from the file as it is
 * @param outdated what `--check` prints if the file is not up to date
 * @returns the exit code
 */
export function writeWithSection(
  file: string,
  change: (text: string) => string,
  outdated: string,
  options: WriteOptions,
): 0 | 1 {
  const path = join(ownRepository, file)
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  if (before === after) console.log(`${file} is up to date.`)
  else if (options.check) {
    console.error(outdated)
    return 1
  } else if (options['dry-run']) console.log(`would write ${file}`)
  else {
    writeFileSync(path, after)
    console.log(`${file} is written.`)
  }
  return 0
}
