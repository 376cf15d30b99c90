// How long a new environment keeps blocks: its compactor also deletes blocks that another one left in its bucket.
import { isObject, listOf, mappingOf, resolutions } from '@thanos-gitops/manifest'
import { defaultRetention } from '@thanos-gitops/render'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import { parse } from 'yaml'
import { failure } from '../failure.ts'
import type { AskQuestion } from '../terminal-question.ts'

/** The value of `retention` as it is written: `30d`, or `{raw: 30d, 5m: 180d, 1h: 2y}`. */
export type Retention = string

const forever: Retention = '0d'
const isDuration = (text: string): boolean => parsePrometheusDuration(text) !== undefined

/** @param text `30d`, or `raw=30d,5m=180d,1h=2y`. Throws a usage error for another form. */
export function parseRetention(option: string, text: string): Retention {
  if (isDuration(text)) return text
  const fields = Object.fromEntries(text.split(',').map((part) => part.trim().split('=')))
  const names = Object.keys(fields)
  const isComplete = names.length === resolutions.length && resolutions.every((name) => isDuration(fields[name] ?? ''))
  if (!isComplete)
    throw failure(
      'usage-error',
      `${option}: ${JSON.stringify(text)} is not a retention.`,
      `Write it like ${option} 30d, or ${option} raw=30d,5m=180d,1h=2y. 0d keeps blocks indefinitely.`,
    )
  return flow(fields as Readonly<Record<string, string>>)
}

const flow = (fields: Readonly<Record<string, unknown>>): Retention =>
  `{${resolutions.map((name) => `${name}: ${String(fields[name])}`).join(', ')}}`

/**
 * The retention of an `environment.yaml`, or its default.
 *
 * @param layerSettings the content of the `layer.yaml` of a layer that it lists
 */
export function retentionIn(
  settings: string,
  layerSettings: (layer: string) => string | undefined = () => undefined,
): Retention {
  const own = mappingOf(parse(settings))
  const shared = listOf(own.layers).map((layer) => mappingOf(parse(layerSettings(String(layer)) ?? '')))
  const { retention, objectStorage } = Object.assign({}, ...shared, own) as Readonly<Record<string, unknown>>
  if (isObject(retention)) return flow(retention)
  if (typeof retention === 'string') return retention
  const provider = isObject(objectStorage) ? objectStorage.provider : objectStorage
  return defaultRetention(provider as Parameters<typeof defaultRetention>[0]).raw
}

interface Choice {
  readonly name: string
  readonly source: { readonly title: string; readonly retention: Retention }
  /** Whether the new environment is a copy of another one, and not of a template. */
  readonly isCopy: boolean
  /** The value of `--retention`. */
  readonly option: string | undefined
  /** Asks a person; undefined where nobody can answer. */
  readonly ask?: AskQuestion | undefined
}

/** A template's value, the option, or an answer. A copy without an answer keeps all blocks. */
export async function chooseRetention({ name, source, isCopy, option, ask }: Choice): Promise<Retention> {
  if (option !== undefined) return parseRetention('--retention', option)
  if (!isCopy) return source.retention
  if (ask === undefined) return forever
  const answer = await ask(
    `How long does ${name} keep blocks? ${source.title}: ${source.retention}. Older blocks in its bucket are deleted. [${forever}: keep all] `,
  )
  return answer.trim() === '' ? forever : parseRetention('The answer', answer.trim())
}

/** What the compactor of the new environment deletes. */
export function retentionNote({ name, source, isCopy }: Choice, retention: Retention): string {
  if (retention !== forever)
    return `Retention: the compactor of ${name} deletes blocks after ${retention}, also those that are in its bucket already. You cannot undo that. retention: ${forever} in environment.yaml keeps all blocks.`
  const other = isCopy && source.retention !== forever ? ` ${source.title} deletes them after ${source.retention}.` : ''
  return `Retention: ${name} keeps all blocks (retention: ${forever}).${other} To delete old blocks, set retention in environment.yaml; diff prints what it deletes.`
}

/** `environment.yaml` with another retention, after the object storage. A comment about the old value is removed. */
export function withRetention(settings: string, retention: Retention): string {
  const own = /^(?:#.*\n)*retention:.*\n(?:[ ].*\n)*/m
  if (own.test(settings) && retentionIn(settings) === retention) return settings
  const line = `# How long blocks are kept. The compactor deletes older ones, which cannot be undone: 0d keeps all.\nretention: ${retention}\n`
  return settings.replace(own, '').replace(/^objectStorage:.*\n(?:[ ].*\n)*/m, (block) => block + line)
}
