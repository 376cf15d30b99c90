/** The parts of an image reference such as `host:5000/thanos/thanos:v0.42.4@sha256:…`. */
export interface ImageReference {
  /** The registry and the repository: `host:5000/thanos/thanos`. */
  readonly name: string
  readonly tag?: string
  /** `sha256:…` */
  readonly digest?: string
}

/** Splits an image reference. A colon before the last slash belongs to the port of a registry. */
export function parseImage(image: string): ImageReference {
  const at = image.indexOf('@')
  const withTag = at === -1 ? image : image.slice(0, at)
  const colon = withTag.lastIndexOf(':')
  const hasTag = colon > withTag.lastIndexOf('/')
  return {
    name: hasTag ? withTag.slice(0, colon) : withTag,
    ...(hasTag ? { tag: withTag.slice(colon + 1) } : {}),
    ...(at === -1 ? {} : { digest: image.slice(at + 1) }),
  }
}

export const formatImage = ({ name, tag, digest }: ImageReference): string =>
  `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
