import { compareEnvironments } from '@thanos-gitops/render/compare'
import { promote } from '@thanos-gitops/render/edit'
import { compareText } from '@thanos-gitops/report'
import { loadBase } from '@thanos-gitops/workspace'
import { changedFiles, loadEnvironments, textsDifference, writeTexts } from '@thanos-gitops/workspace/source-files'
import type { Command } from '../command.ts'
import { wrongUse } from '../wrong-use.ts'
import { unknownComponent } from './compare.ts'

export default {
  name: 'promote',
  usage: 'promote FROM TO [--component NAME]',
  summary: 'carry image versions and marked patches to the next environment',
  help: `Makes TO like FROM in the tags and digests of images, and in the patches that environments/policy.yaml marks with
promote: true. What is particular to TO stays: sizes, registries, all that is not marked. Comments and formatting of its files
stay as well. Shows what stays different; then run render.

  --component NAME   only this one
  --dry-run          write nothing; show the change`,
  options: { component: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  async run({ root, positionals, options }) {
    const [from, to, ...more] = positionals
    if (from === undefined || to === undefined || more.length > 0 || from === to)
      throw wrongUse(
        'promote takes two environments: where from, and where to.',
        'thanos-gitops promote staging production',
      )
    const base = await loadBase(root)
    const [source, target] = loadEnvironments(root, base, [from, to])
    const component = options.component as string | undefined
    const components = new Set(
      [source!, target!].flatMap(({ rendered }) => rendered.targets.map((one) => one.component)),
    )
    if (component !== undefined && !components.has(component)) throw unknownComponent(component, components)

    const { texts, rendered, skipped } = promote(base, source!, target!, component)
    const changed = changedFiles(target!.texts, texts)
    console.log(
      changed.length === 0 ? `${to} has all of it already: nothing to change` : textsDifference(target!.texts, texts),
    )
    if (!options['dry-run']) writeTexts(root, target!.texts, texts)
    for (const sentence of skipped) console.log(`Not carried over: ${sentence}`)
    console.log(
      `\nStays different:\n${compareText([from, to], compareEnvironments([source!.rendered, rendered], component))}`,
    )
    if (changed.length > 0 && !options['dry-run']) console.log(`\nNow run: npx nx render ${to}`)
    return 0
  },
} satisfies Command
