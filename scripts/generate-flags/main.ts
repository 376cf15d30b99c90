// Writes packages/workloads/flags/catalogue/<program>-<version>.json from the program's own `--help`:
//   npx node scripts/generate-flags/main.ts thanos 0.42.4 /path/to/thanos
// Of a version that cannot be run here, a folder of Thanos' docs/components holds the same texts:
//   npx node scripts/generate-flags/main.ts thanos 0.40.1 /path/to/docs/components
// What `--help` does not say, types and hidden flags, is kept in by-hand.ts.

import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareVersions, type Flag } from '@thanos-gitops/workloads'
import { byHand } from './by-hand.ts'
import { inferType } from './infer-type.ts'
import { commandOf, type HelpFlag, readGetoptHelp, readHelp } from './read-help.ts'

const thanosCommands = [
  'compact',
  'query',
  'query-frontend',
  'receive',
  'rule',
  'sidecar',
  'store',
  'tools rules-check',
  ...[
    'cleanup',
    'downsample',
    'inspect',
    'ls',
    'mark',
    'replicate',
    'retention',
    'rewrite',
    'upload-blocks',
    'verify',
    'web',
  ].map((name) => `tools bucket ${name}`),
]

const [program = '', version = '', source = ''] = process.argv.slice(2)
const known = byHand[program]
if (!known || !/^\d+\.\d+\.\d+$/.test(version) || source === '') {
  console.error(
    `Usage: main.ts <${Object.keys(byHand).join('|')}> <version, such as 0.42.4> <program, or folder of its docs>`,
  )
  process.exit(2)
}

const fenced = /```[^\n]*mdox-exec="thanos[^\n]*\n([\s\S]*?)```/g

/** Thanos writes it to stderr, Prometheus to stdout. */
function helpOf(...words: string[]): string {
  const { error, stdout, stderr } = spawnSync(source, words, { encoding: 'utf8' })
  if (error) throw error
  return stdout + stderr
}

function helpTexts(): Map<string, HelpFlag[]> {
  if (program === 'memcached') return new Map([['', readGetoptHelp(helpOf('-h'))]])
  if (statSync(source).isDirectory()) {
    const texts = globSync('*.md', { cwd: source }).flatMap((file) =>
      [...readFileSync(join(source, file), 'utf8').matchAll(fenced)].map(([, text = '']) => text),
    )
    return new Map(
      texts
        .map((text) => [commandOf(text), readHelp(text)] as const)
        .filter(([command]) => thanosCommands.includes(command)),
    )
  }
  const commands = program === 'thanos' ? thanosCommands : ['']
  return new Map(
    commands.map((command) => [command, readHelp(helpOf(...command.split(' ').filter(Boolean), '--help'))]),
  )
}

/** kingpin writes the flag's name in capitals, or something in angle brackets, where there is no default. */
const isPlaceholder = (name: string, value: string): boolean =>
  value.startsWith('<') || value === name.toUpperCase() || value.includes('=') || value === ''

function flagOf(command: string, help: HelpFlag): Flag {
  const byFlag = { ...known!.known[help.name], ...known!.known[`${command} ${help.name}`] }
  const value = help.value?.replace(/^"(.*)"$/, '$1')
  // `(Deprecated): …`, `[DEPRECATED] …`, `Deprecated after v0.43.0: …`
  const deprecated = /^[[(]?deprecat/i.test(help.help)
    ? (known!.instead[help.name] ?? 'The program says that it is deprecated.')
    : undefined
  return {
    type: inferType(help),
    ...(value !== undefined && !isPlaceholder(help.name, value) && { default: value }),
    ...(help.short !== undefined && { short: help.short }),
    ...(help.repeatable && { repeatable: true }),
    ...(deprecated !== undefined && { deprecated }),
    ...byFlag,
  }
}

function hiddenFlags(command: string): [string, Flag][] {
  const inVersion = known!.hidden.filter(
    ({ commands, since, until }) =>
      commands.includes(command) &&
      (since === undefined || compareVersions(version, since) >= 0) &&
      (until === undefined || compareVersions(version, until) < 0),
  )
  return inVersion.map(({ name, commands: _, since: __, until: ___, ...flag }) => [name, { ...flag, hidden: true }])
}

const commands = [...helpTexts()]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([command, flags]) => {
    const visible = flags.map((help): [string, Flag] => [help.name, flagOf(command, help)])
    const names = new Set(visible.map(([name]) => name))
    const rows = [...visible, ...hiddenFlags(command).filter(([name]) => !names.has(name))].sort(([a], [b]) =>
      a < b ? -1 : 1,
    )
    return `${JSON.stringify(command)}: {\n${rows.map(([name, flag]) => `${JSON.stringify(name)}: ${JSON.stringify(flag)}`).join(',\n')}\n}`
  })
const text = `{"program": ${JSON.stringify(program)}, "version": ${JSON.stringify(version)}, "commands": {\n${commands.join(',\n')}\n}}\n`
const file = `packages/workloads/flags/catalogue/${program}-${version}.json`
writeFileSync(join(import.meta.dirname, '../..', file), text)
console.log(`${file}: ${commands.length} commands, ${text.split('\n').length} lines`)
