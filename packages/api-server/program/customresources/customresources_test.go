package customresources_test

import (
	"strings"
	"testing"

	"thanos-gitops/api-server/protocol"
	"thanos-gitops/api-server/verdicttest"
)

// widget returns a custom resource with these lines in its spec.
func widget(spec string) string {
	return "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: web}\nspec:\n  " + strings.ReplaceAll(spec, "\n", "\n  ")
}

const widgetPrefix = `Widget.example.com "web" is invalid: `

func TestCreate(t *testing.T) {
	server := verdicttest.New(t, widgets)
	for name, test := range map[string]struct{ spec, message string }{
		"valid":             {"size: small", ""},
		"all valid":         {"size: small\nreplicas: 5\ncount: 9\nhost: a.b\nport: 80\nwhen: '2026-01-01T00:00:00Z'\nnote: null\ntags: [a, b]\nports: [{name: a}, {name: b}]\nfree: {x: {y: 1}}\noneOf: {a: x}", ""},
		"missing field":     {"replicas: 1", widgetPrefix + `[spec.size: Required value, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`},
		"enum":              {"size: huge", widgetPrefix + `[spec.size: Unsupported value: "huge": supported values: "small", "large", <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`},
		"type":              {"size: small\ncount: many", widgetPrefix + `[spec.count: Invalid value: "string": spec.count in body must be of type integer: "string", <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`},
		"bounds":            {"size: small\ncount: 12", widgetPrefix + `spec.count: Invalid value: 12: spec.count in body should be less than or equal to 9`},
		"pattern":           {"size: small\nhost: A", widgetPrefix + `spec.host: Invalid value: "A": spec.host in body should match '^[a-z.]+$'`},
		"format":            {"size: small\nwhen: yesterday", widgetPrefix + `[spec.when: Invalid value: "yesterday": spec.when in body must be of type date-time: "yesterday", <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`},
		"int or string":     {"size: small\nport: {}", widgetPrefix + `[spec.port: Invalid value: "object": spec.port in body must be of type integer,string: "object", <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`},
		"too many":          {"size: small\ntags: [a, b, c, d]", widgetPrefix + `[spec.tags: Too many: 4: must have at most 3 items, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`},
		"duplicate in set":  {"size: small\ntags: [a, a]", widgetPrefix + `spec.tags[1]: Duplicate value: "a"`},
		"duplicate key":     {"size: small\nports: [{name: a}, {name: a}]", widgetPrefix + `spec.ports[1]: Duplicate value: {"name":"a"}`},
		"rule":              {"size: small\nreplicas: 6", widgetPrefix + `spec: Invalid value: at most five replicas`},
		"negative scale":    {"size: small\nreplicas: -1", widgetPrefix + `.spec.replicas: Invalid value: -1: should be a non-negative integer`},
		"one of two":        {"size: small\noneOf: {a: x, b: x}", widgetPrefix + `<nil>: Invalid value: "": "spec.oneOf" must validate one and only one schema (oneOf). Found 2 valid alternatives`},
		"embedded kind":     {"size: small\ntemplate: {metadata: {name: a}}", widgetPrefix + `[spec.template.apiVersion: Required value, spec.template.kind: Required value, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`},
		"embedded metadata": {"size: small\ntemplate: {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {'-': b}}}", widgetPrefix + `spec.template.metadata.labels: Invalid value: "-": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`},
		"unknown field":     {"size: small\nsice: small", `Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.sice"`},
		"unknown in list":   {"size: small\nports: [{name: a, prot: 1}]", `Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.ports[0].prot"`},
		"metadata in spec":  {"size: small\nmetadata: {}", `Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.metadata"`},
	} {
		t.Run(name, func(t *testing.T) {
			answer := server.Create(widget(test.spec))
			if test.message == "" {
				verdicttest.Accepted(t, answer)
			} else {
				verdicttest.Refused(t, answer, test.message)
			}
		})
	}
}

func TestMetadata(t *testing.T) {
	server := verdicttest.New(t, widgets)
	for name, test := range map[string]struct{ metadata, message string }{
		"name":          {"{name: Web}", `Widget.example.com "Web" is invalid: metadata.name: Invalid value: "Web": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`},
		"label":         {"{name: web, labels: {a: 'b c'}}", widgetPrefix + `metadata.labels: Invalid value: "b c": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`},
		"number":        {"{name: web, labels: {a: 5}}", `Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string`},
		"unknown":       {"{name: web, label: {}}", `Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "metadata.label"`},
		"finalizer":     {"{name: web, finalizers: ['a b']}", widgetPrefix + `metadata.finalizers: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`},
		"owner":         {"{name: web, ownerReferences: [{apiVersion: v1, kind: Pod, name: a}]}", widgetPrefix + `[metadata.ownerReferences[0].uid: Required value: must not be empty, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`},
		"bad namespace": {"{name: web, namespace: A}", `namespaces "A" not found`},
	} {
		t.Run(name, func(t *testing.T) {
			verdicttest.Refused(t, server.Create("apiVersion: example.com/v1\nkind: Widget\nmetadata: "+test.metadata+"\nspec: {size: small}"), test.message)
		})
	}
}

func TestUpdate(t *testing.T) {
	server := verdicttest.New(t, widgets)
	small := widget("size: small")
	verdicttest.Accepted(t, server.Update(small, widget("size: small\nreplicas: 3")))
	verdicttest.Refused(t, server.Update(small, widget("size: large")), widgetPrefix+`spec.size: Invalid value: size is immutable`)
	verdicttest.Refused(t, server.Update(small, widget("size: small\nratchet: b")), widgetPrefix+`spec.ratchet: Invalid value: "b": must start with a`)
}

func TestDefaults(t *testing.T) {
	answer := verdicttest.New(t, widgets).Create(widget("size: small\nports: [{name: a}]"))
	verdicttest.Accepted(t, answer)
	want := `{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"web","namespace":"default"},"spec":{"ports":[{"name":"a","port":80}],"replicas":1,"size":"small"}}`
	if string(answer.Stored) != want {
		t.Errorf("got  %s\nwant %s", answer.Stored, want)
	}
}

func TestVersions(t *testing.T) {
	server := verdicttest.New(t, widgets)
	verdicttest.Warned(t, server.Create("apiVersion: example.com/v1alpha1\nkind: Widget\nmetadata: {name: web}"),
		"example.com/v1alpha1 Widget is deprecated; use example.com/v1 Widget")
	for _, version := range []string{"v0", "v2"} {
		answer := server.Create("apiVersion: example.com/" + version + "\nkind: Widget\nmetadata: {name: web}")
		if answer.Verdict != protocol.UnknownKind || answer.Message != `no matches for kind "Widget" in version "example.com/`+version+`"` {
			t.Errorf("%s: got %s: %s", version, answer.Verdict, answer.Message)
		}
	}
}

func TestServerSideApply(t *testing.T) {
	server := verdicttest.New(t, widgets)
	for name, test := range map[string]struct{ spec, message string }{
		"duplicate key": {"size: small\nports: [{name: a}, {name: a}]", `failed to create typed patch object (default/web; example.com/v1, Kind=Widget): .spec.ports: duplicate entries for key [name="a"]`},
		"unknown field": {"size: small\nsice: small", `failed to create typed patch object (default/web; example.com/v1, Kind=Widget): .spec.sice: field not declared in schema`},
		"type":          {"size: small\ncount: many", `failed to create typed patch object (default/web; example.com/v1, Kind=Widget): .spec.count: expected numeric (int or float), got string`},
	} {
		t.Run(name, func(t *testing.T) {
			answer := server.Ask(protocol.Request{After: verdicttest.JSON(t, widget(test.spec)), Apply: protocol.ServerSide})
			verdicttest.Refused(t, answer, test.message)
		})
	}
	answer := server.Ask(protocol.Request{
		Before: verdicttest.JSON(t, widget("size: small\ncount: 2\nports: [{name: a}, {name: b}]")),
		After:  verdicttest.JSON(t, widget("size: small\nports: [{name: b}]")), Apply: protocol.ServerSide,
	})
	verdicttest.Accepted(t, answer)
	want := `{"ports":[{"name":"b","port":80}],"replicas":1,"size":"small"}`
	if !strings.Contains(string(answer.Stored), want) || !*answer.ObjectChanged {
		t.Errorf("got %s", answer.Stored)
	}
}

func TestDefinitionsOfTheSet(t *testing.T) {
	invalid := strings.Replace(widgets, "type: object\n        required", "type: strange\n        required", 1)
	answer := verdicttest.New(t, invalid).Create(widget("size: small"))
	if answer.Verdict != protocol.UnknownKind {
		t.Errorf("the kind of a refused definition is served: %s", answer.Message)
	}
	later := strings.Replace(widgets, "[small, large]", "[small, huge]", 1)
	verdicttest.Accepted(t, verdicttest.New(t, widgets, later).Create(widget("size: huge")))
	verdicttest.Accepted(t, verdicttest.New(t, `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: 5}, spec: 7}`).Create(widgets))
}
