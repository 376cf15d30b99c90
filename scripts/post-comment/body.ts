import { lstatSync, readFileSync } from 'node:fs'

/** The beginning of each comment, by which the next run finds it. `packages/report` writes it. */
export const marker = '<!-- thanos-gitops:diff -->'

/**
 * Reads the text of a comment as data: it is never executed, and a link to another file is refused.
 * @param note HTML for the first line, such as what is not verified
 * @param longest the largest number of characters that the host accepts
 * @throws Error for a file that is not a comment
 */
export function bodyOf(file: string, note: string, longest: number): string {
  // A link would publish another file.
  if (lstatSync(file).isFile() === false) throw new Error(`${file} is not a file.`)
  const content = readFileSync(file, 'utf8')
  if (!content.startsWith(marker))
    throw new Error(`${file} is not a comment of thanos-gitops: it must begin with ${marker}`)
  const head = `${marker}${note === '' ? '' : ` ${note}`}`
  const body = `${head}${content.slice(marker.length)}`
  if (body.length <= longest) return body
  // A part of it could end in the middle of Markdown.
  return `${head}\n\nThe comment has ${body.length} characters, and the host accepts ${longest}. The artifact of the workflow contains it.\n`
}
