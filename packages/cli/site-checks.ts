import { checks } from '@thanos-gitops/checks'
import type { SiteChecks, SiteFinding } from '@thanos-gitops/site'
import { checkEnvironments } from '@thanos-gitops/workspace/check'

/**
 * The results of `check --no-verdicts` for environments: CI has judged a commit of the default branch. A finding that several
 * environments have is one finding.
 */
export async function siteChecks(
  root: string,
  names: readonly string[],
  onStep: (state: string) => void,
): Promise<SiteChecks> {
  const { subjects, notes } = await checkEnvironments(root, names, {
    checks,
    asksApiServer: false,
    comparesEnvironments: true,
    today: new Date().toISOString().slice(0, 10),
    versions: {},
    onStep,
  })
  const findings = new Map<string, SiteFinding>()
  for (const { name, findings: own } of subjects)
    for (const { rendered: _rendered, ...finding } of own) {
      const key = JSON.stringify([finding.code, finding.message, finding.place])
      const known = findings.get(key)?.environments ?? []
      findings.set(key, { ...finding, environments: [...new Set([...known, name])] })
    }
  return {
    findings: [...findings.values()],
    excepted: subjects.reduce((sum, { excepted }) => sum + excepted, 0),
    checks: checks.map(({ name, severity, why }) => ({ name, severity, why })),
    notes,
  }
}
