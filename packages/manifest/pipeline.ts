/** Whether the command runs in a pipeline: all well-known ones set `CI` to a value that is neither empty nor `false`. */
export const isPipeline = ({ CI = '' }: NodeJS.ProcessEnv = process.env): boolean => CI !== '' && CI !== 'false'
