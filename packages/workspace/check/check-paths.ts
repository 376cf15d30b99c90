import { checks as allChecks, checkManifests, readDeclarations } from '@thanos-gitops/checks'
import { oneLine, registerCredentials } from '@thanos-gitops/manifest'
import { readManifests } from '@thanos-gitops/manifest/read'
import { requireManifests } from '@thanos-gitops/manifest/sources'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import type { CheckedSubject, CheckedSubjects, CheckSettings } from './checked-subjects.ts'
import { installedCharts } from './installed-charts.ts'
import { withRefusals } from './with-refusals.ts'

/** For more objects, the API server's verdict takes longer than all checks: `validate` gives it. */
const mostJudged = 5000

/**
 * Checks the Kubernetes YAML of files and folders, as one set of objects.
 * @param paths relative to the working directory; `-` is `stdin`
 * @param kubernetesVersion default: the newest known version
 * @throws Failure for a path that does not exist, and if nothing but sources was named that were not rendered
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
  const sources = requireManifests(paths, process.cwd(), 'npx thanos-gitops check')
  const read = readManifests(paths, { isSkipped: sources.isNoManifest, ...(stdin === undefined ? {} : { stdin }) })
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
  const charts = installedCharts(read.objects)
  const subject: CheckedSubject = {
    name: paths.join(' '),
    objects: read.objects.length,
    excepted: checked.excepted,
    findings: [...sources.findings, ...charts.findings, ...read.findings, ...checked.findings],
  }
  const contents = new Map(stdin === undefined ? [] : [['-', Buffer.from(stdin).toString()]])
  if (!settings.asksApiServer) return { subjects: [subject], contents, notes: charts.notes }
  if (read.objects.length > mostJudged)
    return { subjects: [subject], contents, notes: [...charts.notes, notJudged(read.objects.length, paths)] }
  const { subjects, notes } = await withRefusals([{ subject, kubernetesVersion, objects: read.objects }])
  return { contents, subjects, notes: [...charts.notes, ...notes] }
}

const notJudged = (count: number, paths: readonly string[]): string =>
  `The API server's verdict is missing: ${count} objects are more than ${mostJudged}. Run: npx thanos-gitops validate ${oneLine(paths.join(' '))}`
