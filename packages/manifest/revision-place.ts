import type { Place } from './finding.ts'

/** A place at a revision is written as `1a2b3c4d:FILE` or `v1.4.0:FILE`. */
export const isAtRevision = ({ file }: Place): boolean => revision.test(file)

export const withoutRevision = (place: Place): Place => ({ ...place, file: place.file.replace(revision, '') })

const revision = /^(?:[0-9a-f]{8}:|[^:]+:(?=(?:base|environments)\/))/
