import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checks as allChecks, checkManifests, type Declarations, readDeclarations } from '@thanos-gitops/checks'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import { environmentsFolder } from '@thanos-gitops/render'
import { environmentReader, type SourcedEnvironment } from '../sourced-environment.ts'
import type { CheckedSubject, CheckedSubjects, CheckSettings } from './checked-subjects.ts'

/** Checks environments as a render writes them. Throws a Failure with all problems of those that do not render. */
export async function checkEnvironments(
  root: string,
  names: readonly string[],
  settings: CheckSettings,
): Promise<CheckedSubjects> {
  const read = await environmentReader(root)
  const problems: Finding[] = []
  const subjects: CheckedSubject[] = []
  const contents = new Map<string, string>()
  for (const name of names) {
    const sourced = read(name)
    if (!('environment' in sourced)) {
      problems.push(...sourced)
      continue
    }
    for (const [file, content] of sourced.manifests) contents.set(file, content)
    subjects.push(checkEnvironment(root, sourced, settings))
  }
  if (problems.length > 0) throw new Failure(problems)
  return { subjects, contents }
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
  return { name, objects: objects.length, ...checked }
}

function environmentDeclarations(root: string, name: string): Declarations | undefined {
  const file = `${environmentsFolder}/${name}/exceptions.yaml`
  return existsSync(join(root, file))
    ? readDeclarations(file, readFileSync(join(root, file), 'utf8'), allChecks)
    : undefined
}
