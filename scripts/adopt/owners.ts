// The owners of files in .github/CODEOWNERS: the teams of the examples are replaced.
import { failure } from '../failure.ts'

export const ownersFile = '.github/CODEOWNERS'

/** Of everything and of the policy, and of environments. */
export interface Owners {
  readonly all: readonly string[]
  readonly environments: readonly string[]
}

/** @param text owners with commas between them: `@my-company/platform`, `@person` or an address */
export function readOwners(option: string, text: string): readonly string[] {
  const owners = text.split(/[\s,]+/).filter((owner) => owner !== '')
  const wrong = owners.find((owner) => !/^(@[\w.-]+(\/[\w.-]+)*|[^\s@]+@[^\s@]+)$/.test(owner))
  if (owners.length > 0 && wrong === undefined) return owners
  throw failure(
    'usage-error',
    `--${option}: ${JSON.stringify(wrong ?? text)} is not an owner for ${ownersFile}.`,
    `Write a team, a person or an address, such as --${option} @my-company/platform`,
  )
}

/** @param examples environments that are removed, whose lines are removed too */
export function withOwners(content: string, owners: Owners, examples: readonly string[]): string {
  const teams: Readonly<Record<string, readonly string[]>> = {
    '@platform': owners.all,
    '@monitoring': owners.environments,
    '@on-call': owners.environments,
  }
  const lines = content
    .split('\n')
    .filter((line) => !examples.some((name) => line.startsWith(`/environments/${name}/`)))
    .map((line) => (line.startsWith('#') ? line : withTeams(line, teams)))
  return lines.join('\n').replace('# Reviewers by risk. Replace the teams with yours.', '# Reviewers by risk.')
}

function withTeams(line: string, teams: Readonly<Record<string, readonly string[]>>): string {
  const [, path, listed = ''] = /^(\S+\s+)(.*)$/.exec(line) ?? []
  if (path === undefined) return line
  const owners = listed.split(/\s+/).flatMap((owner) => teams[owner] ?? [owner])
  return path + [...new Set(owners)].join(' ')
}
