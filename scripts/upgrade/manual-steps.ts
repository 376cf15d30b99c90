// Steps that a person must carry out for a version. Its section in the changelog declares them.
import { Failure } from '@thanos-gitops/manifest'
import { snapshotOf, type Version } from './refs.ts'

export interface ManualStep {
  /** Without v, as in the heading of its section. */
  readonly version: string
  readonly text: string
  readonly line: number
}

export const changelogFile = 'packages/CHANGELOG.md'

/** The subsection of a version's section that declares steps, one in each entry of its list. */
export const stepsHeading = '### Manual steps'

/** The steps of a changelog, in the order of its lines. */
export function manualSteps(changelog: string): readonly ManualStep[] {
  const steps: { version: string; text: string; line: number }[] = []
  let version = ''
  let isInside = false
  for (const [index, line] of changelog.split('\n').entries()) {
    if (line.startsWith('## ')) version = line.split(' ')[1]!
    if (/^##+ /.test(line)) isInside = line === stepsHeading
    else if (isInside && line.startsWith('- ')) steps.push({ version, text: line.slice(2).trim(), line: index + 1 })
    else if (isInside && /^ +\S/.test(line) && steps.length > 0) steps.at(-1)!.text += ` ${line.trim()}`
  }
  return steps
}

/**
 * @param before the changelog of the version that the repository has
 * @param done the versions whose steps were carried out, with or without v
 * @throws Failure with the steps that the new changelog has in addition, oldest version first
 */
export function requireDone(
  { before, after }: { readonly before: string; readonly after: string },
  to: Version,
  done: readonly string[],
): void {
  const known = new Set(manualSteps(before).map(({ version, text }) => `${version} ${text}`))
  const finished = new Set(done.map((version) => version.replace(/^v/, '')))
  const added = manualSteps(after).filter(
    ({ version, text }) => !known.has(`${version} ${text}`) && !finished.has(version),
  )
  if (added.length === 0) return
  const open = [...Map.groupBy(added, ({ version }) => version).values()].toReversed().flat()
  const all = [...new Set([...finished, ...open.map(({ version }) => version)])].map((version) => `v${version}`)
  throw new Failure(
    open.map(({ version, text, line }) => ({
      code: 'upgrade-manual-step',
      severity: 'error',
      message: `${version} needs a manual step: ${text}`,
      remedy: `Carry it out, commit, and run npm run upgrade -- ${to.name} --done ${all.join(',')}. The changelog: git show ${snapshotOf(to)}:${changelogFile}`,
      place: { file: changelogFile, line },
    })),
  )
}
