import { counted } from '@thanos-gitops/report'
import type { CommandDeclaration, PositionalDeclaration } from './declaration.ts'
import { requireChoice } from './require-choice.ts'
import { usageError } from './usage-error.ts'
import { titleOf, usageLines } from './usage-lines.ts'

/** Throws a Failure if no form of the command has this number of arguments, or if one is not among its choices. */
export async function requireForm(
  declaration: CommandDeclaration,
  invokedAs: string,
  positionals: readonly string[],
): Promise<void> {
  const title = titleOf(invokedAs)
  const form = declaration.forms.find((candidate) => accepts(candidate, positionals.length))
  if (form === undefined) {
    const [example] = declaration.examples ?? []
    throw usageError(
      positionals.length === 0
        ? `${title} needs an argument.`
        : `${title} does not take ${counted(positionals.length, 'argument')}.`,
      [
        ...usageLines(declaration, invokedAs).map((line) => `Usage: ${line}`),
        ...(example === undefined ? [] : [`For example: ${invokedAs} ${example.args}`]),
      ].join('\n'),
    )
  }
  for (const [index, value] of positionals.entries()) {
    const positional = form[Math.min(index, form.length - 1)]
    if (positional?.choices) await requireChoice(`${title}: ${positional.name}`, value, positional.choices)
  }
}

function accepts(form: readonly PositionalDeclaration[], count: number): boolean {
  const required = form.filter(({ optional }) => !optional).length
  const isOpen = form.some(({ repeats }) => repeats)
  return count >= required && (isOpen || count <= form.length)
}
