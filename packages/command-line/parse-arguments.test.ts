import { Failure } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import type { CommandDeclaration, ParsedArguments } from './declaration.ts'
import { parseArguments } from './parse-arguments.ts'

const declaration = {
  name: 'cook',
  summary: 'cook dishes',
  description: 'Cooks dishes.',
  forms: [[{ name: 'DISH', help: 'A dish.', choices: ['soup', 'bread'], repeats: true, optional: true }]],
  options: {
    format: { type: 'string', value: 'FORMAT', choices: ['text', 'json'], default: 'text', help: 'The format.' },
    spices: { type: 'list', value: 'NAMES', choices: async () => ['salt', 'pepper', 'thyme'], help: 'The spices.' },
    minutes: { type: 'number', value: 'MINUTES', help: 'The time.' },
    pot: { type: 'string', value: 'NAME', help: 'The pot.', excludes: ['pan'] },
    pan: { type: 'boolean', help: 'Use a pan.' },
  },
  examples: [{ args: 'soup', help: 'Cook soup.' }],
} as const satisfies CommandDeclaration

const parse = (...args: readonly string[]) => parseArguments(declaration, 'kitchen cook', args)

describe('parseArguments', () => {
  it.each<[readonly string[], Partial<ParsedArguments['options']>, readonly string[]]>([
    [[], { format: 'text', spices: undefined, minutes: undefined, pan: false }, []],
    [['soup', '--pan', 'bread'], { pan: true }, ['soup', 'bread']],
    [['--format', 'json'], { format: 'json' }, []],
    [['--format=json'], { format: 'json' }, []],
    [['--spices', 'salt, thyme'], { spices: ['salt', 'thyme'] }, []],
    [['--minutes', '2.5'], { minutes: 2.5 }, []],
    [['--pot=--deep', '--', 'soup'], { pot: '--deep' }, ['soup']],
  ])('reads %j', async (args, options, positionals) => {
    const parsed = await parse(...args)
    expect(parsed).toMatchObject({ options, positionals })
  })

  it.each(['--help', '-h'])('requests the help for %s, also next to an error', async (help) => {
    expect(await parse('--unknown', help)).toBe('help')
  })

  it.each<[readonly string[], string, string]>([
    [['--fromat', 'json'], 'kitchen cook: Unknown option --fromat.', 'Did you mean --format?'],
    [['-x'], 'kitchen cook: Unknown option -x.', 'Run kitchen cook --help for the options.'],
    [['--format'], 'kitchen cook: --format needs a value.', 'Write --format FORMAT: The format.'],
    [['--format', '--pan'], 'kitchen cook: --format needs a value.', 'Write --format FORMAT: The format.'],
    [['--format='], 'kitchen cook: --format needs a value.', 'Write --format FORMAT: The format.'],
    [['--pan=yes'], 'kitchen cook: --pan does not take a value.', 'Write --pan.'],
    [['--format', 'jsno'], 'kitchen cook: --format must be one of text, json, not jsno.', 'Did you mean json?'],
    [
      ['--spices', 'salt,suger'],
      'kitchen cook: --spices must be one of salt, pepper, thyme, not suger.',
      'Choose one of these values.',
    ],
    [['--minutes', '-1'], 'kitchen cook: --minutes needs a value.', 'Write --minutes MINUTES: The time.'],
    [
      ['--minutes=-1'],
      'kitchen cook: --minutes takes a number (MINUTES) that is not negative, not -1.',
      'For example: 30',
    ],
    [
      ['--minutes', 'ten'],
      'kitchen cook: --minutes takes a number (MINUTES) that is not negative, not ten.',
      'For example: 30',
    ],
    [['--pot', 'big', '--pan'], 'kitchen cook takes --pot or --pan, not both.', 'Leave one out.'],
    [['soop'], 'kitchen cook: DISH must be one of soup, bread, not soop.', 'Did you mean soup?'],
  ])('refuses %j with: %s', async (args, message, remedy) => {
    const failure = await parse(...args).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Failure)
    expect((failure as Failure).findings).toMatchObject([{ code: 'usage-error', message, remedy }])
  })

  it('prints the forms and an example if the number of arguments is wrong', async () => {
    const twoForms = {
      ...declaration,
      forms: [
        [{ name: 'A', help: 'a' }],
        [
          { name: 'B', help: 'b' },
          { name: 'C', help: 'c' },
        ],
      ],
    }
    const refused = (...args: readonly string[]) =>
      parseArguments(twoForms, 'kitchen cook', args).then(
        () => undefined,
        (error: unknown) => (error as Failure).findings[0],
      )
    expect(await refused('1')).toBeUndefined()
    expect(await refused('1', '2')).toBeUndefined()
    expect(await refused()).toMatchObject({
      message: 'kitchen cook needs an argument.',
      remedy: 'Usage: kitchen cook A [options]\nUsage: kitchen cook B C [options]\nFor example: kitchen cook soup',
    })
    expect(await refused('1', '2', '3')).toMatchObject({ message: 'kitchen cook does not take 3 arguments.' })
  })

  it('refuses a command line without a required option', async () => {
    const strict = {
      ...declaration,
      options: { pot: { type: 'string', value: 'NAME', required: true, help: 'The pot.' } },
    } as const satisfies CommandDeclaration
    await expect(parseArguments(strict, 'kitchen cook', [])).rejects.toMatchObject({
      findings: [{ message: 'kitchen cook needs --pot.', remedy: 'Add --pot NAME: The pot.' }],
    })
  })

  it('does not take a name of a property of every object as an option', async () => {
    await expect(parse('--constructor')).rejects.toMatchObject({ findings: [{ code: 'usage-error' }] })
    await expect(parse('--toString=x')).rejects.toMatchObject({ findings: [{ code: 'usage-error' }] })
  })
})
