import { describe, expect, it } from 'vitest'
import { type CommandDeclaration, defineCommand } from './declaration.ts'
import { commandHelp, programHelp } from './help.ts'

const environment = { name: 'ENVIRONMENT', optional: true, repeats: true, help: 'A folder of environments/.' } as const
const declaration = {
  name: 'check',
  summary: 'check environments',
  description:
    'Checks environments, or files and folders of Kubernetes YAML that Helm, kustomize or another tool wrote.\n\nIt reads them once.',
  forms: [[environment], [{ name: 'PATH', help: 'A file.' }, environment]],
  options: {
    format: {
      type: 'string',
      value: 'FORMAT',
      choices: async () => ['text', 'json'],
      default: 'text',
      help: 'The output format.',
    },
    list: { type: 'boolean', help: 'Print all checks.' },
    'a-very-long-name-of-an-option': { type: 'string', value: 'VALUE', required: true, help: 'Something.' },
  },
  variables: { NO_COLOR: 'Print no colors.' },
  examples: [{ args: 'production', help: 'Check one environment.' }],
} as const satisfies CommandDeclaration

describe('commandHelp', () => {
  it('prints every part of the declaration', async () => {
    expect(await commandHelp(declaration, 'kitchen check')).toMatchInlineSnapshot(`
      "Usage: kitchen check [ENVIRONMENT…] --a-very-long-name-of-an-option VALUE [options]
             kitchen check PATH [ENVIRONMENT…] --a-very-long-name-of-an-option VALUE [options]

      Checks environments, or files and folders of Kubernetes YAML that Helm, kustomize or another tool
      wrote.

      It reads them once.

      Arguments:
        ENVIRONMENT  A folder of environments/.
        PATH         A file.

      Options:
        --format FORMAT             The output format. One of: text, json. Default: text.
        --list                      Print all checks.
        --a-very-long-name-of-an-option VALUE
                                    Something.
        -h, --help                  Print this help.

      Environment variables:
        NO_COLOR  Print no colors.

      Examples:
        kitchen check production
            Check one environment.

      Exit codes: 0 success · 1 findings or differences · 2 usage error, bad input or failure"
    `)
  })

  it('leaves out parts that the declaration lacks, and choices that are too many', async () => {
    const choices = Array.from({ length: 30 }, (_, index) => `value-${index}`)
    const help = await commandHelp(
      {
        name: 'pick',
        summary: 'pick one',
        description: 'Picks one.',
        forms: [[]],
        options: { of: { type: 'list', value: 'NAMES', choices, help: 'The names.' } },
      },
      'kitchen pick',
    )
    expect(help).not.toMatch(/Arguments|Examples|variables|value-1/)
    expect(help).toContain('--of NAMES  The names.\n')
  })
})

it('lists the commands of a program', () => {
  const help = programHelp('kitchen', 'cooks', [defineCommand(declaration, () => 0)])
  expect(help).toContain(
    'kitchen: cooks\n\nUsage: kitchen COMMAND [options]\n\nCommands:\n  check  check environments\n',
  )
  expect(help).toContain('--version')
})
