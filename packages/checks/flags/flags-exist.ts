import { nearest } from '@thanos-gitops/manifest'
import {
  type Argument,
  cataloguedVersions,
  compareVersions,
  type FlagUse,
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
    for (const program of programsIn(context))
      yield* program.command === undefined ? unknownCommand(program) : unknownArguments(program)
  },
}

/** Without a catalogue of the version that the caller requested, the checks use the flags of another version. */
function* uncataloguedVersions(context: CheckContext): Iterable<Problem> {
  const reported = new Set<string>()
  for (const { name, version, isExact, catalogue, container } of programsIn(context)) {
    if (isExact || context.versions[name] === undefined || reported.has(name)) continue
    reported.add(name)
    yield {
      object: container.workload.object,
      pointer: `${container.pointer}/image`,
      message: `the flags of ${name} v${version} are not in the catalogue; those of v${catalogue.version} are used.`,
      remedy: `Add the version with scripts/generate-flags, or use one of ${cataloguedVersions(name).join(', ')}.`,
      severity: isNewerThanKnown(name, version) ? 'error' : 'warning',
    }
  }
}

/** Whether nothing at all is known about a version: the result is then that of another version. */
const isNewerThanKnown = (program: string, version: string | undefined): boolean =>
  version !== undefined &&
  [
    ...cataloguedVersions(program),
    ...removedFlags.filter((flag) => flag.program === program).map(({ since }) => since),
  ].every((known) => compareVersions(version, known) > 0)

function* unknownArguments(program: Program): Iterable<Problem> {
  for (const use of program.uses) if (use.flag === undefined || isRemoved(program, use)) yield unknownFlag(program, use)
  for (const argument of program.stray) yield strayArgument(program, argument)
}

/** The catalogue of another version may have a flag that this version no longer has. */
function isRemoved({ name, command = '', isExact, version }: Program, use: FlagUse): boolean {
  const removed = removedFlag(name, command, use.name)
  return !isExact && removed !== undefined && version !== undefined && compareVersions(version, removed.since) >= 0
}

function* unknownCommand({ name, unknownCommand: word, catalogue, container }: Program): Iterable<Problem> {
  // The catalogue has only some of the commands below `tools`.
  if (word === undefined || word.text === 'tools') return
  const commands = Object.keys(catalogue.commands).filter((command) => !command.includes(' '))
  const similar = nearest(word.text, commands)
  yield {
    object: container.workload.object,
    pointer: word.pointer,
    message: `${name} has no command ${word.text}.`,
    ...(similar !== undefined && { remedy: `Did you mean ${similar}?` }),
  }
}

function unknownFlag(program: Program, { name, argument, isNegated }: FlagUse): Problem {
  const { name: programName, command = '', catalogue, isExact, version, flags } = program
  const title = programTitle(program)
  const removed = removedFlag(programName, command, name)
  const message = removed
    ? `${argument.flag} was removed from ${title} in v${removed.since}.`
    : `${title} v${isExact ? (version ?? catalogue.version) : catalogue.version} has no flag ${argument.flag}.${isExact ? '' : ` The flags of v${version} are not in the catalogue.`}`
  const similar = nearest(isNegated ? `no-${name}` : name, Object.keys(flags))
  const remedy = removed?.remedy ?? (similar === undefined ? undefined : `Did you mean --${similar}?`)
  return {
    object: program.container.workload.object,
    pointer: argument.pointer,
    message,
    ...(remedy !== undefined && { remedy }),
    ...(!isExact && removed === undefined && { severity: 'warning' as const }),
  }
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
