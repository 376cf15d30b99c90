import { dedent, versionOf } from './marked-lines.ts'

/**
 * The two versions of a stack. Each paragraph of `changes` is in the stack as its lines without those that end in `# broken`, or
 * without those that end in `# fixed`: as whole lines, or as a part of one line. In the other version, the paragraph has its other
 * lines. What follows a line `---` is added to the stack.
 *
 * @throws Error for a paragraph that the stack does not contain exactly once
 */
export function changeStack(stack: string, changes: string): { readonly broken: string; readonly fixed: string } {
  const [paragraphs = '', ...added] = changes.split(/^---\n/m)
  const addedLines = added.length === 0 ? [] : `---\n${added.join('---\n')}`.trimEnd().split('\n')
  let [broken, fixed] = [stack, stack]
  for (const paragraph of paragraphs.split(/\n\n+/)) {
    const lines = paragraph.split('\n').filter((line) => line !== '')
    if (lines.length === 0) continue
    const fixedLines = dedent(versionOf(lines, 'fixed'))
    const brokenLines = dedent(versionOf(lines, 'broken'))
    const changed = replace(broken, fixedLines, brokenLines)
    if (changed !== undefined) broken = changed
    else fixed = replace(fixed, brokenLines, fixedLines) ?? notOnce(paragraph)
  }
  return {
    broken: [broken, ...versionOf(addedLines, 'broken')].join('\n'),
    fixed: [fixed, ...versionOf(addedLines, 'fixed')].join('\n'),
  }
}

function notOnce(paragraph: string): never {
  throw new Error(`The stack does not contain these lines exactly once:\n${paragraph}`)
}

/** Undefined if the stack does not contain the lines exactly once. */
function replace(stack: string, from: readonly string[], to: readonly string[]): string | undefined {
  const lines = stack.split('\n')
  const [start, ...others] = lines.flatMap((_, index) => (matchesAt(lines, index, from) ? [index] : []))
  if (start !== undefined && others.length === 0) {
    const indentation = ' '.repeat(lines[start]!.search(/\S/))
    return [
      ...lines.slice(0, start),
      ...to.map((line) => indentation + line),
      ...lines.slice(start + from.length),
    ].join('\n')
  }
  const parts = from.length === 0 ? [] : stack.split(from.join('\n'))
  return start === undefined && parts.length === 2 ? parts.join(to.join('\n')) : undefined
}

/** Whether the lines from an index are the given ones, with an indentation. */
function matchesAt(lines: readonly string[], index: number, from: readonly string[]): boolean {
  const indentation = lines[index]!.search(/\S|$/)
  return from.length > 0 && from.every((line, offset) => lines[index + offset] === ' '.repeat(indentation) + line)
}
