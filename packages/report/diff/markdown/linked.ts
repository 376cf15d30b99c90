import { isAtRevision, type Origin, type Place, withoutRevision } from '@thanos-gitops/manifest'
import type { Change } from '@thanos-gitops/manifest/change'
import { placeText } from '../../findings-text.ts'
import type { LinkTo } from '../links.ts'
import { code } from './escape.ts'

/** Text as a link to a place, where the place has an address. The text is Markdown. */
export function linked(text: string, place: Place | undefined, linkTo: LinkTo | undefined): string {
  const address = place && linkTo?.(place)
  return address === undefined ? text : `[${text}](${address})`
}

/** A place with its file and line, as a link. */
export const linkedPlace = (place: Place, linkTo: LinkTo | undefined): string => {
  const { file, line } = place
  return linked(code(placeText({ file, ...(line === undefined ? {} : { line }) })), place, linkTo)
}

/** Where the field is in the rendered manifest; in the old one, if it is removed. */
export const manifestPlace = ({ cause }: Change): Place | undefined => cause?.after?.place ?? cause?.before?.place

/**
 * The line that set the new value, as a link, and the line that set the old value, if it is another one:
 * `Set by [patches/replicas.yaml:8](…) (patch), before by [base/pod.ts:3](…) (base).` Undefined without known sources.
 */
export function sourceText({ cause, before: old }: Change, linkTo: LinkTo | undefined): string | undefined {
  const [after, before] = [cause?.after?.origins?.[0], cause?.before?.origins?.[0]]
  const differs = after === undefined || before === undefined || lineOf(after) !== lineOf(before)
  const was = before !== undefined && old !== undefined && differs ? originText(before, linkTo) : undefined
  if (after === undefined) return was && `Was set by ${was}.`
  return `Set by ${originText(after, linkTo)}${was === undefined ? '' : `, before by ${was}`}.`
}

/** Without the revision: the same line of another commit is not another source. */
const lineOf = ({ place }: Origin): string => {
  const { file, line } = withoutRevision(place)
  return `${file}:${line}`
}

function originText({ layer, place, usedAt }: Origin, linkTo: LinkTo | undefined): string {
  const used = layer === 'setting' && usedAt !== undefined ? `, used at ${linkedPlace(usedAt, linkTo)}` : ''
  const shown = isAtRevision(place) && linkTo !== undefined ? withoutRevision(place) : place
  const label = code(placeText({ file: shown.file, ...(shown.line === undefined ? {} : { line: shown.line }) }))
  return `${linked(label, place, linkTo)} (${layerText(layer, place)}${used})`
}

/** `layer eu` for a patch of a layer that environments share. */
function layerText(layer: Origin['layer'], place: Place): string {
  const [, name] = /^environments\/layers\/([a-z0-9-]+)\//.exec(withoutRevision(place).file) ?? []
  return name === undefined ? layer : `layer ${name}`
}
