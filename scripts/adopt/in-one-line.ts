import { stringify } from 'yaml'

/** A value as YAML in flow style: `[{channel: "#alerts"}]`. */
export const inOneLine = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim()
