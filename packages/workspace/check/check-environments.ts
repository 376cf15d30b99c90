import {
  checks as allChecks,
  type Declarations,
  type FleetMember,
  type PreparedCheck,
  prepareCheck,
  readDeclarations,
} from '@thanos-gitops/checks'
import { credentialCheck, Failure, type Finding, readOptionalFile, readYaml } from '@thanos-gitops/manifest'
import { environmentNames, environmentsFolder, isEnvironmentName } from '@thanos-gitops/render'
import { environmentReader, type SourcedEnvironment } from '../sourced-environment.ts'
import { checkCommitted } from './check-committed.ts'
import type { CheckedSubjects, CheckSettings } from './checked-subjects.ts'
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

/** Checks environments in several calls, which share what is loaded. @param names the environments that are checked */
export async function environmentChecker(root: string, names: readonly string[]): Promise<EnvironmentChecker> {
  const problems: Finding[] = []
  const read = await readerOf(root, names, problems)
  return { problems, check: (some, settings) => checkRead(root, some, settings, read) }
}

type Read = Awaited<ReturnType<typeof environmentReader>>

async function checkRead(
  root: string,
  names: readonly string[],
  settings: CheckSettings,
  read: Read | undefined,
): Promise<CheckedSubjects> {
  const { onStep = () => {} } = settings
  const problems: Finding[] = []
  const waiting: (() => readonly JudgedSubject[])[] = []
  const fleet: FleetMember[] = []
  const contents = new Map<string, string>()
  const others: OtherEnvironment[] = []
  const compared = comparedNames(root, names, settings)
  for (const [index, name] of compared.entries()) {
    onStep(`${index} of ${compared.length} environments rendered`)
    const sourced = read?.(name)
    const isOnlyCompared = !names.includes(name)
    if (sourced === undefined || !('environment' in sourced)) {
      if (isOnlyCompared) others.push({ name })
      else if (sourced !== undefined) problems.push(...sourced)
      else waiting.push(() => checkCommitted(root, name, settings, declarationsOf(root, name, settings.exceptions)))
      continue
    }
    for (const [file, content] of sourced.manifests) contents.set(file, content)
    const declarations = declarationsOf(root, name, settings.exceptions)
    const ownSettings = isOnlyCompared ? comparisonsOf(settings) : settings
    const prepared = prepare(sourced, ownSettings, declarations, settings.comparesEnvironments ? fleet : undefined)
    fleet.push({ name, context: prepared.context, isOnlyCompared })
    if (isOnlyCompared) others.push({ name, prepared })
    else waiting.push(() => [judgedSubject(root, sourced, prepared, declarations)])
  }
  // Checks that compare environments need the contexts of all of them.
  const judged = waiting.flatMap((check, index) => {
    onStep(`${index} of ${waiting.length} environments checked`)
    return check()
  })
  if (settings.asksApiServer) onStep(`the API server's code judges ${judged.length} environments`)
  const subjects = judged.map(({ subject }) => subject)
  const result = settings.asksApiServer ? await withRefusals(judged, settings.limits) : { subjects, notes: [] }
  return { contents, problems, ...withComparisons(result, others) }
}

/** An environment that is only compared with the checked ones; without `prepared` if it does not render. */
interface OtherEnvironment {
  readonly name: string
  readonly prepared?: PreparedCheck
}

/** The names of the environments to render, in the order of their names: the later one of two gets their findings. */
function comparedNames(
  root: string,
  names: readonly string[],
  { comparesEnvironments, checks }: CheckSettings,
): readonly string[] {
  if (!comparesEnvironments || !checks.some((check) => check.comparesEnvironments)) return names
  return [...new Set([...names, ...environmentNames(root).filter(isEnvironmentName)])].sort()
}

const comparisonsOf = (settings: CheckSettings): CheckSettings => ({
  ...settings,
  checks: settings.checks.filter((check) => check.comparesEnvironments),
})

/** Adds the findings of the other environments that are about a checked one. Their exceptions apply, and are not judged. */
function withComparisons<Result extends Pick<CheckedSubjects, 'subjects' | 'notes'>>(
  result: Result,
  others: readonly OtherEnvironment[],
): Result {
  const [first, ...rest] = result.subjects
  if (first === undefined || others.length === 0) return result
  const comparisons = new Set(allChecks.filter((check) => check.comparesEnvironments).map(({ name }) => name))
  const ran = others.flatMap(({ prepared }) => prepared?.run() ?? [])
  const findings = ran.flatMap((one) => one.findings).filter(({ code }) => comparisons.has(code))
  const excepted = ran.reduce((sum, one) => sum + one.excepted, 0)
  const unread = others.filter(({ prepared }) => prepared === undefined).map(({ name }) => name)
  return {
    ...result,
    subjects: [{ ...first, findings: [...first.findings, ...findings], excepted: first.excepted + excepted }, ...rest],
    notes: [
      ...result.notes,
      ...(unread.length === 0 ? [] : [`Not compared with ${unread.join(', ')}, because it does not render.`]),
    ],
  }
}

/** Undefined, with its problems added, if the base does not load. */
async function readerOf(root: string, names: readonly string[], problems: Finding[]): Promise<Read | undefined> {
  try {
    return await environmentReader(root, names)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    problems.push(...error.findings)
    return undefined
  }
}

const prepare = (
  { environment, objects }: SourcedEnvironment,
  { checks, versions, today }: CheckSettings,
  declarations: Declarations | undefined,
  fleet: readonly FleetMember[] | undefined,
): PreparedCheck =>
  prepareCheck({
    objects,
    environment,
    kubernetesVersion: environment.kubernetesVersion,
    versions,
    checks,
    today,
    ...(declarations === undefined ? {} : { declarations }),
    ...(fleet === undefined ? {} : { fleet }),
  })

function judgedSubject(
  root: string,
  { environment: { name, kubernetesVersion }, objects }: SourcedEnvironment,
  prepared: PreparedCheck,
  declarations: Declarations | undefined,
): JudgedSubject {
  const { findings: all, excepted } = prepared.run()
  const findings = all.filter((finding) => !isUsedByRender(root, finding, declarations))
  return { subject: { name, objects: objects.length, excepted, findings }, kubernetesVersion, objects }
}

/** Whether a finding is about an exception for a file whose credential is in no object, which only a render finds. */
function isUsedByRender(root: string, { code, place }: Finding, declarations: Declarations | undefined): boolean {
  if (code !== 'exception-unused') return false
  const exception = declarations?.exceptions.find((one) => one.place.line === place?.line)
  if (
    exception?.check !== credentialCheck ||
    exception.object.includes('..') ||
    !/^environments\/.*\.yaml$/.test(exception.object)
  )
    return false
  const content = readOptionalFile(root, exception.object)
  const source = content === undefined ? [] : readYaml(exception.object, content)
  return 'file' in source && source.credentials.length > 0
}

function declarationsOf(root: string, name: string, exceptions: CheckSettings['exceptions']): Declarations | undefined {
  if (exceptions !== undefined) return readDeclarations(exceptions.file, exceptions.content, allChecks)
  const file = `${environmentsFolder}/${name}/exceptions.yaml`
  const content = readOptionalFile(root, file)
  return content === undefined ? undefined : readDeclarations(file, content, allChecks)
}
