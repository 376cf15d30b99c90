package customresources_test

import (
	"encoding/json"
	"os"
	"testing"

	"thanos-gitops/api-server/verdicttest"
)

// widgets is a definition with every feature that the tests of custom resources need.
const widgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
  versions:
  - name: v1
    served: true
    storage: true
    subresources:
      status: {}
      scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
          spec:
            type: object
            required: [size]
            x-kubernetes-validations:
            - {rule: '!has(self.replicas) || self.replicas <= 5', message: at most five replicas}
            - {rule: 'self.size == oldSelf.size', message: size is immutable, fieldPath: .size}
            properties:
              size: {type: string, enum: [small, large], maxLength: 5}
              replicas: {type: integer, default: 1}
              count: {type: integer, minimum: 1, maximum: 9}
              host: {type: string, pattern: '^[a-z.]+$'}
              port: {x-kubernetes-int-or-string: true}
              when: {type: string, format: date-time}
              note: {type: string, nullable: true}
              ratchet: {type: string, x-kubernetes-validations: [{rule: 'self.startsWith("a")', message: must start with a}]}
              tags: {type: array, maxItems: 3, x-kubernetes-list-type: set, items: {type: string, maxLength: 9}}
              ports:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, required: [name], properties: {name: {type: string}, port: {type: integer, default: 80}}}
              template: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              oneOf: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}
  - name: v1alpha1
    served: true
    storage: false
    deprecated: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
  - name: v0
    served: false
    storage: false
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`

// definition returns a small definition: with names, with the versions.
func definition(names, versions string) string {
	return `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
` + names + `
  versions:
` + versions
}

const (
	things      = "  scope: Namespaced\n  names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}"
	thingsV1    = "  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}"
	prefix      = `CustomResourceDefinition.apiextensions.k8s.io "things.example.com" is invalid: `
	specOfThing = `  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: `
)

func TestDefinitionCreate(t *testing.T) {
	server := verdicttest.New(t)
	verdicttest.Accepted(t, server.Create(widgets))
	verdicttest.Accepted(t, server.Create(definition(things, thingsV1)))
	for name, test := range map[string]struct{ versions, message string }{
		"two storage versions": {
			thingsV1 + "\n  - {name: v2, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}",
			prefix + `[spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null},{"Name":"v2","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must have exactly one version marked as storage version, status.storedVersions: Invalid value: ["v1"]: must have the storage version v2]`,
		},
		"list type without type": {specOfThing + `{type: object, properties: {a: {type: string, x-kubernetes-list-type: set}}}}}}}`, prefix + `spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Invalid value: "string": must be array if x-kubernetes-list-type is specified`},
		"map without keys":       {specOfThing + `{type: object, properties: {a: {type: array, x-kubernetes-list-type: map, items: {type: object, properties: {k: {type: string}}}}}}}}}}`, prefix + `spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`},
		"not structural":         {specOfThing + `{properties: {a: {type: string}}}}}}}`, prefix + `spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields`},
		"unique items":           {specOfThing + `{type: object, properties: {a: {type: array, uniqueItems: true, items: {type: string}}}}}}}}`, prefix + `spec.validation.openAPIV3Schema.properties[spec].properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`},
		"broken rule":            {specOfThing + `{type: object, x-kubernetes-validations: [{rule: 'self.a >'}]}}}}}`, prefix + "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self.a \\u003e\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | self.a >\n | ........^"},
		"rule on unknown field":  {specOfThing + `{type: object, x-kubernetes-validations: [{rule: 'self.a == 1'}]}}}}}`, prefix + "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self.a == 1\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:5: undefined field 'a'\n | self.a == 1\n | ....^"},
		"reason":                 {specOfThing + `{type: object, x-kubernetes-validations: [{rule: 'true', reason: Other}]}}}}}`, prefix + `spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].reason: Unsupported value: "Other": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"`},
		"field path":             {specOfThing + `{type: object, x-kubernetes-validations: [{rule: 'true', fieldPath: .a}]}}}}}`, prefix + `spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].fieldPath: Invalid value: ".a": must be a valid path`},
		"selectable field":       {"  - {name: v1, served: true, storage: true, selectableFields: [{jsonPath: .spec.a}], schema: {openAPIV3Schema: {type: object}}}", prefix + `spec.selectableFields[0].jsonPath: Invalid value: ".spec.a": is an invalid path: does not refer to a valid field`},
		"scale path":             {"  - {name: v1, served: true, storage: true, subresources: {scale: {specReplicasPath: .a, statusReplicasPath: .status.replicas}}, schema: {openAPIV3Schema: {type: object}}}", prefix + `spec.subresources.scale.specReplicasPath: Invalid value: ".a": should be a json path under .spec`},
		"misspelt field":         {"  - {name: v1, served: true, storage: true, schemas: {}, schema: {openAPIV3Schema: {type: object}}}", `CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: strict decoding error: unknown field "spec.versions[0].schemas"`},
	} {
		t.Run(name, func(t *testing.T) {
			verdicttest.Refused(t, server.Create(definition(things, test.versions)), test.message)
		})
	}
}

func TestDefinitionUpdate(t *testing.T) {
	server := verdicttest.New(t)
	before := definition(things, thingsV1)
	verdicttest.Accepted(t, server.Update(before, before))
	for name, test := range map[string]struct{ after, message string }{
		"scope":          {definition("  scope: Cluster\n  names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}", thingsV1), prefix + `spec.scope: Invalid value: "Cluster": field is immutable`},
		"kind":           {definition("  scope: Namespaced\n  names: {plural: things, singular: thing, kind: Other, listKind: OtherList}", thingsV1), prefix + `spec.names.kind: Invalid value: "Other": field is immutable`},
		"stored version": {definition(things, "  - {name: v2, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}"), prefix + `status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions`},
	} {
		t.Run(name, func(t *testing.T) {
			verdicttest.Refused(t, server.Update(before, test.after), test.message)
		})
	}
}

// recorded is the length at which the recorded messages end.
const recorded = 600

// TestRefusedByServer compares with the words of kube-apiserver 1.36.3.
func TestRefusedByServer(t *testing.T) {
	content, err := os.ReadFile("testdata/definitions.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID, Error     string
		Valid, Object json.RawMessage
	}
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	server := verdicttest.New(t)
	for _, test := range cases {
		t.Run(test.ID, func(t *testing.T) {
			verdicttest.Accepted(t, server.Create(string(test.Valid)))
			answer := server.Create(string(test.Object))
			if len(test.Error) == recorded && len(answer.Message) > recorded {
				answer.Message = answer.Message[:recorded]
			}
			verdicttest.Refused(t, answer, test.Error)
		})
	}
}
