import { chooseEnvironments, renderWarnings } from '@thanos-gitops/render'
import { tidyPatches } from '@thanos-gitops/render/edit'
import { findingsText } from '@thanos-gitops/report'
import { loadBase } from '@thanos-gitops/workspace'
import { loadEnvironments, textsDifference, writeTexts } from '@thanos-gitops/workspace/source-files'
import type { Command } from '../command.ts'
import { notesNoEnvironment } from '../no-environment.ts'
import { wrongUse } from '../wrong-use.ts'

export default {
  name: 'tidy',
  usage: 'tidy [ENVIRONMENT…] [--check | --dry-run]',
  summary: 'take away the patches that do nothing',
  help: `Takes away the operations that set what is there already, that are overwritten later, that remove what is added again, and
the patches of components that are switched off. Comments and formatting of all others stay, and so does every manifest.

  --check      write nothing; name them
  --dry-run    write nothing; show the change`,
  options: { check: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
  async run({ root, positionals, options }) {
    if (options.check && options['dry-run'])
      throw wrongUse('tidy takes --check or --dry-run, not both.', 'Leave one out.')
    const base = await loadBase(root)
    const names = chooseEnvironments(root, positionals)
    notesNoEnvironment(names)
    let code = 0
    for (const { files, rendered, texts } of loadEnvironments(root, base, names)) {
      const warnings = renderWarnings(rendered)
      if (options.check) {
        console.log(warnings.length === 0 ? `${files.name}: no patch is for nothing` : findingsText(warnings))
        code = Math.max(code, warnings.length > 0 ? 1 : 0)
        continue
      }
      const tidied = tidyPatches(base, files, texts)
      if (options['dry-run'])
        console.log(tidied.removed === 0 ? `${files.name}: nothing to change` : textsDifference(texts, tidied.texts))
      else {
        writeTexts(root, texts, tidied.texts)
        console.log(`${files.name}: ${tidied.removed === 0 ? 'nothing to change' : `${tidied.removed} taken away`}`)
      }
      if (tidied.left.length > 0) {
        console.error(
          `${tidied.left.length} more do nothing, but others stand on them: ${tidied.left.map(({ operation: { place } }) => `${place('path').file}:${place('path').line}`).join(', ')}`,
        )
        code = 1
      }
    }
    return code
  },
} satisfies Command
