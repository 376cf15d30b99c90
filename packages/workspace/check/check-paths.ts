import { checks as allChecks, checkManifests, readDeclarations } from '@thanos-gitops/checks'
import { registerCredentials } from '@thanos-gitops/manifest'
import { readManifests } from '@thanos-gitops/manifest/read'
import { requireManifests } from '@thanos-gitops/manifest/sources'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import type { CheckedSubject, CheckedSubjects, CheckSettings } from './checked-subjects.ts'
import { installedCharts } from './installed-charts.ts'
import { withRefusals } from './with-refusals.ts'

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
  const judged = { subject, kubernetesVersion, objects: read.objects }
  const { subjects, notes } = await withRefusals([judged], settings.limits)
  return { contents, subjects, notes: [...charts.notes, ...notes] }
}
