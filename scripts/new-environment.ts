// A new environment: a copy of another one's few files, with a name of its own, rendered.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chooseEnvironments } from '@thanos-gitops/render'
import { $ } from 'zx'
import { failure, main, type Script } from './script.ts'

export const newEnvironment: Script = {
  usage: 'new:environment -- NAME [--from ENVIRONMENT] [--cluster NAME]',
  help: `Makes environments/NAME with environment.yaml and patches/ of another environment, renders it, and says what is next. Where the
copy does not render, nothing is left behind.

  --from NAME     the environment to copy; staging without it
  --cluster NAME  the external label of its series; as the environment without it. It can never be changed later`,
  options: { from: { type: 'string' }, cluster: { type: 'string' } },
  names: 1,
  async run({ root, positionals, options, dryRun }) {
    const name = positionals[0]!
    const cluster = (options.cluster as string | undefined) ?? name
    const from = (options.from as string | undefined) ?? 'staging'
    if (!/^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/.test(name))
      throw failure(
        'wrong-use',
        `${name} cannot be an environment's name: it becomes part of names in Kubernetes.`,
        'Take lower-case letters, digits and -, at most 42.',
      )
    chooseEnvironments(root, [from])
    const environments = join(root, 'environments')
    const folder = join(environments, name)
    if (existsSync(folder)) throw failure('wrong-use', `environments/${name} is there already.`, 'Take another name.')
    const source = join(environments, from)
    const settings = readFileSync(join(source, 'environment.yaml'), 'utf8')
    if (!/^cluster: /m.test(settings))
      throw failure(
        'wrong-use',
        `environments/${from}/environment.yaml has no line cluster: at its left edge.`,
        'Copy another environment.',
      )
    const files = ['environment.yaml', ...readdirSync(join(source, 'patches')).map((file) => `patches/${file}`)]
    if (dryRun) {
      for (const file of files) console.log(`would write environments/${name}/${file}`)
      return 0
    }

    // Complete before it is there: whoever renders at this moment must not find half of it.
    const staging = mkdtempSync(join(environments, '.new-'))
    try {
      cpSync(join(source, 'patches'), join(staging, 'patches'), { recursive: true })
      const comment = `# ${name}: copied from ${from}. Say here what it is for and how large it is.\n`
      const body = settings.replace(/^(#.*\n)+/, '').replace(/^cluster: .*$/m, () => `cluster: ${cluster}`)
      writeFileSync(join(staging, 'environment.yaml'), comment + body)
      renameSync(staging, folder)
    } catch (error) {
      rmSync(staging, { recursive: true, force: true })
      throw error
    }
    const { exitCode, stdout, stderr } = await $({
      nothrow: true,
      quiet: true,
      cwd: root,
    })`${process.execPath} packages/cli/bin.mjs render ${name}`
    if (exitCode !== 0) {
      rmSync(folder, { recursive: true })
      throw failure(
        'render-failed',
        `The copy of ${from} does not render, and was removed again.`,
        'Mend what render says.',
        stderr.trim(),
      )
    }
    console.log(`${stdout.trim()}

Next:
  1. environments/${name}/environment.yaml: the comment, kubernetesVersion, objectStorage, delivery
  2. environments/${name}/patches/: sizes and replicas, and the comments that give their reasons
  3. npx nx render ${name}, commit, pull request
  4. after the merge: npm run bootstrap -- ${name} --context CONTEXT`)
    return 0
  },
}

if (import.meta.main) await main(newEnvironment)
