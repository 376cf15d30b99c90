import { parseArguments } from '@thanos-gitops/command-line/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commands } from './commands.ts'
import { main } from './main.ts'

let printed: string[]
beforeEach(() => {
  printed = []
  for (const method of ['log', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((text: string) => void printed.push(text))
})
afterEach(() => vi.restoreAllMocks())

const named = commands.map((command) => [command.declaration.name, command] as const)

describe.each(named)('thanos-gitops %s', (name, { declaration }) => {
  it('prints all that is declared with --help', async () => {
    expect(await main([name, '--help'])).toBe(0)
    const help = printed.join('\n')
    for (const option of Object.keys(declaration.options)) expect(help).toContain(`  --${option}`)
    for (const { name: positional } of declaration.forms.flat()) expect(help).toContain(positional)
    for (const { args } of declaration.examples ?? []) expect(help).toContain(`thanos-gitops ${name} ${args}`.trim())
    expect(help).toContain('Exit codes: 0 success')
    printed.length = 0
    await main(['help', name])
    expect(printed.join('\n')).toBe(help)
  })

  it('refuses an unknown option with exit code 2 and a remedy', async () => {
    expect(await main([name, '--rot', 'x'])).toBe(2)
    expect(printed.join('\n')).toBe(
      `usage-error\n  thanos-gitops ${name}: Unknown option --rot.\n  Did you mean --root?`,
    )
  })

  it('has examples that are valid', async () => {
    for (const { args } of declaration.examples ?? [])
      expect(
        await parseArguments(
          declaration,
          name,
          args.split(' ').filter((word) => word !== ''),
        ),
      ).not.toBe('help')
  })

  it('names only existing options in excludes', () => {
    for (const { excludes = [] } of Object.values(declaration.options))
      for (const excluded of excludes) expect(Object.keys(declaration.options)).toContain(excluded)
  })

  it('repeats only the last argument, and requires none after an optional one', () => {
    for (const form of declaration.forms) {
      expect(form.slice(0, -1).filter(({ repeats }) => repeats)).toEqual([])
      const firstOptional = form.findIndex(({ optional }) => optional)
      if (firstOptional !== -1) expect(form.slice(firstOptional).every(({ optional }) => optional)).toBe(true)
    }
  })
})

describe('thanos-gitops', () => {
  it.each([['--help'], ['-h'], ['help']])('lists all commands with %s', async (argument) => {
    expect(await main([argument])).toBe(0)
    for (const [name, { declaration }] of named)
      expect(printed.join('\n')).toMatch(
        new RegExp(`^  ${name} +${declaration.summary.replace(/[{}]/g, '\\$&')}$`, 'm'),
      )
    expect(printed.join('\n')).toMatch(/^ {2}completion /m)
  })

  it('lists the commands without an argument too, with exit code 2', async () => {
    expect(await main([])).toBe(2)
    expect(printed.join('\n')).toContain('Usage: thanos-gitops COMMAND')
  })

  it('prints the version of the product', async () => {
    expect(await main(['--version'])).toBe(0)
    expect(printed).toEqual([expect.stringMatching(/^thanos-gitops \d+\.\d+\.\d+$/)])
  })

  it.each([
    ['rendr', 'Unknown command rendr.', 'Did you mean render?'],
    ['xyz', 'Unknown command xyz.', 'Run thanos-gitops --help for the commands.'],
    ['--versoin', 'Unknown option --versoin.', 'Did you mean --version?'],
  ])('refuses %s', async (word, message, remedy) => {
    expect(await main([word])).toBe(2)
    expect(printed).toEqual([`usage-error\n  thanos-gitops: ${message}\n  ${remedy}`])
  })
})
