import { nearest } from '@thanos-gitops/manifest'
import {
  type Argument,
  type Catalogue,
  cataloguedVersions,
  catalogueOf,
  compareVersions,
  type FlagUse,
  flagNamed,
  type Program,
  programTitle,
  removedFlag,
  removedFlags,
} from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'

export const flagsExist: Check = {
  name: 'flags-exist',
  id: 'TH001',
  question: 'startup',
  severity: 'error',
  why: 'A program exits immediately for a flag that it does not have: the container crash-loops.',
  remedy: 'Remove the argument, or use a flag that this version has.',
  source: 'https://thanos.io/tip/components/, each program’s --help',
  *run(context) {
    yield* uncataloguedVersions(context)
    for (const program of programsIn(context)) {
      if (!program.isExact) yield* removedFlagsIn(program)
      else if (program.command === undefined) yield* unknownCommand(program)
      else yield* unknownArguments(program)
    }
  },
}

/** Each version without a catalogue once: no other version can judge its flags. */
function* uncataloguedVersions(context: CheckContext): Iterable<Problem> {
  const reported = new Set<string>()
  for (const { name, version, isExact, container } of programsIn(context)) {
    const title = `${name} v${version}`
    if (isExact || reported.has(title)) continue
    reported.add(title)
    yield {
      object: container.workload.object,
      pointer: `${container.pointer}/image`,
      message: `the flags of ${title} are not in the catalogue, so the arguments of this version are not checked.`,
      remedy: `Add the version with \`npm run generate:flags -- ${name} ${version}\`, or use one of ${cataloguedVersions(name).join(', ')}.`,
      // The caller requested a result that does not exist.
      severity: context.versions[name] !== undefined && isNewerThanKnown(name, version) ? 'error' : 'warning',
    }
  }
}

/** Whether nothing at all is known about a version. */
const isNewerThanKnown = (program: string, version: string | undefined): boolean =>
  version !== undefined &&
  [
    ...cataloguedVersions(program),
    ...removedFlags.filter((flag) => flag.program === program).map(({ since }) => since),
  ].every((known) => compareVersions(version, known) > 0)

/** Flags that a version without a catalogue lacks, because an earlier version removed them. */
function* removedFlagsIn(program: Program): Iterable<Problem> {
  const { name, command = '', version } = program
  for (const use of program.uses) {
    const removed = removedFlag(name, command, use.name)
    if (removed !== undefined && version !== undefined && compareVersions(version, removed.since) >= 0)
      yield unknownFlag(program, use)
  }
}

function* unknownArguments(program: Program): Iterable<Problem> {
  for (const use of program.uses) if (isUnknown(program, use)) yield unknownFlag(program, use)
  for (const argument of program.stray) yield strayArgument(program, argument)
}

/**
 * Patch releases share a catalogue, and an image without a version has that of the newest version. Such a program may have a
 * flag that the catalogue lacks: one that a later version added, or any that some version has.
 */
function isUnknown({ name, command = '', version, catalogue }: Program, use: FlagUse): boolean {
  if (use.flag !== undefined) return false
  if (version === catalogue.version || removedFlag(name, command, use.name) !== undefined) return true
  const others = cataloguedVersions(name).filter(
    (other) => version === undefined || compareVersions(other, catalogue.version) > 0,
  )
  return others.every((other) => !hasFlag(catalogueOf(name, other)!.catalogue, command, use.name))
}

const hasFlag = ({ commands }: Catalogue, command: string, flag: string): boolean =>
  commands[command] !== undefined && flagNamed(commands[command], flag) !== undefined

function* unknownCommand({ name, unknownCommand: unknown, catalogue, container }: Program): Iterable<Problem> {
  if (unknown === undefined || (unknown.text.startsWith('tools') && lacksTools(catalogue))) return
  const { text, pointer, continuations } = unknown
  const similar = nearest(text, Object.keys(catalogue.commands))
  const remedy =
    continuations.length > 0 ? `Add one of ${continuations.join(', ')}.` : similar && `Did you mean ${similar}?`
  yield {
    object: container.workload.object,
    pointer,
    message: `${name} has no command ${text}.`,
    ...(remedy !== undefined && { remedy }),
  }
}

/** The catalogue of an old version is from documentation, which has only some of the commands below `tools`. */
const lacksTools = ({ commands }: Catalogue): boolean => commands['tools bucket cleanup'] === undefined

function unknownFlag(program: Program, { name, argument, isNegated }: FlagUse): Problem {
  const { name: programName, command = '', catalogue, version, flags } = program
  const title = programTitle(program)
  const removed = removedFlag(programName, command, name)
  const message = removed
    ? `${argument.flag} was removed from ${title} in v${removed.since}.`
    : version === undefined
      ? `${title} has no flag ${argument.flag} in any version up to v${catalogue.version}, and the image does not show its version.`
      : `${title} v${version} has no flag ${argument.flag}.`
  const similar = nearest(isNegated ? `no-${name}` : name, Object.keys(flags))
  const remedy =
    (removed === undefined && flagNamed(flags, name) !== undefined ? `Write --${name}, with two dashes.` : undefined) ??
    removed?.remedy ??
    versionsWithFlag(program, name) ??
    (similar === undefined ? undefined : `Did you mean --${similar}?`)
  return {
    object: program.container.workload.object,
    pointer: argument.pointer,
    message,
    ...(remedy !== undefined && { remedy }),
  }
}

/** The remedy for a flag that another version has. */
function versionsWithFlag({ name, command = '', catalogue }: Program, flag: string): string | undefined {
  const versions = cataloguedVersions(name).filter((version) =>
    hasFlag(catalogueOf(name, version)!.catalogue, command, flag),
  )
  const later = versions.find((version) => compareVersions(version, catalogue.version) > 0)
  if (later !== undefined) return `${name} v${later} has it: use that version or a later one, or remove the argument.`
  const earlier = versions.at(-1)
  return earlier && `${name} v${earlier} is the last version of the catalogue that has it. Remove the argument.`
}

function strayArgument(program: Program, { text, pointer }: Argument): Problem {
  const title = programTitle(program)
  const shortened = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return {
    object: program.container.workload.object,
    pointer,
    message: text.startsWith('-')
      ? `${shortened} is not a flag of ${title}.`
      : `${title} takes no argument ${shortened}.`,
    remedy: /^--?[\w.-]+\s/.test(text)
      ? 'Write the flag and its value as two arguments, or with = between them.'
      : 'Remove the argument, or write the flag to which it belongs before it.',
  }
}
