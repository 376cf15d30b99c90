import { createHash } from 'node:crypto'
import type { DeliveredChange, Remedy } from '@thanos-gitops/manifest/change'
import { toolNames } from '../wording.ts'
import { code, fence, html, text } from './escape.ts'
import type { SharedChange } from './shared-changes.ts'

/** Environments whose commands are written out. The commands of others are those that `diff` prints. */
const mostWritten = 3

/**
 * How to proceed with a change, as a list of tasks for each environment. The comment at the end of a task identifies it, so that it
 * stays done when the comment is written again (`scripts/post-comment`).
 */
export function checklists({ environments, object, objects }: SharedChange): readonly string[] {
  const { remedy } = object
  if (remedy === undefined) return []
  const title = `**How to proceed: ${text(remedy.title)}**`
  const note = remedy.note === undefined ? [] : [`> ${text(remedy.note)}`]
  if (environments.length === 1) return [title, tasks(environments[0]!, object, remedy), ...note]
  const written = environments.slice(0, mostWritten).flatMap((name, index) => {
    const one = objects[index]!
    return one.remedy === undefined ? [] : [folded(name, tasks(name, one, one.remedy))]
  })
  const others = environments.slice(mostWritten).map((name, index) => {
    const object = objects[index + mostWritten]!
    return `- [ ] **${text(name)}** ${code(`npx thanos-gitops diff ${name}`)} prints its commands.${mark([name, identityOf(object), remedy.id])}`
  })
  return [title, ...written, ...(others.length === 0 ? [] : [others.join('\n')]), ...note]
}

const folded = (name: string, list: string): string =>
  `<details>\n<summary>Steps for ${html(name)}</summary>\n\n${list}\n\n</details>`

function tasks(environment: string, object: DeliveredChange, { id, steps }: Remedy): string {
  const seen = new Map<string, number>()
  return steps
    .map((step) => {
      // Other commands are another task: what was done with the old ones is not done.
      const identity = [environment, identityOf(object), id, step.tool ?? '', step.text, ...(step.commands ?? [])]
      const key = identity.join('\0')
      const count = seen.get(key) ?? 0
      seen.set(key, count + 1)
      return task(step, mark([...identity, String(count)]))
    })
    .join('\n')
}

function task({ text: what, commands = [], tool }: Remedy['steps'][number], end: string): string {
  const block = commands.length === 0 ? '' : `\n${fence(commands.join('\n'), 'sh').replaceAll(/^/gm, '  ')}`
  return `- [ ] ${tool === undefined ? '' : `**${toolNames[tool]}** `}${text(what)}${end}${block}`
}

const identityOf = ({ apiVersion, kind, namespace = '', name }: DeliveredChange): string =>
  [apiVersion, kind, namespace, name].join('/')

/** Stays the same as long as the task is the same. */
const mark = (identity: readonly string[]): string =>
  ` <!-- step ${createHash('sha256').update(identity.join('\0')).digest('hex').slice(0, 12)} -->`
