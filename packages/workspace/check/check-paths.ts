import { checks as allChecks, checkManifests, readDeclarations } from '@thanos-gitops/checks'
import { registerCredentials } from '@thanos-gitops/manifest'
import { readManifests } from '@thanos-gitops/manifest/read'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import type { CheckedSubjects, CheckSettings } from './checked-subjects.ts'

/**
 * Checks the Kubernetes YAML of files and folders, as one set of objects.
 * @param paths relative to the working directory; `-` is `stdin`
 * @param kubernetesVersion default: the newest known version
 * @throws Failure for a path that does not exist
 */
export function checkPaths(
  paths: readonly string[],
  settings: CheckSettings,
  {
    kubernetesVersion = kubernetesVersions.at(-1)!,
    stdin,
  }: { kubernetesVersion?: string | undefined; stdin?: Uint8Array | undefined },
): CheckedSubjects {
  const { checks, versions, today, exceptions } = settings
  const read = readManifests(paths, stdin === undefined ? {} : { stdin })
  registerCredentials(read.objects)
  const checked = checkManifests({
    objects: read.objects,
    kubernetesVersion,
    versions,
    checks,
    today,
    ...(exceptions === undefined
      ? {}
      : { declarations: readDeclarations(exceptions.file, exceptions.content, allChecks) }),
  })
  return {
    subjects: [
      {
        name: paths.join(' '),
        objects: read.objects.length,
        excepted: checked.excepted,
        findings: [...read.findings, ...checked.findings],
      },
    ],
    contents: new Map(stdin === undefined ? [] : [['-', Buffer.from(stdin).toString()]]),
  }
}
