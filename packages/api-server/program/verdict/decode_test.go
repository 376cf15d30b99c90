package verdict_test

import (
	"strings"
	"testing"

	"thanos-gitops/api-server/protocol"
)

// A server-side apply is checked against the schema; the other ways send an object that is decoded strictly.
func TestDecoding(t *testing.T) {
	for name, test := range map[string]struct{ source, serverSide, decoded string }{
		"unknown field": {deployment("", "containers: [{name: web, image: a, envs: []}]"),
			`failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="web"].envs: field not declared in schema`,
			`Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].envs"`},
		"number for a string": {small("v1", "ConfigMap", "data: {a: 1}"),
			`failed to create typed patch object (default/web; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}`,
			`ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string`},
		"string for a number": {deployment("replicas: two", container),
			`failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string`,
			`Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`},
		"not base64": {small("v1", "Secret", "data: {a: '%'}"),
			"illegal base64 data at input byte 0",
			`Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0`},
		"quantity": {deployment("", "containers: [{name: web, image: a, resources: {limits: {cpu: two}}}]"),
			"quantities must match the regular expression",
			"quantities must match the regular expression"},
	} {
		for index, way := range ways {
			t.Run(name+"/"+way, func(t *testing.T) {
				want := test.decoded
				if index == 0 {
					want = test.serverSide
				}
				expect(t, ask(t, protocol.Request{After: object(t, test.source), Apply: way}), want)
			})
		}
	}
}

func TestTooLargeBody(t *testing.T) {
	answer := ask(t, protocol.Request{After: object(t, small("v1", "ConfigMap", "data: {a: "+strings.Repeat("x", 3<<20)+"}"))})
	expect(t, answer, "Request entity too large: limit is 3145728")
	if answer.Code != 413 {
		t.Errorf("want code 413, got %d", answer.Code)
	}
}
