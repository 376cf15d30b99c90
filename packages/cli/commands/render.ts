import { join } from 'node:path'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import { chooseEnvironments, compareFolder, driftFindings, environmentsFolder, writeFolder, type RenderedEnvironment } from '@thanos-gitops/render'
import { findingsText } from '@thanos-gitops/report'
import type { Command } from '../command.ts'
import { environmentRenderer } from '../workspace.ts'

export default {
  name: 'render',
  usage: 'render [ENVIRONMENT…] [--check | --stdout]',
  summary: 'write environments/<name>/manifests/',
  help: `Renders the environments that are named, or all, into environments/<name>/manifests/.

  --check      write nothing; name every file that is not as a render would write it, and show the difference
  --stdout     write nothing; print all manifests as one YAML stream`,
  options: { check: { type: 'boolean' }, stdout: { type: 'boolean' } },
  async run({ root, positionals, options }) {
    if (options.check && options.stdout)
      throw new Failure({ code: 'wrong-use', severity: 'error', message: 'render takes --check or --stdout, not both.', remedy: 'Leave one out.' })
    if (options.check && process.env.NX_TASK_TARGET_TARGET === 'render')
      throw new Failure({ code: 'wrong-use', severity: 'error', message: 'Under Nx the answer could come from its cache.', remedy: 'Run: npx thanos-gitops render --check' })
    const names = chooseEnvironments(root, positionals)
    const render = await environmentRenderer(root)
    const treat = options.check ? check : options.stdout ? print : write

    const problems: Finding[] = []
    let code = 0
    for (const name of names) {
      const rendered = render(name)
      if (!('environment' in rendered)) problems.push(...rendered)
      else
        try {
          code = Math.max(code, treat(root, rendered))
        } catch (error) {
          // One environment that cannot be written does not keep the others from it.
          if (!(error instanceof Failure)) throw error
          problems.push(...error.findings)
        }
    }
    if (problems.length > 0) throw new Failure(problems)
    return code
  },
} satisfies Command

function write(root: string, { environment: { name }, manifests }: RenderedEnvironment): number {
  const { written, removed, healed } = writeFolder(join(root, environmentsFolder, name), `${environmentsFolder}/${name}`, manifests)
  const counts = [
    ...(written.length > 0 ? [`${written.length} written`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
    ...(written.length + removed.length > 0 ? [] : ['nothing to change']),
  ]
  console.log(`${name}: ${manifests.length} manifests, ${counts.join(', ')}`)
  for (const file of healed) console.log(`  ${file} had been edited by hand and is as rendered again`)
  return 0
}

function check(root: string, { environment: { name }, manifests }: RenderedEnvironment): number {
  const findings = driftFindings(name, compareFolder(join(root, environmentsFolder, name), manifests))
  console.log(findings.length === 0 ? `${name}: ${manifests.length} manifests, as rendered` : findingsText(findings))
  return findings.length === 0 ? 0 : 1
}

function print(_root: string, { manifests }: RenderedEnvironment): number {
  process.stdout.write(manifests.map(({ text }) => `---\n${text}`).join(''))
  return 0
}
