import { join } from 'node:path'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import {
  chooseEnvironments,
  compareFolder,
  driftFindings,
  environmentsFolder,
  type OutputFile,
  type RenderedEnvironment,
  renderWarnings,
  writeFolder,
} from '@thanos-gitops/render'
import { editorSchemaDrift, writeEditorSchema } from '@thanos-gitops/render/editor-schema'
import { findingsText } from '@thanos-gitops/report'
import { environmentRenderer } from '@thanos-gitops/workspace'
import { fleetDrift, outputsOf, readDeliverySettings, writeFleet } from '@thanos-gitops/workspace/outputs'
import type { Command } from '../command.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { wrongUse } from '../wrong-use.ts'

export default {
  name: 'render',
  usage: 'render [ENVIRONMENT…] [--check | --stdout]',
  summary: 'write environments/<name>/{manifests,delivery}/',
  help: `Renders the environments that are named, or all, into environments/<name>/manifests/, and into
environments/<name>/delivery/ what makes Argo CD or Flux sync them.

  --check      write nothing; name every file that is not as a render would write it, and show the difference
  --stdout     write nothing; print all manifests as one YAML stream`,
  options: { check: { type: 'boolean' }, stdout: { type: 'boolean' } },
  async run({ root, positionals, options }) {
    if (options.check && options.stdout) throw wrongUse('render takes --check or --stdout, not both.', 'Leave one out.')
    if (options.check && process.env.NX_TASK_TARGET_TARGET === 'render')
      throw wrongUse('Under Nx the answer could come from its cache.', 'Run: npx thanos-gitops render --check')
    const names = chooseEnvironments(root, positionals)
    notesNoEnvironment(names)
    const render = await environmentRenderer(root)
    const settings = readDeliverySettings(root)
    const treat = options.check ? check : options.stdout ? print : write

    const problems: Finding[] = []
    let code = 0
    for (const name of names) {
      const rendered = render(name)
      if (!('environment' in rendered)) problems.push(...rendered)
      else
        try {
          code = Math.max(code, treat(root, rendered, outputsOf(rendered, settings)))
          code = Math.max(code, await treatSchema(root, rendered, options))
        } catch (error) {
          // One environment that cannot be written does not keep the others from it.
          if (!(error instanceof Failure)) throw error
          problems.push(...error.findings)
        }
    }
    if (problems.length > 0) throw new Failure(problems)
    if (positionals.length === 0 && settings !== undefined && !options.stdout) {
      const stale = options.check ? fleetDrift(root, settings) : []
      if (!options.check) writeFleet(root, settings)
      if (stale.length > 0) console.log(findingsText(stale))
      code = Math.max(code, stale.length > 0 ? 1 : 0)
    }
    return code
  },
} satisfies Command

/** The schema for editors, and the patches that do nothing: findings for `--check`, warnings otherwise. */
async function treatSchema(
  root: string,
  rendered: RenderedEnvironment,
  { check, stdout }: Readonly<Record<string, unknown>>,
): Promise<number> {
  const warnings = renderWarnings(rendered)
  if (warnings.length > 0) (stdout ? console.error : console.log)(findingsText(warnings))
  if (stdout) return 0
  const drift = check ? await editorSchemaDrift(root, rendered) : []
  if (drift.length > 0) console.log(findingsText(drift))
  if (!check) await writeEditorSchema(root, rendered)
  return check && warnings.length + drift.length > 0 ? 1 : 0
}

function write(
  root: string,
  { environment: { name }, manifests }: RenderedEnvironment,
  outputs: readonly OutputFile[],
): number {
  const { written, removed, healed } = writeFolder(
    join(root, environmentsFolder, name),
    `${environmentsFolder}/${name}`,
    outputs,
  )
  const counts = [
    ...(written.length > 0 ? [`${written.length} written`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
    ...(written.length + removed.length > 0 ? [] : ['nothing to change']),
  ]
  console.log(`${name}: ${manifests.length} manifests, ${counts.join(', ')}`)
  for (const file of healed) console.log(`  ${file} had been edited by hand and is as rendered again`)
  return 0
}

function check(
  root: string,
  { environment: { name }, manifests }: RenderedEnvironment,
  outputs: readonly OutputFile[],
): number {
  const findings = driftFindings(name, compareFolder(join(root, environmentsFolder, name), outputs))
  console.log(findings.length === 0 ? `${name}: ${manifests.length} manifests, as rendered` : findingsText(findings))
  return findings.length === 0 ? 0 : 1
}

function print(_root: string, { manifests }: RenderedEnvironment): number {
  process.stdout.write(manifests.map(({ text }) => `---\n${text}`).join(''))
  return 0
}
