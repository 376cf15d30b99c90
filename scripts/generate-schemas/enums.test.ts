import { expect, it } from 'vitest'
import { readEnums } from './enums.ts'

it('reads the enums of generated definitions', () => {
  const source = [
    'func schema_k8sio_api_core_v1_PersistentVolumeClaimSpec(ref common.ReferenceCallback) common.OpenAPIDefinition {',
    '\t\t\t\t\t"accessModes": {',
    '\t\t\t\t\t\tSchemaProps: spec.SchemaProps{',
    '\t\t\t\t\t\t\tItems: &spec.SchemaOrArray{',
    '\t\t\t\t\t\t\t\t\t\tEnum:    []interface{}{"ReadOnlyMany", "ReadWriteOnce"},',
    '\t\t\t\t\t"volumeMode": {',
    '\t\t\t\t\t\tSchemaProps: spec.SchemaProps{',
    '\t\t\t\t\t\t\tDescription: "Not an enum: `Enum: []interface{}{1},`",',
    '\t\t\t\t\t\t\tEnum:        []interface{}{"", "Block"},',
    'func schema_apimachinery_pkg_apis_meta_v1_ObjectMeta(ref common.ReferenceCallback) common.OpenAPIDefinition {',
    '\t\t\t\t\t"name": {',
    'func helper() {',
    '\t\t\t\t\t\t\tEnum:        []interface{}{"lost"},',
  ].join('\n')
  expect(readEnums(source)).toEqual({
    'core.v1.PersistentVolumeClaimSpec': { accessModes: ['ReadOnlyMany', 'ReadWriteOnce'], volumeMode: ['', 'Block'] },
  })
})
