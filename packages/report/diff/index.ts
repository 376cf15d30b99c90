export { drawnDiff } from './drawn-diff.ts'
export { type DiffFormat, diffFormats } from './formats.ts'
export { type LinkTo, linksAt } from './links.ts'
export { commentMarker, diffMarkdown } from './markdown/comment.ts'
