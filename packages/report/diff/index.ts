export { type DiffFormat, diffFormats } from './formats.ts'
export { type LinkTo, linksAt } from './links.ts'
export { diffMarkdown } from './markdown/comment.ts'
