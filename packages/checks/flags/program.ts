import type { Argument } from '../engine/arguments.ts'
import { expand } from '../engine/arguments.ts'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import type { Container, Workload } from '../engine/workload.ts'
import { type Catalogue, catalogueOf, type Flag, plainVersion } from './catalogue.ts'
import { type Parsed, parseGetopt, parseKingpin } from './parse-flags.ts'

const programs = ['thanos', 'prometheus', 'alertmanager', 'memcached'] as const
export type ProgramName = (typeof programs)[number]

/** A container that runs a program of the catalogue. */
export interface Program extends Parsed {
  readonly container: Container
  readonly name: ProgramName
  /** `0.42.4` by the image's tag or by what the caller wants to know about; undefined where neither says. */
  readonly version: string | undefined
  readonly catalogue: Catalogue
  /** False where the catalogue has no such minor version: another one judges. */
  readonly isExact: boolean
  /** `tools bucket web`, `query`; the empty string for a program without commands. Undefined for an unknown one. */
  readonly command: string | undefined
  readonly flags: Readonly<Record<string, Flag>>
}

/** What a flag was set to. */
export interface FlagUse {
  /** Without dashes: `log.level`. */
  readonly name: string
  /** Undefined where the catalogue does not know it. */
  readonly flag: Flag | undefined
  /** `--no-<flag>` */
  readonly isNegated: boolean
  readonly value: string | undefined
  readonly argument: Argument
}

const found = new WeakMap<CheckContext, readonly Program[]>()

/** All containers that run one of the programs. Shell wrappers are left alone: what they do is not known. */
export function programsIn(context: CheckContext): readonly Program[] {
  let all = found.get(context)
  if (!all) {
    all = context.containers.flatMap((container) => readProgram(context, container) ?? [])
    found.set(context, all)
  }
  return all
}

const byWorkload = perContext((context) => Map.groupBy(programsIn(context), ({ container }) => container.workload))

export const programsOf = (context: CheckContext, workload: Workload): readonly Program[] =>
  byWorkload(context).get(workload) ?? []

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** `command[0]` where there is one, else the image's name. */
function nameOf(container: Container): ProgramName | undefined {
  const command = container.fields.command
  const word =
    Array.isArray(command) && typeof command[0] === 'string' ? baseName(command[0]) : baseName(container.imageName)
  return programs.find((name) => name === word)
}

function readProgram(context: CheckContext, container: Container): Program | undefined {
  const name = nameOf(container)
  if (name === undefined) return undefined
  const tag = context.versions[name] ?? container.imageTag
  const version = tag === undefined ? undefined : plainVersion(tag)
  const judged = catalogueOf(name, version)
  if (!judged) return undefined
  const { catalogue, isExact } = judged
  const isProgram = (text: string | undefined): boolean => text !== undefined && baseName(text) === name
  const own = isProgram(container.arguments[0]?.text) ? container.arguments.slice(1) : container.arguments
  const { command, rest } = splitCommand(own, Object.keys(catalogue.commands))
  const flags = command === undefined ? {} : catalogue.commands[command]!
  const parse = name === 'memcached' ? parseGetopt : parseKingpin
  const parsed = parse(rest, flags)
  const uses = parsed.uses.map((use) =>
    use.value === undefined ? use : { ...use, value: expand(container, use.value) },
  )
  return { ...parsed, uses, container, name, version, catalogue, isExact, command, flags }
}

/** The first words that are no flags are the command; the longest command that they spell counts. */
function splitCommand(
  all: readonly Argument[],
  commands: readonly string[],
): { command: string | undefined; rest: readonly Argument[] } {
  if (commands.length === 1 && commands[0] === '') return { command: '', rest: all }
  const words: number[] = []
  for (let index = 0; index < all.length && !all[index]!.text.startsWith('-'); index++) words.push(index)
  for (let length = words.length; length > 0; length--) {
    const command = all
      .slice(0, length)
      .map(({ text }) => text)
      .join(' ')
    if (commands.includes(command)) return { command, rest: all.slice(length) }
  }
  return { command: undefined, rest: all.slice(words.length) }
}

export const usesOf = (program: Program, name: string): readonly FlagUse[] =>
  program.uses.filter((use) => use.name === name)
export const lastUse = (program: Program, name: string): FlagUse | undefined =>
  program.uses.findLast((use) => use.name === name)
export const valueOf = (program: Program, name: string): string | undefined => lastUse(program, name)?.value
/** What is given, else the program's own default. */
export const valueOrDefault = (program: Program, name: string): string | undefined =>
  valueOf(program, name) ?? program.flags[name]?.default

export function isOn(program: Program, name: string): boolean {
  const use = lastUse(program, name)
  return use === undefined ? program.flags[name]?.default === 'true' : !use.isNegated
}

/** Where a problem with a flag that is given stands. */
export const placeOf = ({ container }: Program, { argument }: FlagUse) => ({
  object: container.workload.object,
  pointer: argument.valuePointer,
  offset: argument.valueOffset,
})

/** Where a flag is missing: the arguments, or the container where it has none. */
export const argumentsPlace = ({ container }: Program) => ({
  object: container.workload.object,
  pointer: Array.isArray(container.fields.args) ? `${container.pointer}/args` : container.pointer,
})

/** `thanos query in thanos-query`, as messages call it. */
export const titleOf = ({ name, command }: Program): string => (command ? `${name} ${command}` : name)
