import { describe, expect, it } from 'vitest'
import { defineCommand } from '../declaration.ts'
import { splitLine } from './split-line.ts'
import { suggest } from './suggest.ts'

const commands = [
  defineCommand(
    {
      name: 'check',
      summary: 'check environments',
      description: '',
      forms: [
        [
          {
            name: 'ENVIRONMENT',
            help: '',
            repeats: true,
            optional: true,
            suggest: ({ root }) => (root === 'other' ? ['red'] : ['blue', 'green', 'black']),
          },
        ],
        [{ name: 'PATH', help: '', repeats: true, suggest: 'file' }],
      ],
      options: {
        format: {
          type: 'string',
          value: 'FORMAT',
          choices: async () => ['text', 'json', 'junit'],
          help: 'The format.',
        },
        only: { type: 'list', value: 'NAMES', choices: ['a-1', 'a-2', 'b-1'], help: 'Only these.' },
        exceptions: { type: 'string', value: 'FILE', suggest: 'file', help: 'The file.' },
        root: { type: 'string', value: 'DIR', suggest: 'folder', help: 'The folder.' },
        list: { type: 'boolean', help: 'Print all.' },
      },
    },
    () => 0,
  ),
  defineCommand(
    {
      name: 'explain',
      summary: 'explain a field',
      description: '',
      forms: [
        [
          { name: 'ENVIRONMENT', help: '', suggest: () => ['blue'] },
          {
            name: 'KIND/NAME',
            help: '',
            suggest: ({ positionals }) => [`Service/${positionals[0]}`, 'Deployment/web'],
          },
        ],
      ],
      options: {},
    },
    () => 0,
  ),
]

const wordsAfter = async (...words: readonly string[]) =>
  (await suggest(commands, words)).suggestions.map(({ word }) => word)

describe('suggest', () => {
  it.each<[readonly string[], readonly string[]]>([
    [[''], ['check', 'explain']],
    [['ch'], ['check']],
    [['--'], ['--help', '--version']],
    [['help', 'e'], ['explain']],
    [['chek', ''], []],
    [
      ['check', 'b'],
      ['blue', 'black'],
    ],
    [['check', 'blue', 'b'], ['black']],
    [['check', '--root', 'other', ''], ['red']],
    [['check', '--l'], ['--list']],
    [
      ['check', '--format', ''],
      ['text', 'json', 'junit'],
    ],
    [
      ['check', '--format', 'j'],
      ['json', 'junit'],
    ],
    [
      ['check', '--format=j'],
      ['--format=json', '--format=junit'],
    ],
    [['check', '--nothing=j'], []],
    [
      ['check', '--only', 'a'],
      ['a-1', 'a-2'],
    ],
    [['check', '--only', 'a-1,a'], ['a-1,a-2']],
    [['check', '--only=b-1,b'], []],
    [['check', '--list', 'g'], ['green']],
    [['check', '--', '--l'], []],
    [['check', '--', 'g'], ['green']],
    [
      ['explain', 'blue', ''],
      ['Service/blue', 'Deployment/web'],
    ],
    [['explain', 'blue', 'Dep'], ['Deployment/web']],
    [['explain', 'blue', 'Deployment/web', ''], []],
  ])('suggests after %j: %j', async (words, expected) => expect(await wordsAfter(...words)).toEqual(expected))

  it('leaves out options that are given', async () => {
    expect(await wordsAfter('check', '--list', '--format', 'json', '--')).toEqual([
      '--only',
      '--exceptions',
      '--root',
      '--help',
    ])
  })

  it.each<[readonly string[], string | undefined]>([
    [['check', '--exceptions', ''], 'file'],
    [['check', '--root', ''], 'folder'],
    [['check', ''], 'file'],
    [['check', '--format', ''], undefined],
    [['explain', ''], undefined],
  ])('requests names of files or folders after %j: %s', async (words, names) =>
    expect((await suggest(commands, words)).names).toBe(names),
  )

  it('describes commands and options', async () => {
    expect((await suggest(commands, ['che'])).suggestions).toEqual([{ word: 'check', help: 'check environments' }])
    expect((await suggest(commands, ['check', '--fo'])).suggestions).toEqual([
      { word: '--format', help: 'The format.' },
    ])
  })
})

it.each<[string, readonly string[]]>([
  ['kitchen ', ['']],
  ['kitchen check', ['check']],
  ['kitchen check  --format=j', ['check', '--format=j']],
  ['npx kitchen check ', ['check', '']],
  [`kitchen check 'my folder/a' "b c" d\\ e`, ['check', 'my folder/a', 'b c', 'd e']],
  [`kitchen check "unfinished wo`, ['check', 'unfinished wo']],
])('splits the line %j into %j', (line, words) => expect(splitLine(line)).toEqual(words))
