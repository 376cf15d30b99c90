import type { FleetMember } from '@thanos-gitops/checks'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import { environmentSources } from '../sourced-environment.ts'
import { checkCommitted } from './check-committed.ts'
import { type CheckMemory, checkMemory } from './check-memory.ts'
import type { CheckedSubject, CheckedSubjects, CheckSettings } from './checked-subjects.ts'
import { comparedNames, comparisonsOf, type OtherEnvironment, withComparisons } from './compared-environments.ts'
import { declarationsOf, judgedSubject, prepare } from './judged-subject.ts'
import { type SharedSources, sharedSources } from './shared-sources.ts'
import { type JudgedSubject, withRefusals } from './with-refusals.ts'

/**
 * Checks environments as a render writes them. If the base does not load, the committed manifests are checked. `problems` has what
 * could not be rendered.
 */
export async function checkEnvironments(
  root: string,
  names: readonly string[],
  settings: CheckSettings,
): Promise<CheckedSubjects> {
  const { check, problems } = await environmentChecker(root, names)
  const checked = await check(names, settings)
  return { ...checked, problems: [...problems, ...(checked.problems ?? [])] }
}

export interface EnvironmentChecker {
  /** Why no environment renders. */
  readonly problems: readonly Finding[]
  /** Checks some of the environments. Each call has limits of its own. */
  check(names: readonly string[], settings: CheckSettings): Promise<CheckedSubjects>
}

/** Checks environments in several calls, which share what is loaded and rendered. @param names the environments that are checked */
export async function environmentChecker(root: string, names: readonly string[]): Promise<EnvironmentChecker> {
  const problems: Finding[] = []
  const sources = await sourcesFor(root, names, problems)
  return {
    problems,
    async check(some, settings) {
      const compared = comparedNames(root, some, settings)
      if (sources === undefined) return checkUnrendered(root, some, compared, settings)
      const memory = checkMemory(root, some, compared, settings, sources)
      return memory?.run() ?? checkRendered(root, some, compared, settings, sources, memory)
    },
  }
}

/** A subject that an earlier run has checked, or a function that checks it. */
type Subject = { readonly known: CheckedSubject } | Checked

interface Checked {
  readonly judged: JudgedSubject
  /** Called with the result, unless there are notes about it. */
  remember(subject: CheckedSubject): void
}

async function checkRendered(
  root: string,
  names: readonly string[],
  compared: readonly string[],
  settings: CheckSettings,
  sources: SharedSources,
  memory: CheckMemory | undefined,
): Promise<CheckedSubjects> {
  const { onStep = () => {} } = settings
  const problems: Finding[] = []
  const waiting: (() => Subject)[] = []
  const fleet: FleetMember[] = []
  const contents = new Map<string, string>()
  const others: OtherEnvironment[] = []
  for (const [index, name] of compared.entries()) {
    onStep(`${index} of ${compared.length} environments rendered`)
    const { result: sourced, usesOthers } = sources.render(name)
    const isOnlyCompared = !names.includes(name)
    if (!('environment' in sourced)) {
      if (isOnlyCompared) others.push({ name })
      else problems.push(...sourced)
      continue
    }
    for (const [file, content] of sourced.manifests) contents.set(file, content)
    const declarations = declarationsOf(root, name, settings.exceptions)
    const ownSettings = isOnlyCompared ? comparisonsOf(settings) : settings
    const prepared = prepare(sourced, ownSettings, declarations, settings.comparesEnvironments ? fleet : undefined)
    const { context } = prepared
    fleet.push({ name, context, isOnlyCompared })
    if (isOnlyCompared) {
      others.push({ name, prepared })
      continue
    }
    const own = usesOthers ? undefined : memory
    waiting.push(() => {
      const known = own?.environment(name, context)
      if (known !== undefined) return { known }
      const { judged, isIdentified } = judgedSubject(root, sourced, prepared, declarations)
      return { judged, remember: (subject) => isIdentified && own?.addEnvironment(subject, context) }
    })
  }
  // Checks that compare environments need the contexts of all of them.
  const subjects = waiting.map((check, index) => {
    onStep(`${index} of ${waiting.length} environments checked`)
    return check()
  })
  const checked = withComparisons(await withVerdicts(subjects, settings), others)
  const result = { contents, problems, ...checked }
  memory?.addRun(
    result,
    compared.some((name) => sources.render(name).usesOthers),
  )
  return result
}

/** The subjects with the verdicts of the API server. */
async function withVerdicts(
  subjects: readonly Subject[],
  { asksApiServer, limits, onStep }: CheckSettings,
): Promise<Pick<CheckedSubjects, 'subjects' | 'notes'>> {
  const checked = subjects.filter((subject) => 'judged' in subject)
  const judged = checked.map((subject) => subject.judged)
  if (asksApiServer) onStep?.(`the API server's code judges ${judged.length} environments`)
  const result = asksApiServer
    ? await withRefusals(judged, limits)
    : { subjects: judged.map(({ subject }) => subject), notes: [] }
  if (result.notes.length === 0)
    for (const [index, subject] of result.subjects.entries()) checked[index]!.remember(subject)
  const remaining = result.subjects.values()
  return {
    subjects: subjects.map((subject) => ('known' in subject ? subject.known : remaining.next().value!)),
    notes: result.notes,
  }
}

/** Checks the committed manifests of environments whose base does not load. */
async function checkUnrendered(
  root: string,
  names: readonly string[],
  compared: readonly string[],
  settings: CheckSettings,
): Promise<CheckedSubjects> {
  const [chosen = [], others = []] = [true, false].map((isChecked) =>
    compared.filter((name) => names.includes(name) === isChecked),
  )
  const subjects = chosen.flatMap((name) =>
    checkCommitted(root, name, settings, declarationsOf(root, name, settings.exceptions)).map((judged) => ({
      judged,
      remember: () => {},
    })),
  )
  const checked = await withVerdicts(subjects, settings)
  return {
    contents: new Map(),
    problems: [],
    ...withComparisons(
      checked,
      others.map((name) => ({ name })),
    ),
  }
}

/** Undefined, with its problems added, if the base does not load. */
async function sourcesFor(
  root: string,
  names: readonly string[],
  problems: Finding[],
): Promise<SharedSources | undefined> {
  try {
    return sharedSources(await environmentSources(root, names))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    problems.push(...error.findings)
    return undefined
  }
}
