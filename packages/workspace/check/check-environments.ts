import {
  checks as allChecks,
  type Declarations,
  type FleetMember,
  type PreparedCheck,
  prepareCheck,
  readDeclarations,
} from '@thanos-gitops/checks'
import { credentialCheck, Failure, type Finding, readOptionalFile, readYaml } from '@thanos-gitops/manifest'
import { environmentsFolder } from '@thanos-gitops/render'
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
  const problems: Finding[] = []
  const waiting: (() => readonly JudgedSubject[])[] = []
  const fleet: FleetMember[] = []
  const contents = new Map<string, string>()
  const read = await readerOf(root, names, problems)
  for (const name of names) {
    const sourced = read?.(name)
    if (sourced === undefined)
      waiting.push(() => checkCommitted(root, name, settings, declarationsOf(root, name, settings.exceptions)))
    else if ('environment' in sourced) {
      for (const [file, content] of sourced.manifests) contents.set(file, content)
      const declarations = declarationsOf(root, name, settings.exceptions)
      const prepared = prepare(sourced, settings, declarations, settings.isWholeRepository ? fleet : undefined)
      fleet.push({ name, context: prepared.context })
      waiting.push(() => [judgedSubject(root, sourced, prepared, declarations)])
    } else problems.push(...sourced)
  }
  // Checks that compare environments need the contexts of all of them.
  const judged = waiting.flatMap((check) => check())
  const subjects = judged.map(({ subject }) => subject)
  const result = settings.asksApiServer ? await withRefusals(judged, settings.limits) : { subjects, notes: [] }
  return { contents, problems, ...result }
}

/** Undefined, with its problems added, if the base does not load. */
async function readerOf(
  root: string,
  names: readonly string[],
  problems: Finding[],
): Promise<Awaited<ReturnType<typeof environmentReader>> | undefined> {
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
