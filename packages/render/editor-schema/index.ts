export { environmentSchemaDrift, environmentSchemaFile, writeEnvironmentSchema } from './environment-schema-file.ts'
export { editorSchemaDrift, editorSchemaFile, writeEditorSchema } from './schema-file.ts'
