import { checks as allChecks, checkManifests, readDeclarations } from '@thanos-gitops/checks'
import { oneLine, registerCredentials } from '@thanos-gitops/manifest'
import { readManifests } from '@thanos-gitops/manifest/read'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import type { CheckedSubject, CheckedSubjects, CheckSettings } from './checked-subjects.ts'
import { withRefusals } from './with-refusals.ts'

/** For more objects, the API server's verdict takes longer than all checks: `validate` gives it. */
const mostJudged = 5000

/**
 * Checks the Kubernetes YAML of files and folders, as one set of objects.
 * @param paths relative to the working directory; `-` is `stdin`
 * @param kubernetesVersion default: the newest known version
 * @throws Failure for a path that does not exist
 */
export async function checkPaths(
  paths: readonly string[],
  settings: CheckSettings,
  {
    kubernetesVersion = kubernetesVersions.at(-1)!,
    stdin,
  }: { kubernetesVersion?: string | undefined; stdin?: Uint8Array | undefined },
): Promise<CheckedSubjects> {
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
  const subject: CheckedSubject = {
    name: paths.join(' '),
    objects: read.objects.length,
    excepted: checked.excepted,
    findings: [...read.findings, ...checked.findings],
  }
  const contents = new Map(stdin === undefined ? [] : [['-', Buffer.from(stdin).toString()]])
  if (!settings.asksApiServer) return { subjects: [subject], contents, notes: [] }
  if (read.objects.length > mostJudged)
    return { subjects: [subject], contents, notes: [notJudged(read.objects.length, paths)] }
  return { contents, ...(await withRefusals([{ subject, kubernetesVersion, objects: read.objects }])) }
}

const notJudged = (count: number, paths: readonly string[]): string =>
  `The API server's verdict is missing: ${count} objects are more than ${mostJudged}. Run: npx thanos-gitops validate ${oneLine(paths.join(' '))}`
