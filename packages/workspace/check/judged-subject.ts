import {
  checks as allChecks,
  type Declarations,
  type FleetMember,
  type PreparedCheck,
  prepareCheck,
  readDeclarations,
} from '@thanos-gitops/checks'
import { credentialCheck, type Finding, readOptionalFile, readYaml } from '@thanos-gitops/manifest'
import { environmentsFolder } from '@thanos-gitops/render'
import type { SourcedEnvironment } from '../sourced-environment.ts'
import type { CheckSettings } from './checked-subjects.ts'
import type { JudgedSubject } from './with-refusals.ts'

export const prepare = (
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

/** The findings of an environment. `isIdentified`: whether no file decided them that is not a source of the environment. */
export function judgedSubject(
  root: string,
  { environment: { name, kubernetesVersion }, objects }: SourcedEnvironment,
  prepared: PreparedCheck,
  declarations: Declarations | undefined,
): { readonly judged: JudgedSubject; readonly isIdentified: boolean } {
  const { findings: all, excepted } = prepared.run()
  const findings = all.filter((finding) => !isUsedByRender(root, finding, declarations))
  const subject = { name, objects: objects.length, excepted, findings }
  return { judged: { subject, kubernetesVersion, objects }, isIdentified: findings.length === all.length }
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

export function declarationsOf(
  root: string,
  name: string,
  exceptions: CheckSettings['exceptions'],
): Declarations | undefined {
  if (exceptions !== undefined) return readDeclarations(exceptions.file, exceptions.content, allChecks)
  const file = `${environmentsFolder}/${name}/exceptions.yaml`
  const content = readOptionalFile(root, file)
  return content === undefined ? undefined : readDeclarations(file, content, allChecks)
}
