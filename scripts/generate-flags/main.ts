// Writes packages/workloads/flags/catalogue/<program>-<version>.json from the `--help` output of the program:
//   npx node scripts/generate-flags/main.ts thanos 0.42.4 /path/to/thanos
// If you cannot run a version of Thanos, use its folder docs/components, which contains the same output:
//   npx node scripts/generate-flags/main.ts thanos 0.40.1 /path/to/docs/components
// Types and hidden flags, which `--help` does not contain, are in manual-flags.ts.

import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareVersions, type Flag } from '@thanos-gitops/workloads'
import { inferType } from './infer-type.ts'
import { manualFlags } from './manual-flags.ts'
import { commandOf, type HelpFlag, readGetoptHelp, readHelp } from './read-help.ts'
import { catalogueContent } from './write.ts'

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
const manual = manualFlags[program]
if (!manual || !/^\d+\.\d+\.\d+$/.test(version) || source === '') {
  console.error(
    `Usage: main.ts <${Object.keys(manualFlags).join('|')}> <version, such as 0.42.4> <program, or folder of its docs>`,
  )
  process.exit(2)
}

/** Help output in the Markdown documentation of Thanos. */
const helpBlock = /```[^\n]*mdox-exec="thanos[^\n]*\n([\s\S]*?)```/g

/** The help output of a command. Thanos writes it to stderr, Prometheus to stdout. */
function helpOf(...args: string[]): string {
  const { error, stdout, stderr } = spawnSync(source, args, { encoding: 'utf8' })
  if (error) throw error
  return stdout + stderr
}

/** The flags of each command. */
function flagsByCommand(): Map<string, HelpFlag[]> {
  if (program === 'memcached') return new Map([['', readGetoptHelp(helpOf('-h'))]])
  if (statSync(source).isDirectory()) {
    const outputs = globSync('*.md', { cwd: source }).flatMap((file) =>
      [...readFileSync(join(source, file), 'utf8').matchAll(helpBlock)].map(([, output = '']) => output),
    )
    return new Map(
      outputs
        .map((output) => [commandOf(output), readHelp(output)] as const)
        .filter(([command]) => thanosCommands.includes(command)),
    )
  }
  const commands = program === 'thanos' ? thanosCommands : ['']
  return new Map(
    commands.map((command) => [command, readHelp(helpOf(...command.split(' ').filter(Boolean), '--help'))]),
  )
}

/** Where there is no default, kingpin prints the name of the flag in capitals or a word in angle brackets. */
const isPlaceholder = (name: string, value: string): boolean =>
  value.startsWith('<') || value === name.toUpperCase() || value.includes('=') || value === ''

function flagOf(command: string, help: HelpFlag): Flag {
  const details = { ...manual!.details[help.name], ...manual!.details[`${command} ${help.name}`] }
  const value = help.value?.replace(/^"(.*)"$/, '$1')
  // `(Deprecated): …`, `[DEPRECATED] …`, `Deprecated after v0.43.0: …`
  const deprecated = /^[[(]?deprecat/i.test(help.help)
    ? (manual!.replacements[help.name] ?? 'The help text of the program marks it as deprecated.')
    : undefined
  return {
    type: inferType(help),
    ...(value !== undefined && !isPlaceholder(help.name, value) && { default: value }),
    ...(help.short !== undefined && { short: help.short }),
    ...(help.repeatable && { repeatable: true }),
    ...(deprecated !== undefined && { deprecated }),
    ...details,
  }
}

function hiddenFlags(command: string): [string, Flag][] {
  const inVersion = manual!.hidden.filter(
    ({ commands, since, until }) =>
      commands.includes(command) &&
      (since === undefined || compareVersions(version, since) >= 0) &&
      (until === undefined || compareVersions(version, until) < 0),
  )
  return inVersion.map(({ name, commands: _, since: __, until: ___, ...flag }) => [name, { ...flag, hidden: true }])
}

/** The flags in the help output, and hidden flags that it does not contain. */
const allFlags = (command: string, flags: readonly HelpFlag[]): Readonly<Record<string, Flag>> => ({
  ...Object.fromEntries(hiddenFlags(command)),
  ...Object.fromEntries(flags.map((help) => [help.name, flagOf(command, help)])),
})

const commands = Object.fromEntries(
  [...flagsByCommand()].map(([command, flags]) => [command, allFlags(command, flags)] as const),
)
const content = catalogueContent(program, version, commands)
const file = `packages/workloads/flags/catalogue/${program}-${version}.json`
writeFileSync(join(import.meta.dirname, '../..', file), content)
console.log(`${file}: ${Object.keys(commands).length} commands, ${content.split('\n').length} lines`)
