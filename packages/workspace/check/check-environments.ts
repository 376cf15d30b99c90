import { checks as allChecks, checkManifests, type Declarations, readDeclarations } from '@thanos-gitops/checks'
import { credentialCheck, Failure, type Finding, readOptionalFile, readYaml } from '@thanos-gitops/manifest'
import { environmentsFolder } from '@thanos-gitops/render'
import { environmentReader, type SourcedEnvironment } from '../sourced-environment.ts'
import type { CheckedSubject, CheckedSubjects, CheckSettings } from './checked-subjects.ts'
import { type JudgedSubject, withRefusals } from './with-refusals.ts'

/** Checks environments as a render writes them. Throws a Failure with all problems of those that do not render. */
export async function checkEnvironments(
  root: string,
  names: readonly string[],
  settings: CheckSettings,
): Promise<CheckedSubjects> {
  const read = await environmentReader(root)
  const problems: Finding[] = []
  const judged: JudgedSubject[] = []
  const contents = new Map<string, string>()
  for (const name of names) {
    const sourced = read(name)
    if (!('environment' in sourced)) {
      problems.push(...sourced)
      continue
    }
    for (const [file, content] of sourced.manifests) contents.set(file, content)
    judged.push({
      subject: checkEnvironment(root, sourced, settings),
      kubernetesVersion: sourced.environment.kubernetesVersion,
      objects: sourced.objects,
    })
  }
  if (problems.length > 0) throw new Failure(problems)
  const subjects = judged.map(({ subject }) => subject)
  return settings.asksApiServer ? { contents, ...(await withRefusals(judged)) } : { subjects, contents, notes: [] }
}

function checkEnvironment(
  root: string,
  { environment, objects }: SourcedEnvironment,
  { checks, versions, today, exceptions }: CheckSettings,
): CheckedSubject {
  const { name, kubernetesVersion } = environment
  const declarations =
    exceptions === undefined
      ? environmentDeclarations(root, name)
      : readDeclarations(exceptions.file, exceptions.content, allChecks)
  const checked = checkManifests({
    objects,
    environment,
    kubernetesVersion,
    versions,
    checks,
    today,
    ...(declarations === undefined ? {} : { declarations }),
  })
  const findings = checked.findings.filter((finding) => !isUsedByRender(root, finding, declarations))
  return { name, objects: objects.length, ...checked, findings }
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

function environmentDeclarations(root: string, name: string): Declarations | undefined {
  const file = `${environmentsFolder}/${name}/exceptions.yaml`
  const content = readOptionalFile(root, file)
  return content === undefined ? undefined : readDeclarations(file, content, allChecks)
}
