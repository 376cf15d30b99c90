import type { Flag } from '@thanos-gitops/workloads'

/** The flags of each command of a program, by name. */
export type CommandFlags = Readonly<Record<string, Readonly<Record<string, Flag>>>>

/** The content of a catalogue file: sorted JSON with one flag per line, so that a change of one flag changes one line. */
export function catalogueContent(program: string, version: string, commands: CommandFlags): string {
  const blocks = sortedEntries(commands).map(([command, flags]) => {
    const lines = sortedEntries(flags).map(([name, flag]) => `${JSON.stringify(name)}: ${JSON.stringify(flag)}`)
    return `${JSON.stringify(command)}: {\n${lines.join(',\n')}\n}`
  })
  return `{"program": ${JSON.stringify(program)}, "version": ${JSON.stringify(version)}, "commands": {\n${blocks.join(',\n')}\n}}\n`
}

const sortedEntries = <T>(fields: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))
