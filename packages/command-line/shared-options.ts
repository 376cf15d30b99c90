import type { OptionDeclaration } from './declaration.ts'

export const rootOption = {
  type: 'string',
  value: 'DIR',
  suggest: 'folder',
  help: 'The repository. Default: the nearest parent folder that contains environments/ and base/.',
} as const satisfies OptionDeclaration

export const dryRunOption = {
  type: 'boolean',
  help: 'Change nothing; print what the command would do.',
} as const satisfies OptionDeclaration

export const jsonOption = {
  type: 'boolean',
  help: 'Print JSON for other programs.',
} as const satisfies OptionDeclaration
