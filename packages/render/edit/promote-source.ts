import type { YAMLMap } from 'yaml'
import type { PromotionSide } from './promotion-side.ts'
import { editFile, type SourceFiles } from './source-files.ts'
import { fieldOf, parseContent, valueEdit } from './yaml-edits.ts'

/** Moves the pin of an environment, which has one. */
export const promoteSource = ({ files }: PromotionSide, sources: SourceFiles, source: string): SourceFiles =>
  editFile(sources, files.environment.file, (content) => [
    valueEdit(content, fieldOf(parseContent(content) as YAMLMap, 'source')!, written(source)),
  ])

/** YAML reads some commits as numbers: 1234567, 12e4567. */
const written = (source: string): string => (/^\d[\d.]*(e\d+)?$/i.test(source) ? `"${source}"` : source)
