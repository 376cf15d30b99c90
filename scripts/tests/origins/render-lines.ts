// Renders the repository that contains it and prints the lines of all manifests as JSON. It is a process of its own,
// because a process loads the modules of the base once.
import { base } from '@thanos-gitops/base'
import { createRenderer, environmentNames, readEnvironmentFiles } from '@thanos-gitops/render'
import { root } from '../repository.ts'

const render = createRenderer(base)
const lines = environmentNames(root).map((name) => {
  const files = readEnvironmentFiles(root, name)
  const rendered = 'environment' in files ? render(files) : files
  if (!('manifests' in rendered)) throw new Error(JSON.stringify(rendered))
  return [name, rendered.manifests.flatMap(({ text }) => text.split('\n'))] as const
})
process.stdout.write(JSON.stringify(Object.fromEntries(lines)))
