export { type ImportRequest, importClusters, type ProvedImport } from './import-clusters.ts'
