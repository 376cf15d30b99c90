import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compareVersions, type Flag } from '@thanos-gitops/workloads'
import { inferType } from './infer-type.ts'
import { type ManualFlags, manualFlags } from './manual-flags.ts'
import { commandOf, type HelpFlag, readGetoptHelp, readHelp } from './read-help.ts'
import type { CommandFlags } from './write.ts'

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

/** A program whose flags are read. */
export interface FlagSource {
  readonly program: string
  /** `0.42.4` */
  readonly version: string
  /** The program, or a folder of its Markdown documentation. */
  readonly path: string
}

/**
 * The flags of all commands of a program: those in the help output, and those in manual-flags.ts, which the help output does not
 * contain.
 */
export function readFlags(source: FlagSource): CommandFlags {
  const manual = manualFlags[source.program]!
  return Object.fromEntries(
    [...flagsByCommand(source)].map(([command, flags]) => [command, allFlags(command, flags, manual, source.version)]),
  )
}

const allFlags = (
  command: string,
  flags: readonly HelpFlag[],
  manual: ManualFlags,
  version: string,
): Readonly<Record<string, Flag>> => ({
  ...Object.fromEntries(hiddenFlags(command, manual, version)),
  ...Object.fromEntries(flags.map((help) => [help.name, flagOf(command, help, manual)])),
})

/** Help output in the Markdown documentation of Thanos. */
const helpBlock = /```[^\n]*mdox-exec="thanos[^\n]*\n([\s\S]*?)```/g

/** The help output of a command. Thanos writes it to stderr, Prometheus to stdout. */
function helpOf(program: string, ...args: readonly string[]): string {
  const { error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) throw error
  return stdout + stderr
}

/** The flags of each command. */
function flagsByCommand({ program, path }: FlagSource): Map<string, HelpFlag[]> {
  if (program === 'memcached') return new Map([['', readGetoptHelp(helpOf(path, '-h'))]])
  if (statSync(path).isDirectory()) {
    const outputs = globSync('*.md', { cwd: path }).flatMap((file) =>
      [...readFileSync(join(path, file), 'utf8').matchAll(helpBlock)].map(([, output = '']) => output),
    )
    return new Map(
      outputs
        .map((output) => [commandOf(output), readHelp(output)] as const)
        .filter(([command]) => thanosCommands.includes(command)),
    )
  }
  const commands = program === 'thanos' ? thanosCommands : ['']
  return new Map(
    commands.map((command) => [command, readHelp(helpOf(path, ...command.split(' ').filter(Boolean), '--help'))]),
  )
}

/** Where there is no default, kingpin prints the name of the flag in capitals or a word in angle brackets. */
const isPlaceholder = (name: string, value: string): boolean =>
  value.startsWith('<') || value === name.toUpperCase() || value.includes('=') || value === ''

function flagOf(command: string, help: HelpFlag, manual: ManualFlags): Flag {
  const details = { ...manual.details[help.name], ...manual.details[`${command} ${help.name}`] }
  const value = help.value?.replace(/^"(.*)"$/, '$1')
  // `(Deprecated): …`, `[DEPRECATED] …`, `Deprecated after v0.43.0: …`
  const deprecated = /^[[(]?deprecat/i.test(help.help)
    ? (manual.replacements[help.name] ?? 'The help text of the program marks it as deprecated.')
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

function hiddenFlags(command: string, manual: ManualFlags, version: string): readonly [string, Flag][] {
  const inVersion = manual.hidden.filter(
    ({ commands, since, until }) =>
      commands.includes(command) &&
      (since === undefined || compareVersions(version, since) >= 0) &&
      (until === undefined || compareVersions(version, until) < 0),
  )
  return inVersion.map(({ name, commands: _, since: __, until: ___, ...flag }) => [name, { ...flag, hidden: true }])
}
