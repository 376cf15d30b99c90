import type { CommandDeclaration, PositionalDeclaration } from './declaration.ts'

/** A line for each form: `thanos-gitops explain ENVIRONMENT KIND/NAME [POINTER] [options]` */
export const usageLines = ({ forms, options }: CommandDeclaration, invokedAs: string): readonly string[] => {
  const required = Object.entries(options).flatMap(([name, option]) =>
    option.type !== 'boolean' && option.required ? [`--${name} ${option.value}`] : [],
  )
  return forms.map((form) => [invokedAs, ...form.map(positionalText), ...required, '[options]'].join(' '))
}

function positionalText({ name, optional, repeats }: PositionalDeclaration): string {
  const text = repeats ? `${name}…` : name
  return optional ? `[${text}]` : text
}

/** The name of the command in messages: `npm run bootstrap` of `npm run bootstrap --`, which precedes arguments. */
export const titleOf = (invokedAs: string): string => invokedAs.replace(/ --$/, '')
