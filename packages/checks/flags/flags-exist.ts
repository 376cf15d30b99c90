import { nearest } from '@thanos-gitops/manifest'
import {
  cataloguedVersions,
  compareVersions,
  type FlagUse,
  type Program,
  programTitle,
  removedFlag,
} from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'

export const flagsExist: Check = {
  name: 'flags-exist',
  id: 'TH001',
  severity: 'error',
  why: 'A flag that the program does not know ends it at once: the container crash-loops.',
  remedy: 'Remove the argument, or name a flag that this version has.',
  source: 'https://thanos.io/tip/components/, each program’s --help',
  *run(context) {
    const unlisted = new Set<string>()
    for (const program of programsIn(context)) {
      const { name, version, isExact, catalogue } = program
      // Whoever asks about a version must learn that the answer is about another one.
      if (!isExact && context.versions[name] !== undefined && !unlisted.has(name)) {
        unlisted.add(name)
        const remedy = `Add it with scripts/generate-flags, or ask about ${cataloguedVersions(name).join(', ')}.`
        yield {
          ...inImage(program),
          message: `there is no list of the flags of ${name} v${version}; that of v${catalogue.version} is asked.`,
          remedy,
          severity: 'warning',
        }
      }
      if (program.command === undefined) yield* unknownCommand(program)
      else {
        for (const use of program.uses)
          if (use.flag === undefined || isGone(program, use)) yield unknownFlag(program, use)
        for (const argument of program.stray)
          yield {
            object: program.container.workload.object,
            pointer: argument.pointer,
            message: argument.text.startsWith('-')
              ? `${quoted(argument.text)} is no flag of ${programTitle(program)}.`
              : `${programTitle(program)} takes no argument ${quoted(argument.text)}.`,
            remedy: /^--?[\w.-]+\s/.test(argument.text)
              ? 'A flag and its value are two arguments, or one with = between them.'
              : 'Remove it, or put the flag before it whose value it is.',
          }
      }
    }
  },
}

const inImage = ({ container }: Program) => ({
  object: container.workload.object,
  pointer: `${container.pointer}/image`,
})

/** The list of another version may have what this one has no more. */
function isGone({ name, command = '', isExact, version }: Program, use: FlagUse): boolean {
  const removed = removedFlag(name, command, use.name)
  return !isExact && removed !== undefined && version !== undefined && compareVersions(version, removed.since) >= 0
}

const quoted = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

function* unknownCommand(program: Program): Iterable<Problem> {
  const first = program.container.arguments.find(({ text }) => /^[a-z][a-z-]*$/.test(text) && text !== program.name)
  // Commands that are for people (`tools`) are not all in the catalogue.
  if (first === undefined || first.text === 'tools' || program.name !== 'thanos') return
  const similar = nearest(
    first.text,
    Object.keys(program.catalogue.commands).filter((name) => !name.includes(' ')),
  )
  yield {
    object: program.container.workload.object,
    pointer: first.pointer,
    message: `thanos has no command ${first.text}.`,
    ...(similar !== undefined && { remedy: `Did you mean ${similar}?` }),
  }
}

function unknownFlag(program: Program, { name, argument, isNegated }: FlagUse): Problem {
  const { name: title, command = '', catalogue, isExact, version, flags } = program
  const removed = removedFlag(title, command, name)
  const judge = `${title} ${catalogue.version}`
  const message = removed
    ? `${argument.flag} was removed from ${programTitle(program)} in v${removed.since}.`
    : `${programTitle(program)} v${isExact ? (version ?? catalogue.version) : catalogue.version} has no flag ${argument.flag}.${isExact ? '' : ` There is no list of flags of v${version}; that of ${judge} was asked.`}`
  const similar = nearest(isNegated ? `no-${name}` : name, Object.keys(flags))
  const remedy = removed?.instead ?? (similar === undefined ? undefined : `Did you mean --${similar}?`)
  return {
    object: program.container.workload.object,
    pointer: argument.pointer,
    message,
    ...(remedy !== undefined && { remedy }),
    ...(!isExact && removed === undefined && { severity: 'warning' as const }),
  }
}
