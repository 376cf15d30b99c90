import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { renamed, type Step, sectionOf, stepsOf, unusedNames } from '../readme-steps.ts'

/** What a team does with a clone of the repository. */
export interface Adoption {
  readonly name: string
  readonly help: string
  /** Headings of the README's section "Make it yours", whose steps are carried out in this order. */
  readonly headings: readonly string[]
  /** Whether the steps change base/, so that the tests of the base can have another result. */
  readonly changesBase?: true
}

export const adoptions: readonly Adoption[] = [
  {
    name: 'no-examples',
    help: 'All environments are removed.',
    headings: ['Remove the examples'],
  },
  {
    name: 'adopt',
    help: 'One command removes the examples and adds an environment of the team.',
    headings: ['With one command'],
  },
  {
    name: 's3',
    help: 'An environment with an S3 bucket and existing keys is added.',
    headings: ['Add a cluster', 'Store blocks in an S3 bucket', 'Set the storage class'],
  },
  {
    name: 'own-application',
    help: 'A component of another application is added to base/own, and to an environment.',
    headings: ['Add a cluster', 'Add an application of your own'],
    changesBase: true,
  },
  {
    name: 'mounted-secret',
    help: 'An environment mounts a Secret into Alertmanager by a patch.',
    headings: ['Add a cluster', 'Set the receivers of alerts'],
  },
]

/** The steps of an adoption. Names that the repository already uses are replaced by others. */
export function stepsOfAdoption(root: string, { headings }: Adoption): readonly Step[] {
  const names = unusedNames(root)
  const section = sectionOf(readFileSync(join(root, 'README.md'), 'utf8'), 'Make it yours')
  return headings.flatMap((heading) => stepsOf(sectionOf(section, heading))).map((step) => renamed(step, names))
}

export const stepTitle = (step: Step): string => (step.kind === 'run' ? step.command : `${step.kind} ${step.file}`)
