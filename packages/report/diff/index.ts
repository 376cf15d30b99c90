export { type DiffFormat, diffFormats } from './formats.ts'
export { diffMarkdown } from './markdown/comment.ts'
