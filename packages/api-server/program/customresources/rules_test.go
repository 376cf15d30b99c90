package customresources_test

import (
	"strings"
	"testing"

	"thanos-gitops/api-server/protocol"
	"thanos-gitops/api-server/verdicttest"
)

// thingWith returns a definition of Things whose spec has these lines of a schema.
func thingWith(spec string) string {
	return definition(things, specOfThing+"{type: object, "+spec+"}}}}}")
}

func thing(spec string) string {
	return "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: " + spec
}

const thingPrefix = `Thing.example.com "a" is invalid: `

func TestRules(t *testing.T) {
	for name, test := range map[string]struct{ schema, before, after, message string }{
		"message expression": {
			`properties: {i: {type: integer}}, x-kubernetes-validations: [{rule: 'self.i < 3', messageExpression: '"%d is too many".format([self.i])'}]`,
			"", "{i: 3}", "spec: Invalid value: 3 is too many",
		},
		"reason and field": {
			`properties: {i: {type: integer}}, x-kubernetes-validations: [{rule: 'has(self.i)', reason: FieldValueRequired, fieldPath: .i, message: i is needed}]`,
			"", "{}", "spec.i: Required value: i is needed",
		},
		"transition": {
			`properties: {i: {type: integer, x-kubernetes-validations: [{rule: 'self >= oldSelf', message: never less}]}}`,
			"{i: 3}", "{i: 2}", "spec.i: Invalid value: 2: never less",
		},
		"optional old value": {
			`properties: {i: {type: integer, x-kubernetes-validations: [{rule: 'oldSelf.hasValue() || self == 0', optionalOldSelf: true, message: starts at 0}]}}`,
			"", "{i: 1}", "spec.i: Invalid value: 1: starts at 0",
		},
		"list": {
			`properties: {l: {type: array, maxItems: 9, items: {type: string, maxLength: 9}, x-kubernetes-validations: [{rule: 'self.all(x, x.startsWith("a"))', message: starts with a}]}}`,
			"", "{l: [a, b]}", `spec.l: Invalid value: starts with a`,
		},
		"map": {
			`properties: {m: {type: object, maxProperties: 9, additionalProperties: {type: string, maxLength: 9}, x-kubernetes-validations: [{rule: '"a" in self', message: needs a}]}}`,
			"", "{m: {b: c}}", `spec.m: Invalid value: needs a`,
		},
		"quantity": {
			`properties: {q: {type: string, maxLength: 20, x-kubernetes-validations: [{rule: 'isQuantity(self) && quantity(self).isGreaterThan(quantity("1Gi"))', message: more than 1Gi}]}}`,
			"", "{q: 512Mi}", `spec.q: Invalid value: "512Mi": more than 1Gi`,
		},
		"error": {
			`properties: {i: {type: integer}}, x-kubernetes-validations: [{rule: '10 / self.i > 1'}]`,
			"", "{i: 0}", `spec: Invalid value: "object": division by zero evaluating rule: 10 / self.i > 1`,
		},
		"null": {
			"properties: {i: {type: integer, nullable: false, default: 4}, s: {type: string}}, required: [s]",
			"", "{i: null, s: null}", "spec.s: Required value",
		},
		"not": {
			"properties: {i: {type: integer}}, not: {required: [i]}",
			"", "{i: 1}", `<nil>: Invalid value: "": "spec" must not validate the schema (not)`,
		},
		"length of a map": {
			"maxProperties: 1, additionalProperties: {type: string}",
			"", "{a: b, c: d}", "spec: Too many: 2: must have at most 1 item",
		},
		"multiple": {"properties: {i: {type: integer, multipleOf: 5}}", "", "{i: 7}", "spec.i: Invalid value: 7: spec.i in body should be a multiple of 5"},
	} {
		t.Run(name, func(t *testing.T) {
			server := verdicttest.New(t, thingWith(test.schema))
			answer := protocol.Answer{}
			if test.before == "" {
				answer = server.Create(thing(test.after))
			} else {
				answer = server.Update(thing(test.before), thing(test.after))
			}
			verdicttest.Refused(t, answer, thingPrefix+test.message)
		})
	}
}

func TestClientSideApply(t *testing.T) {
	server := verdicttest.New(t, widgets)
	answer := server.Ask(protocol.Request{
		Before: verdicttest.JSON(t, widget("size: small\ncount: 2\nports: [{name: a}, {name: b}]")),
		After:  verdicttest.JSON(t, widget("size: small\nports: [{name: b}]")), Apply: protocol.ClientSide,
	})
	verdicttest.Accepted(t, answer)
	// A JSON merge patch replaces lists.
	if want := `"spec":{"ports":[{"name":"b","port":80}],"replicas":1,"size":"small"}`; !strings.Contains(string(answer.Stored), want) {
		t.Errorf("got %s", answer.Stored)
	}
}

func TestOtherVersion(t *testing.T) {
	server := verdicttest.New(t, widgets)
	old := strings.Replace(widget("size: small"), "example.com/v1", "example.com/v1alpha1", 1)
	answer := server.Update(old, widget("size: small\nreplicas: 2"))
	verdicttest.Accepted(t, answer)
	if !*answer.ObjectChanged {
		t.Errorf("the object is not changed: %s", answer.Stored)
	}
	verdicttest.Refused(t, server.Update(old, widget("size: large")), widgetPrefix+"spec.size: Invalid value: size is immutable")
}

func TestClusterScope(t *testing.T) {
	server := verdicttest.New(t, strings.Replace(definition(things, thingsV1), "Namespaced", "Cluster", 1))
	verdicttest.Accepted(t, server.Create("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}"))
	answer := server.Create("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, namespace: b}")
	verdicttest.Accepted(t, answer)
	if strings.Contains(string(answer.Stored), "namespace") {
		t.Errorf("got %s", answer.Stored)
	}
}

func TestStatusSubresource(t *testing.T) {
	answer := verdicttest.New(t, widgets).Create(widget("size: small") + "\nstatus: {replicas: many}")
	verdicttest.Accepted(t, answer)
}
