// The grammar of image references: github.com/distribution/reference, regexp.go and normalize.go. The container runtime uses it.

const pathComponent = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`
const path = new RegExp(`^${pathComponent}(?:/${pathComponent})*$`)
const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const domain = new RegExp(
  String.raw`^(?:${domainComponent}(?:\.${domainComponent})*|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?$`,
)
const tag = /^\w[\w.-]{0,127}$/
const digest = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }
const longestName = 255

/** What is invalid in an image reference, and a valid form if it is obvious; undefined for a valid reference. */
export function imageReferenceProblem(
  image: string,
): { readonly message: string; readonly remedy?: string } | undefined {
  if (/^[a-z]+:\/\//.test(image))
    return { message: 'begins with a URL scheme', remedy: `Write ${image.replace(/^[a-z]+:\/\//, '')}.` }
  if (image !== image.trim()) return { message: 'has spaces at an end', remedy: `Write ${image.trim()}.` }
  const [named = '', ...digests] = image.split('@')
  const { name, tagText } = splitTag(named)
  return nameProblem(image, name) ?? tagProblem(tagText) ?? digestProblem(digests)
}

/** A colon after the last slash begins the tag. */
function splitTag(named: string): { readonly name: string; readonly tagText: string | undefined } {
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  return colon === -1
    ? { name: named, tagText: undefined }
    : { name: named.slice(0, colon), tagText: named.slice(colon + 1) }
}

function nameProblem(image: string, name: string): { readonly message: string; readonly remedy?: string } | undefined {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const hasDomain = slash > 0 && (/[.:A-Z]/.test(first) || first === 'localhost')
  const remainder = hasDomain ? name.slice(slash + 1) : name
  if (/[A-Z]/.test(remainder) && path.test(remainder.toLowerCase())) {
    const valid = image.replace(remainder, remainder.toLowerCase())
    return { message: `has capital letters in ${remainder}`, remedy: `Write ${valid}, if the registry has that image.` }
  }
  if (hasDomain && !domain.test(first)) return { message: `has the invalid registry ${first}` }
  if (!path.test(remainder)) return { message: `has the invalid name ${JSON.stringify(remainder)}` }
  return name.length > longestName
    ? { message: `has a name of ${name.length} characters, more than ${longestName}` }
    : undefined
}

const tagProblem = (text: string | undefined): { readonly message: string } | undefined =>
  text === undefined || tag.test(text) ? undefined : { message: `has the invalid tag ${JSON.stringify(text)}` }

function digestProblem(digests: readonly string[]): { readonly message: string } | undefined {
  const [text] = digests
  if (text === undefined) return undefined
  const [algorithm = '', hex = ''] = text.split(':')
  const length = digestLengths[algorithm] ?? hex.length
  return digests.length === 1 && digest.test(text) && hex.length === length
    ? undefined
    : { message: `has the invalid digest ${digests.join('@')}` }
}
