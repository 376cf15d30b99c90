package verdict_test

import (
	"testing"

	"thanos-gitops/api-server/protocol"
)

func TestRefusedUpdates(t *testing.T) {
	const pod = "spec: {" + container
	for name, test := range map[string]struct{ before, after, message string }{
		"Deployment selector": {
			"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web, tier: a}}, spec: {" + container + "}}}",
			"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web, tier: a}}, template: {metadata: {labels: {app: web, tier: a}}, spec: {" + container + "}}}",
			"field is immutable"},
		"StatefulSet claim templates": {
			statefulSet("serviceName: web\nvolumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]", container),
			statefulSet("serviceName: web\nvolumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}]", container),
			`StatefulSet.apps "web" is invalid: spec`},
		"Pod":                 {small("v1", "Pod", pod+"}"), small("v1", "Pod", pod+", hostNetwork: true}"), "pod updates may not change fields other than"},
		"Job template":        {small("batch/v1", "Job", job+"3}"), small("batch/v1", "Job", "spec: {template: {spec: {restartPolicy: OnFailure, "+container+"}}, backoffLimit: 3}"), "field is immutable"},
		"immutable ConfigMap": {small("v1", "ConfigMap", "immutable: true\ndata: {a: b}"), small("v1", "ConfigMap", "immutable: true\ndata: {a: c}"), "data: Forbidden: field is immutable when `immutable` is set"},
		"Secret type":         {small("v1", "Secret", "type: Opaque"), small("v1", "Secret", "type: example.com/web"), `Secret "web" is invalid: type: Invalid value: "example.com/web": field is immutable`},
		"cluster IP": {
			small("v1", "Service", "spec: {clusterIP: 10.96.0.20, ports: [{port: 80}]}"), small("v1", "Service", "spec: {clusterIP: 10.96.0.21, ports: [{port: 80}]}"),
			`spec.clusterIPs[0]: Invalid value: ["10.96.0.21"]: may not change once set`},
		"claim size":        {small("v1", "PersistentVolumeClaim", claim+"2Gi}}}"), small("v1", "PersistentVolumeClaim", claim+"1Gi}}}"), "spec: Forbidden: spec is immutable after creation"},
		"roleRef":           {small("rbac.authorization.k8s.io/v1", "RoleBinding", "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}"), small("rbac.authorization.k8s.io/v1", "RoleBinding", "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: b}"), `RoleBinding.rbac.authorization.k8s.io "web" is invalid: roleRef: Invalid value: `},
		"PriorityClass":     {small("scheduling.k8s.io/v1", "PriorityClass", "value: 1"), small("scheduling.k8s.io/v1", "PriorityClass", "value: 2"), "value: Forbidden: may not be changed in an update."},
		"StorageClass":      {small("storage.k8s.io/v1", "StorageClass", "provisioner: a"), small("storage.k8s.io/v1", "StorageClass", "provisioner: b"), "provisioner"},
		"IngressClass":      {small("networking.k8s.io/v1", "IngressClass", "spec: {controller: a.example.com/a}"), small("networking.k8s.io/v1", "IngressClass", "spec: {controller: a.example.com/b}"), "spec.controller: Invalid value: \"a.example.com/b\": field is immutable"},
		"resource version":  {small("v1", "ConfigMap", ""), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, resourceVersion: '7'}", `Operation cannot be fulfilled on configmaps "web": the object has been modified; please apply your changes to the latest version and try again`},
		"identity of other": {small("v1", "ConfigMap", ""), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, uid: a}", "metadata.uid: Invalid value: \"a\": field is immutable"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, ask(t, protocol.Request{Before: object(t, test.before), After: object(t, test.after)}), test.message)
		})
	}
}

func TestStageBefore(t *testing.T) {
	answer := ask(t, protocol.Request{
		Before: object(t, small("v1", "Service", "spec: {ports: [{port: 0}]}")), After: object(t, small("v1", "Service", "spec: {ports: [{port: 80}]}")),
	})
	if answer.Verdict != protocol.Refused || answer.Stage != protocol.Before {
		t.Errorf("want a refusal of the object before, got %+v", answer)
	}
}

// The server compares objects after it has decoded them and set the defaults.
func TestChanges(t *testing.T) {
	with := func(fields string) string {
		return deployment("", "containers: [{name: web, image: 'registry.example/web:1.0.0'"+fields+"}]")
	}
	for name, test := range map[string]struct {
		before, after    string
		template, object bool
	}{
		"defaults written out":      {with(""), with(", imagePullPolicy: IfNotPresent, terminationMessagePath: /dev/termination-log, resources: {}"), false, false},
		"equal quantities":          {with(", resources: {requests: {cpu: 1000m, memory: 1024Mi}}"), with(", resources: {requests: {cpu: 1, memory: 1Gi}}"), false, false},
		"empty selector":            {deployment("", container), deployment("", container+"\nnodeSelector: {}"), false, false},
		"default security context":  {deployment("", container), deployment("", container+"\nsecurityContext: {}"), false, false},
		"security context":          {with(""), with(", securityContext: {}"), true, true},
		"image":                     {with(""), deployment("", "containers: [{name: web, image: 'registry.example/web:1.0.1'}]"), true, true},
		"order of variables":        {with(", env: [{name: A, value: a}, {name: B, value: b}]"), with(", env: [{name: B, value: b}, {name: A, value: a}]"), true, true},
		"replicas":                  {deployment("replicas: 1", container), deployment("replicas: 2", container), false, true},
		"template generation":       {workload("DaemonSet", "", container), workload("DaemonSet", "", container+"\nhostPID: true"), true, true},
		"stored form of stringData": {small("v1", "Secret", "stringData: {a: b}"), small("v1", "Secret", "data: {a: Yg==}"), false, false},
		"version of the API": {
			small("autoscaling/v1", "HorizontalPodAutoscaler", "spec: {maxReplicas: 2, targetCPUUtilizationPercentage: 80, scaleTargetRef: {kind: Deployment, name: web, apiVersion: apps/v1}}"),
			small("autoscaling/v2", "HorizontalPodAutoscaler", "spec: {minReplicas: 1, maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: web, apiVersion: apps/v1}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}"),
			false, false},
	} {
		t.Run(name, func(t *testing.T) {
			answer := ask(t, protocol.Request{Before: object(t, test.before), After: object(t, test.after), Apply: protocol.Replace})
			expect(t, answer, protocol.Accepted)
			if answer.Verdict == protocol.Accepted && (*answer.TemplateChanged != test.template || *answer.ObjectChanged != test.object) {
				t.Errorf("want template %v and object %v, got %v and %v", test.template, test.object, *answer.TemplateChanged, *answer.ObjectChanged)
			}
		})
	}
}
