import type { Catalogue, Flag } from '../flags/catalogue.ts'
import { catalogueOf } from '../flags/catalogue.ts'
import type { FlagUse, ParsedFlags } from '../flags/flag-use.ts'
import { parseGetopt } from '../flags/parse-getopt.ts'
import { parseKingpin } from '../flags/parse-kingpin.ts'
import type { Container } from '../pod.ts'
import { expandVariables } from '../variables.ts'
import { plainVersion } from '../version.ts'
import { splitCommand, type UnknownCommand, unknownCommand } from './command.ts'
import { type CataloguedProgram, isCatalogued } from './known.ts'
import { recognizeProgram } from './recognize.ts'

/** A container that runs a program whose flags are in the catalogue. */
export interface Program extends ParsedFlags {
  readonly container: Container
  readonly name: CataloguedProgram
  /** `0.42.4` from the caller or from the tag of the image; undefined if neither is a version. */
  readonly version: string | undefined
  readonly catalogue: Catalogue
  /** False if the catalogue lacks the minor version, and another version is used instead. */
  readonly isExact: boolean
  /** `tools bucket web`, `query`; empty for a program without commands. Undefined for an unknown command. */
  readonly command: string | undefined
  /** The words in the place of an unknown command. */
  readonly unknownCommand: UnknownCommand | undefined
  /** The flags of the command. */
  readonly flags: Readonly<Record<string, Flag>>
}

const programs = new WeakMap<Container, { readonly program: Program | undefined }>()

/** The program of a container in the version of its image tag. */
export function readProgram(container: Container): Program | undefined {
  const cached = programs.get(container)
  if (cached) return cached.program
  const program = readProgramInVersion(container, {})
  programs.set(container, { program })
  return program
}

/** @param versions versions that replace those of the image tags, by program: `{thanos: 'v0.43.0'}` */
export function readProgramInVersion(
  container: Container,
  versions: Readonly<Record<string, string>>,
): Program | undefined {
  const recognized = recognizeProgram(container)
  if (recognized === undefined || !isCatalogued(recognized.name)) return undefined
  const { name } = recognized
  const tag = versions[name] ?? container.imageReference.tag
  const version = tag === undefined ? undefined : plainVersion(tag)
  const found = catalogueOf(name, version)
  if (!found) return undefined
  const { catalogue, isExact } = found
  const { command, rest, words } = splitCommand(recognized.arguments, catalogue)
  const flags = command === undefined ? {} : catalogue.commands[command]!
  const { uses, stray } = name === 'memcached' ? parseGetopt(rest, flags) : parseKingpin(rest, flags)
  return {
    container,
    name,
    version,
    catalogue,
    isExact,
    command,
    unknownCommand: command === undefined ? unknownCommand(words, catalogue) : undefined,
    flags,
    uses: uses.map((use) => (use.value === undefined ? use : { ...use, value: expandVariables(container, use.value) })),
    stray,
  }
}

/** `thanos query`, `prometheus`. */
export const programTitle = ({ name, command }: Program): string => (command ? `${name} ${command}` : name)

export const usesOf = (program: Program, name: string): readonly FlagUse[] =>
  program.uses.filter((use) => use.name === name)

export const lastUse = (program: Program, name: string): FlagUse | undefined =>
  program.uses.findLast((use) => use.name === name)

export const lastValue = (program: Program, name: string): string | undefined => lastUse(program, name)?.value

/** The value of a flag, or the program's default. */
export const valueOrDefault = (program: Program, name: string): string | undefined =>
  lastValue(program, name) ?? program.flags[name]?.default

/** Whether a switch is on, by its last use or by default. */
export function isOn(program: Program, name: string): boolean {
  const use = lastUse(program, name)
  return use === undefined ? program.flags[name]?.default === 'true' : !use.isNegated
}
